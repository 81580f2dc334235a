"""What else happens of a morning: arrivals, suggested codes, the DSL seeing a pupil handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.acts.base import Done, done_before, each, perform, time_of_day, today
from core.codes import CODES, MISSING, Kind, out_of_force
from core.errors import Refused, Unknown
from core.model import Role
from core.people import Actor, as_now, staff_list
from core.record import Record
from core.roll import pupil
from core.text import clean, clean_note
from core.together.seen import present_at


def code_today(code: str, day: date) -> str:
    """A code typed for `day`, checked; '' for none. Unknown if it is no code or not in force."""
    code = code.strip().upper()
    if code in MISSING:
        return ""
    if code not in CODES:
        raise Unknown(f"{clean(code, 10)} is not an attendance code.")
    if out := out_of_force(code, day):
        raise Unknown(f"{out[0].upper()}{out[1:]}.")
    return code


def arrived(
    record: Record, actor: Actor, pupil_ids: Iterable[int], at: str = "", act: str | None = None
) -> Done:
    """Note that pupils are here after all, now or at `at` (HH:MM); those known to be here are left out."""
    now = record.clock.now()
    time = time_of_day(at) or now.strftime("%H:%M")
    if time > now.strftime("%H:%M"):
        raise Unknown(f"{time} is still to come: an arrival is logged once the pupil is here.")
    with record.write():
        ids = list(dict.fromkeys(pupil_ids))
        here = {} if done_before(record, act) else _here_already(record, ids, time)
        left = [one for one in ids if one not in here]
        if ids and not left:
            raise Refused(f"{pupil(record, ids[0]).name} {here[ids[0]]}.")
        entries = each(record, "arrived", left, {"time": time})
        said = f"Arrived {time}" + (f", {len(here)} here already" if here else "")
        return perform(record, actor, entries, said, act)


def _here_already(record: Record, ids: list[int], time: str) -> dict[int, str]:
    """Those of `ids` of whom an arrival at `time` would say nothing new, with what stands."""
    rows = record.db.execute(
        "SELECT pupil_id, time, by FROM arrival WHERE day = ? ORDER BY id", (today(record),)
    ).fetchall()
    marks = present_at(record, ids, time).items()
    marked = {one: f"is already {mark}: no arrival noted" for one, mark in marks}
    came = {row["pupil_id"]: f"arrived at {row['time']} already ({row['by']})" for row in rows}
    known = marked | came
    return {one: known[one] for one in ids if one in known}


def suggest(
    record: Record,
    actor: Actor,
    pupil_ids: Iterable[int],
    code: str,
    source: str = "",
    act: str | None = None,
) -> Done:
    """Suggest a code for today's mark; with a `source` (“mother emailed 08:50”) it is a reason too."""
    found = code_today(code, record.clock.today())
    if not found:
        raise Unknown("Give a code, and who said so if anybody did: I mother emailed 08:50")
    if CODES[found].attending or CODES[found].kind is Kind.NOT_COLLECTED:
        # A mark that says "here" must not quietly close the row of a child nobody has seen.
        raise Refused(f"{found} says nothing of why somebody is away: if the pupil is here, log the arrival.")
    data: dict[str, Any] = {"code": found, "source": clean_note(source)}
    if data["source"] and found not in ("N", "O"):
        data |= {"explains": True, "reason": CODES[found].meaning}
    entries = each(record, "suggest", pupil_ids, data)
    said = f"Suggests {found}" + (
        f" · {data['source']}" if data["source"] else " · no source yet, so still not explained"
    )
    return perform(record, actor, entries, said, act)


def may_acknowledge(record: Record, actor: Actor) -> bool:
    """Whether acknowledging is this person's: the DSL's, where the staff list names one."""
    now = as_now(record, actor)
    return now.role is Role.DSL or not any(one.role is Role.DSL for one in staff_list(record))


def acknowledge(record: Record, actor: Actor, pupil_id: int, act: str | None = None) -> Done:
    """The DSL has seen a pupil handed over: the notice goes quiet, the pupil stays in the queue."""
    with record.write() as db:
        if not may_acknowledge(record, actor):
            raise Refused("Only the DSL acknowledges what was handed over.")
        row = db.execute(
            "SELECT 1 FROM handover WHERE pupil_id = ? AND acked_by = '' AND day <= ?",
            (pupil_id, today(record)),
        ).fetchone()
        if row is None and not done_before(record, act):
            raise Refused(f"{pupil(record, pupil_id).name} is not waiting for the DSL.")
        return perform(record, actor, each(record, "ack", [pupil_id], {}), "DSL has seen it", act)
