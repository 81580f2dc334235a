"""Two at the same thing: C4 (one barrier), C6 (a race for pupils to ring), C8, C9 and C11 (imports)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path
from typing import Any

from core import journal
from core.acts import add_note, log_call, set_barrier, suggest
from core.corrections import read_corrections
from core.errors import Changed, Refused
from core.journal import new_act
from core.model import Outcome, Role
from core.people import Actor
from core.together import claims
from core.together.versions import as_seen, last_event
from importers.apply import Options, import_files
from tests.importers.desk import NOW, Desk, session_rows
from tests.importers.test_apply_killed import held
from tests.soak.measure import ME, Effort, Finding, answers, child, opened

TALK = 0.03  # seconds of one call in the race
BARRIERS = {1: "the bus leaves before breakfast club", 2: "the gate is loud at 08:40"}  # by whose it is


def _desk(folder: Path, pupils: int) -> Desk:
    """A record of its own, its folder's connection closed: what forks may not carry one over."""
    folder.mkdir()
    desk = Desk(folder).with_pupils(pupils)
    desk.record.close()
    return desk


def _officer(n: int) -> Actor:
    return Actor(f"officer{n}", f"Officer {n}", f"O{n}", Role.OFFICER)


# -- C4 ---------------------------------------------------------------------------------------------------


def c4(effort: Effort) -> list[Finding]:
    """Two officers who read the same screen write a barrier, and a note, about the same pupil at once."""
    rounds, desk = effort.many(100), _desk(effort.folder / "c4", 20)
    wrong = shown = 0
    for turn in range(rounds):
        one = 1 + turn % 20
        with opened(desk.path) as record:
            seen = last_event(record.db)
        start = time.monotonic() + 0.02
        both = [child(_both, desk.path, n, one, seen, start) for n in (1, 2)]
        told = answers(both)
        clashes = [n for n, said in enumerate(told, 1) if said["clash"]]
        shown += len(clashes)
        wrong += len(clashes) != 1 or BARRIERS[3 - clashes[0]] not in told[clashes[0] - 1]["clash"]
        with opened(desk.path) as record:
            texts = [event.data for event in journal.events(record.db, one) if event.id > seen]
        wrong += sorted(str(text) for text in texts if text) != sorted(
            str(text) for n in (1, 2) for text in told[n - 1]["saved"]
        )
    what = f"{rounds} barriers and notes by two at once: not shown the other's text, or a text lost"
    return [Finding("C4", what, "0", str(wrong), shown == rounds and not wrong)]


def _both(path: Path, n: int, one: int, seen: int, start: float) -> dict[str, Any]:
    """Save a barrier; shown the other's, look at it and save all the same. And a note."""
    me, act, clash = _officer(n), new_act(), ""

    def save() -> object:
        return set_barrier(record, me, [one], BARRIERS[n], act=act)

    with opened(path) as record:
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            as_seen(record, me, act, seen, save)
        except Changed as changed:
            clash = str(changed)
            as_seen(record, me, act, changed.seen, save)
        noted = new_act()
        add_note(record, me, [one], f"note of {n}", act=noted)
        both = [event for made in (act, noted) for event in journal.of_act(record.db, made)]
        return {"clash": clash, "saved": [event.data for event in both]}


# -- C6 ---------------------------------------------------------------------------------------------------


def c6(effort: Effort) -> list[Finding]:
    """Sixteen race for pupils to ring; six are killed in the middle of a call, two talk past their claim.

    A claim is a courtesy: who finds another on the line goes to the next pupil; a log that comes late
    stands, and says who else was ringing.
    """
    pupils = effort.many(400)
    desk = _desk(effort.folder / "c6", pupils)
    racers = [child(_race, desk.path, n, pupils, n < 2) for n in range(16)]
    for n in range(10, 16):
        time.sleep(random.uniform(0.05, 0.2))
        os.kill(racers[n][0], signal.SIGKILL)
    told = answers(racers)
    failed = [one for answer in told if answer for one in answer.get("failed", ())]
    late = sum(answer["late"] for answer in told if answer)
    with opened(desk.path) as record:
        calls = [event for event in journal.standing(record.db) if event.kind == "call"]
        left = claims.claims(record)
    logs: dict[int, list[dict[str, Any]]] = {}
    for event in calls:
        logs.setdefault(event.pupil_id or 0, []).append(dict(event.data or {}))
    silent = sum(not any(data.get("meanwhile") for data in several[1:]) for several in logs.values()
                 if len(several) > 1)  # fmt: skip
    twice = sum(len(several) > 1 for several in logs.values())
    dead = sum(answer is None for answer in told)
    what = f"16 racers, {pupils} pupils, {dead} killed: not rung, claims left, failed"
    found = (pupils - len(logs), len(left), len(failed))
    return [
        Finding("C6", what, "0, 0, 0", ", ".join(map(str, found)), not any(found) and dead > 0),
        Finding("C6", f"{twice} rung twice by a talk past its claim: without a note of the other", "0",
                str(silent), not silent and late > 0),
    ]  # fmt: skip


def _race(path: Path, n: int, pupils: int, slow: bool) -> dict[str, Any]:
    me, order, late = _officer(n), random.Random(n).sample(range(1, pupils + 1), pupils), 0
    if slow:
        claims.LEASE = TALK  # so that the claim falls while she still talks
    with opened(path) as record:
        while left := [one for one in order if not _rung(record.db, one)]:
            for one in left:
                if _rung(record.db, one) or claims.callers(record, one).get(one):
                    continue
                token = claims.claim(record, me, one)
                if any(c.token != token for c in claims.callers(record, one).get(one, ())) or _rung(
                    record.db, one
                ):
                    claims.release(record, token)  # two at once: both give way, and meet again later
                    time.sleep(random.uniform(0, TALK))
                    continue
                time.sleep(TALK * (12 if slow else random.uniform(0.5, 1.5)))
                late += _rung(record.db, one)
                log_call(record, me, one, Outcome.NO_ANSWER, strip=token, act=token)
            time.sleep(TALK)
    return {"late": late}


def _rung(db: Any, one: int) -> bool:
    return db.execute("SELECT 1 FROM attempt WHERE pupil_id = ? LIMIT 1", (one,)).fetchone() is not None


# -- C8, C9, C11 ------------------------------------------------------------------------------------------


def c8(effort: Effort) -> list[Finding]:
    """Two imports of different files begun at the same moment: the second is told of the first."""
    rounds, told, wrong = effort.many(20), 0, 0
    desk = _desk(effort.folder / "c8", 200)
    for turn in range(rounds):
        days = [f"2026-11-{day:02d}" for day in range(2, 14)]
        files = [
            desk.file(
                session_rows(*((n, day, half, "/I"[turn % 2]) for n in range(1, 201) for day in days))
                + f"Z{turn},2026-11-02,{half},/\n"
            )  # the very same file would come once
            for half in ("AM", "PM")
        ]
        start = time.monotonic() + 0.05
        both = answers([child(_bring, desk.path, f, start) for f in files])
        refused = [one["said"] for one in both if one["said"]]
        told += len(refused)
        wrong += sum("has been importing file" not in said for said in refused) + (len(refused) == 2)
        with opened(desk.path) as record:
            brought = record.db.execute("SELECT count(*) FROM import WHERE kind = 'marks'").fetchone()[0]
        wrong += brought != 2 * (turn + 1) - told
    what = f"{rounds} pairs of imports, {told} met: not told whom to wait for, or half in"
    return [Finding("C8", what, "0", str(wrong), told > 0 and not wrong)]


def _bring(path: Path, file: Path, start: float) -> dict[str, str]:
    with opened(path) as record:
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            [result] = import_files(record, ME, [file], Options(taken=NOW))
        except Refused as refused:
            return {"said": str(refused)}
        return {"said": str(result.error) if result.error else ""}


def c9(effort: Effort) -> list[Finding]:
    """A year's import killed at moments spread over its run, and run again."""
    points, pupils = max(4, min(20, effort.many(20))), max(50, effort.many(400))
    desk = _desk(effort.folder / "c9", pupils)
    days = [f"2026-{month:02d}-{day:02d}" for month in (9, 10, 11) for day in range(1, 21)]
    facts = [(n, day, half, "/") for n in range(1, pupils + 1) for day in days for half in ("AM", "PM")]
    desk.record = opened(desk.path)
    desk.one(session_rows(*facts), "2026-11-19T09:00")
    desk.record.close()
    file = desk.file(session_rows(*((*fact[:3], "I") for fact in facts)))
    old = held(desk.path)
    whole = Path(shutil.copy(desk.path, effort.folder / "whole.db"))
    began = time.monotonic()
    answers([child(_bring, whole, file, 0.0)])
    seconds, new = time.monotonic() - began, held(whole)
    wrong = died = early = 0
    for point in range(points):
        copy = Path(shutil.copy(desk.path, effort.folder / "killed.db"))
        running = child(_bring, copy, file, 0.0)
        time.sleep(seconds * (point + 0.5) / points)
        os.kill(running[0], signal.SIGKILL)
        died += answers([running])[0] is None
        found = held(copy)
        early += found == old
        wrong += found not in (old, new)
        [again] = answers([child(_bring, copy, file, 0.0)])
        wrong += bool(again["said"]) or held(copy) != new
        for end in ("", "-wal", "-shm"):
            Path(f"{copy}{end}").unlink(missing_ok=True)
    what = (
        f"{died} imports of {len(facts):,} marks killed ({early} left the old): half in, or other when rerun"
    )
    return [Finding("C9", what, "0", str(wrong), died > 0 and old != new and not wrong)]


def c11(effort: Effort) -> list[Finding]:
    """An import and an officer about the same pupil's mark of the day at the same moment."""
    rounds, wrong = effort.many(40), 0
    desk = _desk(effort.folder / "c11", 10)
    day = f"{NOW:%Y-%m-%d}"
    for turn in range(rounds):
        marks = session_rows(*((n, day, "AM", "NU"[turn % 2]) for n in range(1, 11)))
        file = desk.file(marks + f"Z{turn},{day},AM,/\n")  # a row of its own: the very same file comes once
        start = time.monotonic() + 0.02
        one = 1 + turn % 10
        said = answers([
            child(_bring, desk.path, file, start),
            child(_suggest, desk.path, one, start, f"mother, turn {turn}"),
        ])  # fmt: skip
        with opened(desk.path) as record:
            events = [event for event in journal.events(record.db, one) if event.kind == "suggest"]
            kept = (events[-1].data or {}).get("source") == f"mother, turn {turn}"
            imports = record.db.execute("SELECT count(*) FROM import WHERE kind = 'marks'").fetchone()[0]
            shown = any(found.pupil.id == one and found.code == "I" for found in read_corrections(record))
        wrong += not (kept and shown and imports == turn + 1) or any(one["said"] for one in said)
    what = f"{rounds} marks imported and amended at once: one of the two lost or not shown"
    return [Finding("C11", what, "0", str(wrong), not wrong)]


def _suggest(path: Path, one: int, start: float, source: str) -> dict[str, str]:
    with opened(path) as record:
        time.sleep(max(0.0, start - time.monotonic()))
        suggest(record, ME, [one], "I", source)
    return {"said": ""}
