"""Saving together: C1 (sixteen sessions), R4 (killed writers), and 2,000 acts under an import."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from itertools import chain
from pathlib import Path
from typing import Any

from core import journal
from core.acts import add_note, log_call, send_message
from core.board import read_board
from core.journal import new_act
from core.model import Outcome
from core.together.claims import claim
from tests.soak.measure import ME, Effort, Finding, answers, child, opened, saving, school, share


def _pupils(path: Path) -> list[int]:
    with opened(path) as record:
        return [row[0] for row in record.db.execute("SELECT id FROM pupil ORDER BY id")]


def _sound(path: Path) -> bool:
    with opened(path) as record:
        whole = record.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return whole and journal.verify(record.db).sound


def c1(effort: Effort) -> list[Finding]:
    """Sixteen sessions save every 200 ms."""
    path, seconds = school(effort.folder, "c1"), 60 * effort.length
    pupils, until = _pupils(path), time.monotonic() + seconds
    with opened(path) as record:
        before = len(journal.events(record.db))
    told = answers([child(lambda: saving(path, ME, pupils, until, 0.2)) for _ in range(16)])
    took = [one for answer in told for one in answer["took"]]
    failed = [one for answer in told for one in answer["failed"]]
    with opened(path) as record:
        lost = before + len(took) - len(failed) - len(journal.events(record.db))
    limit, p99 = (250 if effort.slow else 50), share(took, 0.99)
    return [
        Finding("C1", f"{len(took)} saves of 16 sessions: failed, lost", "0, 0", f"{len(failed)}, {lost}",
                not failed and not lost),
        Finding("C1", "a save, p99", f"≤ {limit} ms", f"{p99:.0f} ms (worst {max(took):.0f})", p99 <= limit),
    ]  # fmt: skip


def _write_down(path: Path, log: Path, pupils: list[int]) -> None:
    """Save for ever; each act is noted before the first try and again once it is acknowledged."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    begun = [line.split()[1] for line in log.read_text().splitlines() if line.startswith("begun ")]
    done = {line.split()[1] for line in log.read_text().splitlines() if line.startswith("done ")}
    with opened(path) as record:
        for act in chain([one for one in begun if one not in done], iter(new_act, "")):
            os.write(out, f"begun {act}\n".encode())
            add_note(record, ME, [random.choice(pupils)], f"note {act}", act=act)
            os.write(out, f"done {act}\n".encode())


def r4(effort: Effort) -> list[Finding]:
    """Four writers, killed again and again; each tries its last act once more under the same id."""
    path, kills = school(effort.folder, "r4"), effort.many(200)
    pupils = _pupils(path)
    logs = [effort.folder / f"writer{n}.log" for n in range(4)]
    running = {n: child(lambda n=n: _write_down(path, logs[n], pupils)) for n in range(4)}
    for _ in range(kills):
        time.sleep(random.uniform(0.02, 0.12))
        n = random.randrange(4)
        os.kill(running[n][0], signal.SIGKILL)
        answers([running[n]])
        running[n] = child(lambda n=n: _write_down(path, logs[n], pupils))
    time.sleep(0.5)
    for one in running.values():
        os.kill(one[0], signal.SIGKILL)
    answers(list(running.values()))
    done = [
        line.split()[1] for log in logs for line in log.read_text().splitlines() if line.startswith("done")
    ]
    with opened(path) as record:
        held = dict(record.db.execute("SELECT act, count(*) FROM event WHERE kind = 'note' GROUP BY act"))
    lost = sum(act not in held for act in done)
    doubled = sum(count > 1 for act, count in held.items() if act in set(done))
    return [
        Finding("R4", f"{kills} kills, {len(done):,} acknowledged: lost, doubled", "0, 0",
                f"{lost}, {doubled}", bool(done) and not lost and not doubled),
        Finding("R4", "integrity and chain", "ok", "ok" if _sound(path) else "broken", _sound(path)),
    ]  # fmt: skip


def _act(path: Path, pupils: list[int], count: int, seed: int) -> dict[str, Any]:
    """A morning's acts one after another, each with the moment it was acknowledged."""
    chance, said, failed = random.Random(seed), [], []
    with opened(path) as record:
        for turn in range(count):
            one, act = chance.choice(pupils), new_act()
            try:
                claim(record, ME, one)
                match turn % 4:
                    case 0:
                        log_call(record, ME, one, Outcome.NO_ANSWER, act=act)
                    case 1:
                        send_message(record, ME, [one], act=act)
                    case 2:
                        log_call(record, ME, one, Outcome.VOICEMAIL, note=f"turn {turn}", act=act)
                    case _:
                        add_note(record, ME, [one], f"turn {turn}", act=act)
                said.append((act, time.monotonic()))
            except Exception as error:
                failed.append(f"{type(error).__name__}: {error}")
            time.sleep(chance.uniform(0.005, 0.03))
    return {"said": said, "failed": failed}


def _watch(path: Path, stop: Path) -> dict[str, Any]:
    """Another's board: asks every 250 ms, reads when something changed; when each act was first on it."""
    seen: list[tuple[str, float]] = []
    with opened(path) as record:
        last, version = 0, -1
        while not stop.exists():
            now = record.data_version()
            if now != version:
                version = now
                with record.reading() as db:
                    rows = db.execute(
                        "SELECT id, act FROM event WHERE id > ? ORDER BY id", (last,)
                    ).fetchall()
                    read_board(record)
                shown = time.monotonic()
                seen += [(row[1], shown) for row in rows]
                last = rows[-1][0] if rows else last
            time.sleep(0.25)
    return {"seen": seen}


def _import(path: Path, file: Path) -> dict[str, Any]:
    from importers.apply import Options, import_files

    with opened(path) as record:
        began = time.monotonic()
        [result] = import_files(record, ME, [file], Options(force=True))
        error = [str(result.error)] if result.error else []
        return {
            "failed": error,
            "marks": result.marks.new + result.marks.changed,
            "seconds": time.monotonic() - began,
        }


def acts(effort: Effort) -> list[Finding]:
    """2,000 acts by 2, 4 and 8 processes while a year of marks comes in."""
    return [one for several in (2, 4, 8) for one in _acts_by(effort, several)]


def _acts_by(effort: Effort, several: int) -> list[Finding]:
    path, count = school(effort.folder, f"acts{several}", 1200), effort.many(2000)
    pupils, stop = _pupils(path), effort.folder / f"stop{several}"
    marks = year_file(path, effort.folder / f"year{several}.csv")
    with opened(path) as record:
        before = record.db.execute("SELECT max(id) FROM event").fetchone()[0]
    watcher, importing = child(lambda: _watch(path, stop)), child(lambda: _import(path, marks))
    told = answers([child(lambda n=n: _act(path, pupils, count // several, n)) for n in range(several)])
    [brought] = answers([importing])
    time.sleep(1.0)
    stop.touch()
    [watched] = answers([watcher])
    failed = [one for answer in told for one in answer["failed"]] + brought["failed"]
    said = [one for answer in told for one in answer["said"]]
    seen: dict[str, float] = {}
    for act, at in watched["seen"]:
        seen.setdefault(act, at)
    with opened(path) as record:
        held = {row[0] for row in record.db.execute("SELECT act FROM event WHERE id > ?", (before,))}
    lost = sum(act not in held for act, _ in said)
    late = share([seen.get(act, 1e9) - at for act, at in said], 0.95)
    if failed:
        print(json.dumps(sorted(set(failed))[:3]))
    what = f"{len(said)} acts by {several} processes beside {brought.get('marks', 0):,} marks coming in"
    return [
        Finding("acts", f"{what}: failed, lost", "0, 0", f"{len(failed)}, {lost}",
                len(said) >= count - several and not failed and not lost),
        Finding("acts", f"on another's board, p95, {several} processes", "≤ 1 s", f"{late:.2f} s", late <= 1),
    ]  # fmt: skip


def year_file(path: Path, file: Path) -> Path:
    """A marks file that says of every pupil's year something else than the record."""
    from tests.soak.coming_in import days_of

    with opened(path) as record:
        upns = [row[0] for row in record.db.execute("SELECT upn FROM pupil WHERE upn <> ''")]
    with file.open("w") as out:
        out.write("UPN,Date,Session,Mark\n")
        for upn in upns:
            for day in days_of():
                out.write(f"{upn},{day},AM,M\n{upn},{day},PM,M\n")
    return file
