"""The hand-off as a list for the screen and as a sheet of paper (A4, upright, ten characters to the inch)."""

from __future__ import annotations

from datetime import datetime
from textwrap import wrap

from core.handoff import Brother, HandedRow, Handoff
from core.lists.rows import Listing, ListRow
from core.model import Outcome, Term
from core.paper import WIDTH, labelled, paged
from core.telling import OUTCOMES, day_words
from core.text import show

TERMS = {Term.NOT_REACHED: "not reached", Term.TEXTED: "messaged", Term.IN_HAND: "in hand"}
LABEL = 9


def listing(handoff: Handoff) -> Listing:
    """The list of the screen: the most vulnerable first, at its end who has left it since."""
    rows = [_list_row(one, handoff) for one in handoff.rows]
    if handoff.taken:
        since = f"SETTLED SINCE {handoff.taken.at:%H:%M}"
        rows += [
            ListRow(one, (name, "", "", "", "", what), since, f"{name} · {what}")
            for one, name, what in handoff.settled
        ]
    return Listing(
        f"Hand-off  {len(handoff.rows)}",
        ("pupil", "reg", "", "tried", "seen", "next"), tuple(rows),
        "Somebody has spoken with every family: nothing to hand off.", acknowledged(handoff), whole=(2, 3, 4),
    )  # fmt: skip


def acknowledged(handoff: Handoff) -> str:
    """Who took the list on and when, and what has changed since; or that nobody has."""
    if handoff.taken is None:
        return "not yet taken on" if handoff.rows else ""
    new = sum(row.new for row in handoff.rows)
    since = [f"{new} new"] * bool(new) + [f"{len(handoff.settled)} settled"] * bool(handoff.settled)
    said = f"taken on by {handoff.taken.name} {handoff.taken.at:%H:%M}"
    return said + (f" · {', '.join(since)} since" if since else "")


def _list_row(one: HandedRow, handoff: Handoff) -> ListRow:
    row, last = one.row, one.row.last_try
    tried = f"{one.tried}: {last.at:%H:%M} {last.outcome.letter}" if last else "–"
    seen = f"{one.last_seen.day:%a} {one.last_seen.day.day} {one.last_seen.half}" if one.last_seen else "–"
    new = f"new since {handoff.taken.at:%H:%M} · " if handoff.taken and one.new else ""
    cells = (row.pupil.name, row.pupil.reg, _term(one), tried, seen, new + one.suggested)
    full = [row.pupil.name, row.pupil.reg, _term(one), *row.why, tries(one), f"last seen {last_seen(one)}",
            siblings(one), f"next: {one.suggested}", holder(one, handoff.board.now)]  # fmt: skip
    return ListRow(row.pupil.id, cells, one.group, " · ".join(part for part in full if part))


def _term(one: HandedRow) -> str:
    return TERMS[one.row.term] if one.row.term else ""


def tries(one: HandedRow) -> str:
    """`tried 2: 09:05 voicemail, mother; 09:12 no answer, grandmother`."""
    if not one.row.attempts:
        return "not tried today"
    said = []
    for attempt in one.row.attempts:
        words = OUTCOMES[attempt.outcome.value].rstrip(",:")
        who = attempt.contact if attempt.outcome is not Outcome.MESSAGE else ""
        at = f" at {attempt.ring_at}" if attempt.ring_at else ""
        said.append(f"{attempt.at:%H:%M} {words}{at}" + (f", {who}" if who else ""))
    return f"tried {one.tried}: {'; '.join(said)}"


def last_seen(one: HandedRow) -> str:
    """`Thu 19 Nov PM`."""
    return f"{day_words(one.last_seen.day)} {one.last_seen.half}" if one.last_seen else "in no mark held here"


def siblings(one: HandedRow) -> str:
    """`Jo 9D in school, Sam 7B away too`; '' without any."""
    return ", ".join(map(_brother, one.siblings))


def _brother(one: Brother) -> str:
    what = {True: "in school", False: "away too", None: "register not in"}[one.here]
    return f"{one.name} {one.reg} {what}"


def holder(one: HandedRow, now: datetime) -> str:
    """Who has it: `with Dee Dale since 10:04`."""
    if one.taken:
        return f"taken on by {one.taken.name} {one.taken.at:%H:%M}"
    return f"with {one.holder_name}" if one.holder else "with nobody"


def sheet(handoff: Handoff, made_by: str) -> list[list[str]]:
    """The pages to print, each a list of lines: school, day, time and maker on top of every one."""
    blocks = [_intro(handoff), *(_block(n, one, handoff) for n, one in enumerate(handoff.rows, 1))]
    blocks += [_tail(handoff)]
    return paged(blocks, f"{handoff.board.school} · hand-off", made_by, handoff.board.now)


def _intro(handoff: Handoff) -> list[str]:
    counts = {term: sum(one.row.term is term for one in handoff.rows) for term in TERMS}
    return [
        *wrap(
            f"Nobody has spoken with {len(handoff.rows)} = {counts[Term.NOT_REACHED]} not reached + "
            f"{counts[Term.TEXTED]} messaged + {counts[Term.IN_HAND]} in hand without a conversation.",
            WIDTH,
        ),
        *wrap(show(acknowledged(handoff)), WIDTH),
        "It holds names and safeguarding words: keep it with you, then shred it.",
        "",
    ]


def _block(number: int, one: HandedRow, handoff: Handoff) -> list[str]:
    row = one.row
    name = show(f"{number:2} {row.pupil.name} · {row.pupil.reg}")
    state = _term(one) + (f" · day {row.day}" if row.day else "")
    lines = [f"{name[: WIDTH - len(state) - 2]:<{WIDTH - len(state)}}{state}"]
    parts = (
        ("why", " · ".join(row.why)),
        ("tried", tries(one).removeprefix("tried ")),
        ("seen", last_seen(one)),
        ("siblings", siblings(one)),
        ("next", one.suggested),
        ("holder", holder(one, handoff.board.now)),
    )
    for label, text in parts:
        lines += labelled(label, show(text), LABEL) if text else []
    return [*lines, ""]


def _tail(handoff: Handoff) -> list[str]:
    if not handoff.rows:
        return ["Somebody has spoken with every family."]
    if handoff.taken and not any(row.new for row in handoff.rows):
        return []
    return ["", "Taken on by ______________________________   at ________"]
