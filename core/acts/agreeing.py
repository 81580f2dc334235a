"""What people agree and settle: a clock considered, help promised and given, a part-time timetable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.acts.base import Done, done_before, each, perform, words
from core.acts.part_time_said import check, told
from core.clocks import KINDS, SETTLED_AT_ONCE, SETTLED_BY_NAME, read_clocks, settled_early
from core.clocks.part_time import Agreement, agreements, noted_agreements
from core.clocks.set_dates import open_promises
from core.errors import Refused, Unknown
from core.people import Actor
from core.questions import ClockState, State
from core.record import Record
from core.roll import pupil
from core.telling import day_words, plain
from core.text import clean, clean_note


def consider(
    record: Record, actor: Actor, pupil_id: int, text: str, kind: str = "", act: str | None = None
) -> Done:
    """Note what was considered: it settles the thresholds met, and the workers to be told, up to today.

    With `kind` that one alone, which may then also be a question about codes, an EHCP review held, a
    part-time timetable that has ended, "fifteen days are not expected", or a return sent early. Refused
    where nothing waits.
    """
    said = words(text, "what was considered")
    if kind and kind not in (*SETTLED_AT_ONCE, *SETTLED_BY_NAME):
        raise Unknown(_not_by_words(kind))
    with record.write():
        kinds = _waiting(read_clocks(record, [pupil_id]).get(pupil_id, []), kind)
        if not kinds and not done_before(record, act):
            what = kind or "a threshold or a worker to be told"
            raise Refused(f"{pupil(record, pupil_id).name} has nothing waiting to be considered: {what}.")
        entries = each(record, "consider", [pupil_id], {"kind": " ".join(kinds), "text": said})
        return perform(record, actor, entries, f"Considered: {', '.join(map(plain, kinds))}", act)


def _not_by_words(kind: str) -> str:
    if kind in KINDS:
        return f"{kind} is not settled by words: firstday clocks says what clears it."
    return f"{clean(kind, 40)} is no clock: {', '.join((*SETTLED_AT_ONCE, *SETTLED_BY_NAME))}."


def _waiting(clocks: Iterable[ClockState], kind: str) -> list[str]:
    """The kinds that words may settle now, in their order."""
    found = {
        clock.kind
        for clock in clocks
        if (clock.kind == kind if kind else clock.kind in SETTLED_AT_ONCE)
        and (
            clock.state in (State.MET, State.DUE, State.OVERDUE)
            or (clock.kind == kind and settled_early(clock))
        )
    }
    return [one for one in KINDS if one in found]


def promise(
    record: Record, actor: Actor, pupil_id: int, text: str, due: date, act: str | None = None
) -> Done:
    """Note help promised to a family, and by which day."""
    if due < record.clock.today():
        raise Unknown(f"{day_words(due)} {due.year} is past: a promise lies ahead. Try +1w, fri or 12/12.")
    data = {"text": words(text, "the help promised"), "due": due.isoformat()}
    entries = each(record, "promise", [pupil_id], data)
    return perform(record, actor, entries, f"Promised by {day_words(due, record.clock.today())}", act)


def keep_promise(
    record: Record, actor: Actor, pupil_id: int, promise_id: int, act: str | None = None
) -> Done:
    """Note that the help promised was given. Refused if it is no open promise of this pupil."""
    with record.write():
        found = {one.id: one for one in open_promises(record, pupil_id).get(pupil_id, [])}
        if promise_id not in found and not done_before(record, act):
            raise Refused(f"{pupil(record, pupil_id).name} has no such promise open.")
        text = found[promise_id].text if promise_id in found else ""
        entries = each(record, "promise-kept", [pupil_id], {"promise": promise_id, "text": text})
        return perform(record, actor, entries, f"Done as promised: {clean(text, 80)}", act)


def part_time(
    record: Record,
    actor: Actor,
    pupil_id: int,
    first: date,
    last: date,
    sessions: str = "",
    why: str = "",
    act: str | None = None,
) -> Done:
    """Note an agreed part-time timetable: its dates, and the sessions *not* required (`Mon PM, Tue PM`).

    It always ends on a date. One that begins on the same day replaces the one noted before; a later one
    ends it.
    """
    free = clean(sessions)
    with record.write():
        check(record.calendar, record.clock.today(), first, last, free)
        data = {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "sessions": free,
            "why": clean_note(why),
        }
        entries = each(record, "part-time", [pupil_id], data)
        held = agreements(pupil(record, pupil_id), noted_agreements(record).get(pupil_id, []))
        said = told(record.calendar, record.clock.today(), Agreement(first, last), free, held)
        return perform(record, actor, entries, said, act)
