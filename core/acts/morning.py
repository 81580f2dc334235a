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
    """Note that pupils are here after all, now or at `at` (HH:MM)."""
    now = record.clock.now()
    time = time_of_day(at) or now.strftime("%H:%M")
    if time > now.strftime("%H:%M"):
        raise Unknown(f"{time} is still to come: an arrival is logged once the pupil is here.")
    with record.write():
        ids = list(pupil_ids)
        left = ids if done_before(record, act) else _not_yet_here(record, ids)
        entries = each(record, "arrived", left, {"time": time})
        return perform(record, actor, entries, f"Arrived {time}", act)


def _not_yet_here(record: Record, ids: list[int]) -> list[int]:
    """Those of `ids` without an arrival today; Refused when all of them have one."""
    rows = record.db.execute(
        "SELECT pupil_id, time, by FROM arrival WHERE day = ? ORDER BY id", (today(record),)
    ).fetchall()
    here = {row["pupil_id"]: row for row in rows}
    left = [one for one in ids if one not in here]
    if ids and not left:
        row = here[ids[0]]
        raise Refused(f"{pupil(record, ids[0]).name} arrived at {row['time']} already ({row['by']}).")
    return left


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


def acknowledge(record: Record, actor: Actor, pupil_id: int, act: str | None = None) -> Done:
    """The DSL has seen a pupil handed over: the notice goes quiet, the pupil stays in the queue."""
    with record.write() as db:
        now = as_now(record, actor)
        if now.role is not Role.DSL and any(one.role is Role.DSL for one in staff_list(record)):
            raise Refused("Only the DSL acknowledges what was handed over.")
        row = db.execute(
            "SELECT 1 FROM handover WHERE pupil_id = ? AND acked_by = '' AND day <= ?",
            (pupil_id, today(record)),
        ).fetchone()
        if row is None and not done_before(record, act):
            raise Refused(f"{pupil(record, pupil_id).name} is not waiting for the DSL.")
        return perform(record, actor, each(record, "ack", [pupil_id], {}), "DSL has seen it", act)
