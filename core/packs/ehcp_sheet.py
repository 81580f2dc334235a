"""The EHCP review's page as a sheet of paper: what is hard and what was tried first, then the figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from textwrap import wrap

from core.barriers import KINDS
from core.codes import CODES, Code, Kind
from core.habits import habits
from core.packs.ehcp import PartTime, ReviewPage
from core.packs.figures import ENOUGH, SINCE, Around, Period, Week
from core.packs.told import CARD, Hard, Looked, Tried
from core.paper import WIDTH, Block, paged
from core.text import show

_COLUMN = 13  # characters of a period's figures
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
_SAYS = (
    "what makes mornings hard", "helps", "did not help", "agreed last", "the school can offer",
    "trusted adult",
)  # fmt: skip
_CARD = tuple(zip(CARD, _SAYS, strict=True))
_HARD = 1  # how many of `_CARD` stand with the barriers


def sheet(page: ReviewPage) -> list[list[str]]:
    """The pages to print, each a list of lines."""
    parts = (_about, _hard, _helped, _words, _figures, _codes, _asked, _part_time, _people, _rests, _register)
    blocks = [block for part in parts for block in part(page)]
    return paged(blocks, f"{page.school} · EHCP review", page.made_by, page.now)


def day(on: date) -> str:
    """`Mon 14 Dec 2026`: on paper a day has its year."""
    return f"{on:%a} {on.day} {on:%b} {on.year}"


# -- lines -------------------------------------------------------------------------------------------


def _text(text: str, indent: int = 3) -> list[str]:
    return [" " * indent + row for row in wrap(show(text), WIDTH - indent)]


def _item(text: str) -> list[str]:
    first, *more = wrap(show(text), WIDTH - 5) or [""]
    return [f"   – {first}", *(f"     {row}" for row in more)]


def _part(title: str, blocks: list[list[str]], empty: str = "") -> Iterator[Block]:
    """A heading that stays with what follows it; what is empty says so, or is left out."""
    if not blocks:
        if empty:
            yield [title, *_text(empty), ""]
        return
    yield [title, *blocks[0]]
    yield from blocks[1:]
    yield [""]


# -- parts -------------------------------------------------------------------------------------------


def _about(page: ReviewPage) -> Iterator[Block]:
    one = page.pupil
    born = f"born {one.dob.day} {one.dob:%b %Y}" if one.dob else ""
    who = " · ".join(part for part in (one.name, one.reg, born, f"UPN {one.upn}" if one.upn else "") if part)
    plan = " · ".join(part for part in ("EHCP" if one.sen.upper() == "E" else "", one.sen_need) if part)
    review = f"review on {day(one.ehcp_review)}" if one.ehcp_review else "no date for the review yet"
    held = f"last one noted held on {day(page.held)}" if page.held else "none noted held here yet"
    yield [*_text(who, 0), *(_text(plan, 0) if plan else []), *_text(f"{review}; {held}", 0), ""]
    yield [
        *_text(
            "It tells of a child and family: for those invited to the review, and nobody else. A person "
            "reads it before it leaves and takes out what is not for all of them: names and first names, "
            "what somebody reported and who that was, addresses, what other relatives said. Only whole names "
            "spelt as in the record, numbers and e-mail addresses are left out already, and what was "
            "logged of talks with anybody but the family under WHO IS INVOLVED.",
            0,
        ),
        "",
    ]


def _hard(page: ReviewPage) -> Iterator[Block]:
    items = [_item(_barrier(one)) for one in page.barriers] + _card(page, _CARD[:_HARD])
    yield from _part("WHAT MAKES COMING IN HARD", items, "Nothing noted yet: ask the family.")


def _barrier(one: Hard) -> str:
    whose = f"in the words of {one.whose}" if one.whose else ""
    about = [KINDS.get(one.kind, ""), whose, f"since {day(one.since)}"]
    return f"{one.text} ({', '.join(part for part in about if part)})"


def _card(page: ReviewPage, fields: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [_item(f"{words}: {page.card[field]}") for field, words in fields if page.card.get(field)]


def _helped(page: ReviewPage) -> Iterator[Block]:
    items = _card(page, _CARD[_HARD:])
    items += [_item(_tried(one)) for one in page.tried]
    for one in page.promised:
        kept = f"given {day(one.kept)}" if one.kept else "not yet noted as given"
        items.append(_item(f"help promised by {day(one.due)}: {one.text} ({kept})"))
    items += [_item(_looked(one)) for one in page.looked]
    yield from _part("WHAT WAS TRIED, WHAT HELPED", items, "Nothing noted yet.")


def _looked(one: Looked) -> str:
    if one.met:
        return f"{day(one.day)}, considered ({one.met}): {one.text}"
    held = f"EHCP review noted held on {day(one.day)}: {one.text}"
    return held if one.text else f"day set for looking at the plan: {day(one.day)}"


def _tried(one: Tried) -> str:
    return f"{day(one.day)}, {one.by}: {one.text}. {_around(one.around)}"


def _around(found: Around) -> str:
    (missed, of), (now_missed, now) = found.before, found.since
    said = f"Missed {missed} of the {of} sessions before, {now_missed} of {now} from that day on"
    return said + (f": under {ENOUGH} it is too early to say." if found.early else ".")


def _words(page: ReviewPage) -> Iterator[Block]:
    items = [_item(f"{day(one.day)}, {one.who or 'family'}: {one.text}") for one in page.said]
    if page.reasons:
        counts = ", ".join(f"{word} {count}" for word, count in page.reasons.items())
        items.append(_item(f"reasons given in conversations: {counts}"))
    title = f"WHAT THE FAMILY SAID, AS LOGGED SINCE {day(page.first).upper()}"
    yield from _part(title, items, "No conversation with those named below is logged.")


_FIGURES: tuple[tuple[str, Callable[[Period], object]], ...] = (
    ("sessions possible", lambda one: one.attendance.possible),
    ("attended", lambda one: one.attendance.attending),
    ("missed", lambda one: one.attendance.missed),
    ("  authorised", lambda one: one.attendance.authorised),
    ("    of these coded part-time (C2)", lambda one: one.codes.get("C2", 0)),
    ("      on a timetable noted below", lambda one: one.agreed),
    ("  unauthorised", lambda one: one.attendance.unauthorised),
    ("late (L, U)", lambda one: one.attendance.late),
    ("attended, in per cent", lambda one: one.attendance.percent or "–"),
    ("not possible (not counted)", lambda one: one.attendance.not_possible),
    ("mark missing (not counted)", lambda one: one.attendance.missing_marks),
)


def _figures(page: ReviewPage) -> Iterator[Block]:
    lines = ["ATTENDANCE IN SESSIONS (HALF-DAYS)", *_captions(page)]
    lines += [_row(label, [value(one) for one in page.periods]) for label, value in _FIGURES]
    latest = page.periods[0].attendance
    if latest.possible:
        days = f"{latest.missed / 2:g} day{'s' * (latest.missed != 2)}"
        lines += _text(
            f"Missed {latest.missed} of {latest.possible} sessions {_since(page)}: {days} of school."
        )
    yield [*lines, ""]


def _since(page: ReviewPage) -> str:
    name = page.periods[0].name
    return f"since the review of {day(page.held)}" if page.held and name == SINCE else name


def _captions(page: ReviewPage) -> list[str]:
    spans = [one.attendance for one in page.periods]
    return [
        _row("", [one.name.replace("school ", "").replace("the ", "") for one in page.periods]),
        _row("", [f"{a.first.day} {a.first:%b %y}" for a in spans]),
        _row("", [f"to {a.last.day} {a.last:%b %y}" for a in spans]),
    ]


def _row(label: str, values: Sequence[object]) -> str:
    wide = WIDTH - _COLUMN * len(values)
    said = f"   {label}"
    said = said if len(said) < wide else f"{said[: wide - 2]}…"
    return (f"{said:<{wide}}" + "".join(f"{value!s:>{_COLUMN}}" for value in values)).rstrip()


def _codes(page: ReviewPage) -> Iterator[Block]:
    lines = ["SESSIONS BY CODE", *_captions(page)]
    captions = len(lines)
    for kind in Kind:
        rows = [_code(code, page.periods) for code in CODES.values() if code.kind is kind]
        if any(rows):
            lines += [f"   {kind.value}", *filter(None, rows)]
    yield [*lines, *([] if len(lines) > captions else _text("No marks.")), ""]


def _code(code: Code, periods: tuple[Period, ...]) -> str:
    """The line of a code; '' for one that no session holds."""
    counts = [one.codes.get(code.code, 0) for one in periods]
    return _row(f"  {code.code:2} {code.meaning}", counts) if any(counts) else ""


def _asked(page: ReviewPage) -> Iterator[Block]:
    items = [_item(f"{habit.flag.sentence} {habit.named}".rstrip()) for habit in habits(page.flags)]
    if page.left_out:
        items.append(_item("One more question names another child and is left out."))
    if page.not_looked:
        items.append(_item(f"not looked for: {'; '.join(page.not_looked)}"))
    yield from _part("QUESTIONS THE MARKS RAISE (NEVER A CAUSE)", items, "None.")


def _part_time(page: ReviewPage) -> Iterator[Block]:
    items = [_item(_agreed(one)) for one in page.part_time]
    empty = "None is noted here."
    if bare := sum(one.codes.get("C2", 0) - one.agreed for one in page.periods if one.name != SINCE):
        beside = "Beside these, the" if items else "The"
        more = (
            f"{beside} register holds {bare} session{'s' * (bare != 1)} coded C2 without an agreement noted."
        )
        items, empty = [*items, _item(more)] if items else [], f"{empty} {more}"
    yield from _part("PART-TIME TIMETABLE", items, empty)


def _agreed(one: PartTime) -> str:
    first = day(one.first) if one.first else "no first day given"
    said = f"{first} to {day(one.last)}" if one.last else f"{first}, no end agreed"
    said += (
        f"; not required: {one.sessions}" if one.sessions else "; which sessions are left out is not noted"
    )
    return said + (f"; {one.why}" if one.why else "")


def _people(page: ReviewPage) -> Iterator[Block]:
    items = [_item(f"{what}: {who}") for what, who in page.people]
    items += [_item(f"to be told too: {who}") for who in page.to_tell]
    yield from _part("WHO IS INVOLVED", items, "Nobody is named on the record.")


def _rests(page: ReviewPage) -> Iterator[Block]:
    marks = "no file of marks has come in yet"
    if page.marks_at:
        newest = f"{day(page.marks_at.date())} {page.marks_at:%H:%M}"
        marks = f"as the school's register gave them, newest export {newest}; up to and including today"
    lines = [
        f"Marks: {marks}.",
        "Possible = attended + missed; attended and missed by the codes above, in the classes of the DfE "
        "(School Attendance (Pupil Registration) (England) Regulations 2024, regs 10 and 11). Per cent = "
        "attended of possible, rounded from whole numbers.",
        "Every figure can be counted in the register below: a pair a day, morning and afternoon; · no "
        "session for this pupil on that half-day; - no mark, or not taken yet.",
        "“Before” and “from that day on” are up to 20 possible sessions each, those coded part-time (C2) "
        "left out of both; they show no cause.",
        "Words are those logged in Firstday, which is no register.",
    ]
    if not page.calendar:
        lines.insert(0, "No calendar is loaded: every weekday's marks count, and no question is asked.")
    yield from _part("WHAT THIS RESTS ON", [_item(line) for line in lines])


def _register(page: ReviewPage) -> Iterator[Block]:
    head = "   week of      " + "".join(f"{name:<11}" for name in _DAYS)
    yield from _part(
        f"THE REGISTER SINCE {day(page.first).upper()}", [[head.rstrip()], *map(_week, page.weeks)]
    )


def _week(week: Week) -> list[str]:
    cells = "".join(f"{am:<3}{pm:<8}" for am, pm in week.days)
    return [f"   {week.monday.day:>2} {week.monday:%b %Y}  {cells}".rstrip()]
