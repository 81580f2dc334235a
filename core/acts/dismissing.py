"""Dismissing a flag: with a reason and a return date; after it, only new sessions bring the flag back."""

from __future__ import annotations

from datetime import date, timedelta

from core.acts.base import Done, done_before, each, perform, words
from core.errors import Refused, Unknown
from core.people import Actor
from core.record import Record
from core.roll import pupil
from core.telling import day_words, plain
from core.text import clean

LONGEST = 366  # days


def dismiss(
    record: Record,
    actor: Actor,
    pupil_id: int,
    kind: str,
    why: str,
    until: date,
    act: str | None = None,
) -> Done:
    """Dismiss the flag of that kind on one pupil until a day; the sessions it rests on are noted with it.

    The flags that are part of it (`core.habits`) are dismissed with it: they are the same question.

    Unknown for no kind or a day that is not ahead; Refused where no such flag stands.
    """
    from core.habits import Habit, habits
    from core.patterns import KINDS, read_flags

    if kind not in KINDS:
        raise Unknown(f"{clean(kind, 30)} is no kind of flag: {', '.join(KINDS)}.")
    _check_until(record, until)
    reason, back = words(why, "the reason for dismissing it"), day_words(until, record.clock.today())
    with record.write():
        if done_before(record, act):
            return Done(act or "", "Dismissed already", (pupil_id,))
        one = pupil(record, pupil_id)
        flags = read_flags(record, [pupil_id]).get(pupil_id, [])
        flag = next((flag for flag in flags if flag.kind == kind), None)
        if flag is None:
            standing = ", ".join(flag.kind for flag in flags) or "none"
            raise Refused(f"{one.name} has no flag “{kind}” now (flags: {standing}).")
        habit = next((one for one in habits(flags) if one.flag is flag), Habit(flag))
        said = f"flag dismissed until {back}: {flag.sentence} ({reason})"
        entries = []
        for held in habit.flags:
            data = {
                "kind": held.kind,
                "why": reason,
                "until": until.isoformat(),
                "sessions": [str(session) for session in held.sessions],
                "said": said if held is flag else f"dismissed with “{plain(kind)}”: {held.short}",
            }
            entries += each(record, "dismiss", [pupil_id], data)
        return perform(record, actor, entries, f"Dismissed until {back}: {plain(kind)}", act)


def _check_until(record: Record, until: date) -> None:
    today = record.clock.today()
    if until <= today:
        raise Unknown(
            f"{day_words(until)} {until.year} is not ahead: a dismissed flag returns on a later day."
        )
    if until > today + timedelta(days=LONGEST):
        raise Unknown(f"{day_words(until)} {until.year} is more than a year ahead: choose a nearer day.")
