"""The lists of questions: clocks, patterns, silent, and groups side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from core.clocks import SETTLED_AT_ONCE, SETTLED_BY_NAME, in_order, settled_early
from core.clocks.words import counted, when
from core.codes import CODES
from core.cohorts import Cohort, read_all
from core.days import Session
from core.habits import habits
from core.lists.rows import Listing, ListRow
from core.model import Pupil
from core.patterns import KINDS, asks, notes, read_flags
from core.questions import ClockState, Flag, State
from core.record import Record
from core.roll import pupils
from core.telling import day_words, plain

SILENT = ("silent", "same-again")  # kinds with a list of their own
PATTERNS = "Patterns"
_WAITS = (State.MET, State.DUE, State.OVERDUE)
_STANDS = {
    State.OVERDUE: "OVERDUE SINCE", State.DUE: "DUE TODAY", State.MET: "MET, NOT YET CONSIDERED",
    State.RUNNING: "RUNNING", State.BEYOND: "BEYOND THE CALENDAR",
}  # fmt: skip
_BAR = 20  # cells of the longest bar
_HEADINGS = {
    "year": "BY YEAR", "form": "BY FORM", "sen": "BY SEN STATUS", "need": "BY NEED", "fsm": "BY FSM",
    "language": "BY LANGUAGE", "looked-after": "BY LOOKED AFTER", "weekday": "BY WEEKDAY", "code": "BY CODE",
}  # fmt: skip


def clocks(record: Record) -> Listing:
    """Every clock, most urgent first: what stands where, and what clears it."""
    every, today = in_order(record), record.clock.today()
    people = pupils(record, {clock.pupil_id for clock in every})
    found = []
    for clock in every:
        one = people[clock.pupil_id]
        cells = (_day(clock, today), one.name, one.reg, clock.rule, clock.advice)
        detail = (one.name, one.reg, when(clock, today), clock.rule, counted(clock, today), clock.advice)
        kind = clock.kind if words_settle(clock) else ""
        found.append(ListRow(one.id, cells, _STANDS[clock.state], _joined(detail), kind))
    columns = ("on", "pupil", "reg", "rule", "what clears it")
    empty = "No clock is running." if record.calendar.loaded else "No calendar loaded: no deadlines."
    return Listing("Clocks", columns, tuple(found), empty, whole=(0,), wide=1)


def _day(clock: ClockState, today: date) -> str:
    """The day under the heading that says what it means: due, or met."""
    on = clock.met_on if clock.state is State.MET else clock.due
    return day_words(on.day if isinstance(on, Session) else on, today) if on else "–"


def words_settle(clock: ClockState) -> bool:
    """Whether noting what was considered settles this clock now."""
    return settled_early(clock) or (
        clock.kind in (*SETTLED_AT_ONCE, *SETTLED_BY_NAME) and clock.state in _WAITS
    )


def patterns(record: Record) -> Listing:
    """Every flag but those of the silent list."""
    return _flags(record, PATTERNS, lambda kind: kind not in SILENT, "No patterns to ask about.")


def silent(record: Record) -> Listing:
    """Who misses sessions and nobody has spoken with; and where the answer stays the same."""
    return _flags(record, "Silent, or the same answer again", SILENT.__contains__, "Nobody is silent.")


def _flags(record: Record, title: str, shown: Callable[[str], bool], empty: str) -> Listing:
    today = record.clock.today()
    every = (habit for flags in read_flags(record).values() for habit in habits(flags))
    asked = [habit for habit in every if shown(habit.flag.kind)]
    people = pupils(record, {habit.flag.pupil_id for habit in asked})
    asked.sort(key=lambda habit: _place(habit.flag, people[habit.flag.pupil_id]))
    found = []
    for habit in asked:
        flag = habit.flag
        one = people[flag.pupil_id]
        heading, ask = plain(flag.kind).upper(), asks(record, flag.kind)
        detail = (one.name, one.reg, flag.sentence, ask, habit.named, _sessions(flag, today))
        found.append(ListRow(one.id, (one.name, one.reg, flag.sentence), heading, _joined(detail), flag.kind))
    missing = "; ".join(notes(record))
    said = empty + (f" ({missing})" if missing else "")
    return Listing(title, ("pupil", "reg", "in a sentence"), tuple(found), said, missing)


def _place(flag: Flag, one: Pupil) -> tuple[int, int, str]:
    return KINDS.index(flag.kind), -flag.numerator, one.name


def _sessions(flag: Flag, today: date) -> str:
    """The sessions counted, by day: `Mon 9 Nov, Mon 16 Nov AM`."""
    days: dict[object, list[Session]] = {}
    for session in sorted(flag.sessions):
        days.setdefault(session.day, []).append(session)
    said = [
        day_words(found[0].day, today) + ("" if len(found) > 1 else f" {found[0].half}")
        for found in days.values()
    ]
    return "counted: " + ", ".join(said) if said else ""


_AS_COUNTED = "U counts as missed, as nationally"


def insight(record: Record) -> Listing:
    """Groups side by side: a heading for each way of grouping."""
    found: list[ListRow] = []
    for by, groups in read_all(record).items():
        most = max((group.per_pupil or 0 for group in groups), default=0)
        found += [_group(by, group, most) for group in groups]
    columns = ("group", "pupils", "missed each", "", "persistent", "severe", "change")
    empty = "No marks yet." if record.calendar.loaded else "No calendar loaded."
    return Listing("Sessions missed, by group", columns, tuple(found), empty, _AS_COUNTED)


def _group(by: str, group: Cohort, most: float) -> ListRow:
    each = group.per_pupil
    bar = "█" * round(_BAR * each / most) if each and most else ""
    change = f"{round(group.change, 1) + 0.0:+.1f}" if group.change is not None else "–"
    name = f"year {group.name}" if by == "year" and group.name.isdigit() else group.name
    told = f"{name} ({CODES[name].meaning})" if by == "code" and name in CODES else name
    cells = (name, f"{group.pupils:>6}", f"{each:>11.1f}" if each is not None else "–", bar,
             _number(group.persistent, 10), _number(group.severe, 6), f"{change:>6}")  # fmt: skip
    return ListRow(None, cells, group=_HEADINGS.get(by, by.upper()), detail=_group_in_full(told, group))


def _group_in_full(name: str, group: Cohort) -> str:
    said = [f"{name}: {group.pupils} pupil{'s' * (group.pupils != 1)} missed {group.missed} of "
            f"{group.possible} sessions this school year"]  # fmt: skip
    if group.persistent is not None:
        said.append(f"{group.persistent} missed a tenth or more, {group.severe} half or more")
    if group.now and group.before and group.now[1] and group.before[1]:
        said.append(f"this half-term {_percent(group.now)}, the last {_percent(group.before)}")
    if group.small:
        said.append("under ten pupils: kept out of whatever leaves the school")
    return _joined(said)


def _percent(part: tuple[int, int]) -> str:
    return f"{100 * part[0] / part[1]:.1f} %"


def _number(value: int | None, cells: int) -> str:
    return f"{'–' if value is None else value:>{cells}}"


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
