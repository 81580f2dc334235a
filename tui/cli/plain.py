"""Board and pupil as plain lines: for a printer, a pipe, a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from core.past import in_words
from core.telling import day_words, how_old
from core.text import show
from core.views import Board, PupilView, Row


def sum_line(board: Board) -> str:
    """The sum that always adds up."""
    s = board.reckoning
    return (
        f"{s.absent} absent = {s.explained} explained + {s.texted} messaged + {s.in_hand} in hand "
        f"+ {s.with_dsl} with DSL + {s.not_reached} not reached"
    )


def board_lines(board: Board) -> Iterator[str]:
    """The whole board, one line a row."""
    week = f" · week {board.week}" if board.week else ""
    yield f"{show(board.school)}  {day_words(board.now.date())} {board.now:%H:%M} · {board.session}{week}"
    if board.closed_because:
        yield f"No school today: {show(board.closed_because)}"
    yield sum_line(board)
    missing = ", ".join(show(m.reg) for m in board.registers_missing)
    count = len(board.registers_missing)
    yield f"{_marks(board)} · {count} register{'s' * (count != 1)} missing" + (
        f" ({missing}; {board.unknown} pupil{'s' * (board.unknown != 1)} unknown)" if missing else ""
    )
    if board.aside:
        yield f"{board.aside} row{'s' * (board.aside != 1)} of marks set aside today: g q lists them"
    for one in board.refused:
        file = "" if one.why.startswith(one.file) else f"{show(one.file)}: "
        yield f"refused from the inbox {one.at:%H:%M}: {file}{show(one.why)}"
    if board.note:
        yield board.note
    for group, rows in groupby(board.rows, key=lambda row: row.group):
        members = list(rows)
        yield ""
        yield f"{group} ({len(members)})"
        yield from map(_row, members)


def _marks(board: Board) -> str:
    """When the marks were taken, and whether they tell of most of the school."""
    if board.marks_at is None:
        return "no marks imported yet"
    part = "in part " if board.in_part else ""
    return f"marks {part}{board.marks_at:%d %b %H:%M} ({how_old(board.marks_at, board.now)})"


def _row(row: Row) -> str:
    tried = f"{row.last_try.at:%H:%M} {row.last_try.outcome.value}" if row.last_try else "not tried"
    parts = [
        f"{row.rank:3} {show(row.pupil.name)} {show(row.pupil.reg)}",
        show(" · ".join(row.why)),
        f"day {row.day}" if row.day else "",
        tried if row.term else "",
        f"owner {show(row.owner)}" if row.owner else "",
        show(row.claimed_by.calling(row.pupil.id)) if row.claimed_by else "",
    ]
    return "; ".join(part for part in parts if part)


def pupil_lines(view: PupilView) -> Iterator[str]:
    """The pupil, barrier first."""
    preview = view.preview
    work, today = preview.casework, view.attendance.last
    yield f"{show(preview.pupil.name)} · {show(view.summary)}"
    if preview.barrier:
        whose = (
            f" ({preview.barrier.whose}, {day_words(preview.barrier.since, today)})"
            if preview.barrier.whose
            else ""
        )
        yield f"MAKES IT HARD  {show(preview.barrier.text)}{show(whose)}"
    else:
        yield "MAKES IT HARD  not yet asked"
    for field, heading in (("helps", "HELPS"), ("not-helped", "TRIED, DID NOT HELP"), ("agreed", "AGREED")):
        if text := preview.card.fields.get(field):
            yield f"{heading}  {show(text)}"
    yield f"NEXT STEP  {show(work.step) or 'none'}"
    review = day_words(work.review, today) if work.review else "none"
    yield f"OWNER  {show(preview.owner_name) or 'none'} · review {review}"
    figures = view.attendance
    yield (
        f"ATTENDANCE  {view.in_words}. {day_words(figures.first, today)} to {day_words(figures.last)}: "
        f"missed {figures.missed} of {figures.possible} sessions ({figures.authorised} authorised, "
        f"{figures.unauthorised} unauthorised), late {figures.late}, attended "
        + (f"{figures.percent} %" if figures.percent else "n/a")
        + (f", {figures.missing_marks} marks missing" if figures.missing_marks else "")
    )
    for total in view.past:
        yield f"BEFORE  {show(in_words(total))}"
    for line in preview.dial:
        one = line.contact
        last = (
            f"; last {line.last.outcome.value} {day_words(line.last.day, today)}"
            if line.last
            else "; never tried"
        )
        who = f"{show(one.name)}, {show(one.relationship)}, {show(one.phone or one.phone2)}"
        yield f"CONTACT {one.priority}  {who}{last}"
    for told in view.timeline:
        yield f"{told.at:%Y-%m-%d %H:%M}  {show(told.text)} ({show(told.by)})"
