"""The board: who is not here and not explained, whom to ring next and why, and a sum that adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.claims import people_on
from core.codes import UNEXPLAINED
from core.facts import figure_facts, in_order, pupil_facts, tier_of
from core.households import households
from core.model import Casework, Lane, Pupil, Term
from core.morning import Here, Morning, halves_codes, marks_times, read_morning
from core.people import initials_of, staff_by_account
from core.record import Record
from core.register import Register, days_away, figures, only_cells, registers
from core.roll import pupils
from core.rules import Order, order
from core.telling import day_words
from core.views import Attendance, Board, Reckoning, Row

GROUPS = ("NOW", "TODAY", "IN HAND", "WITH DSL", "DUE", "FLAGS", "EXPLAINED", "ARRIVED")
_LANE_OF_TERM = {
    Term.WITH_DSL: Lane.WITH_DSL,
    Term.IN_HAND: Lane.IN_HAND,
    Term.EXPLAINED: Lane.EXPLAINED,
    Term.TEXTED: Lane.CALL_NOW,
    Term.NOT_REACHED: Lane.CALL_NOW,
}
_GROUP_OF_LANE = {
    Lane.IN_HAND: "IN HAND",
    Lane.WITH_DSL: "WITH DSL",
    Lane.REVIEW_DUE: "DUE",
    Lane.CLOCK: "DUE",
    Lane.FLAG: "FLAGS",
    Lane.EXPLAINED: "EXPLAINED",
    Lane.ARRIVED: "ARRIVED",
}
_LANES = list(Lane)
TRANSPORT_CODES = ("Y1", "Q")


@dataclass(frozen=True)
class _Making:
    """What a row is made from, read once for all rows."""

    record: Record
    morning: Morning
    order: Order
    pupils: dict[int, Pupil]
    registers: dict[int, Register]
    dialable: dict[int, int]
    families: dict[int, frozenset[int]]
    initials: dict[str, str]
    year: tuple[date, date]


def read_board(record: Record) -> Board:
    """Read the board as of now: one picture, whatever others save meanwhile."""
    with record.reading() as db:
        morning = read_morning(record)
        making = _gather(record, morning)
        rows = _ranked(making, [_row(making, one) for one in making.pupils])
        newest, first = marks_times(db, morning.today)
        return Board(
            school=record.school,
            now=morning.now,
            session=morning.session,
            school_day=morning.school_day,
            closed_because="" if morning.school_day else morning.calendar.why_closed(morning.today),
            week=morning.calendar.week_of_year(morning.today),
            marks_at=newest,
            minutes_old=_minutes(newest, morning.now),
            registers_missing=morning.missing,
            reckoning=_reckon(morning),
            rows=rows,
            people_on=max(1, people_on(record)),
            oldest_unreached=_minutes(first, morning.now)
            if Term.NOT_REACHED in morning.terms.values()
            else None,
            note=_note(record, morning),
            dsl_waiting=sum(not h.acked_by for one, h in morning.handovers.items() if one in morning.absent),
        )


def _minutes(since: datetime | None, now: datetime) -> int | None:
    return max(0, int((now - since).total_seconds() // 60)) if since else None


def _note(record: Record, morning: Morning) -> str:
    if not morning.calendar.loaded:
        return "no calendar loaded: no deadlines"
    if morning.calendar.last and morning.today > morning.calendar.last:
        return "today is beyond the loaded calendar"
    return "fictional school" if record.setting("rehearsal") else ""


def _reckon(morning: Morning) -> Reckoning:
    counts = Counter(morning.terms.values())
    return Reckoning(len(morning.absent), **{term.value: counts[term] for term in Term})


def _gather(record: Record, morning: Morning) -> _Making:
    """Choose who stands on the board, and read what their rows need."""
    transport = {
        one for one, here in morning.expected.items() if here.code(morning.session) in TRANSPORT_CODES
    }
    due = {one for one, work in morning.casework.items() if work.review and work.review <= morning.today}
    arrived = {
        one
        for one, arrival in morning.arrivals.items()
        if one in morning.expected and one not in morning.absent
    }
    chosen = morning.absent | morning.morning_only | transport | due | arrived
    people = pupils(record, chosen) if chosen else {}
    people = {one: pupil for one, pupil in people.items() if pupil.on_roll(morning.today)}
    open_ = {one for one, term in morning.terms.items() if term not in (Term.EXPLAINED,)}
    year = morning.calendar.school_year(morning.today)
    staff = staff_by_account(record)
    initials = {account: one.initials or initials_of(one.name) for account, one in staff.items()}
    since = min(year[0], morning.today - timedelta(days=100))
    return _Making(
        record, morning, order(record), people,
        registers(record, morning.absent, since) if morning.absent else {},
        _dialable(record, people), households(record, open_) if open_ else {}, initials, year,
    )  # fmt: skip


def _dialable(record: Record, ids: Iterable[int]) -> dict[int, int]:
    """How many contacts each pupil has who may be told and have a number."""
    wanted = tuple(ids)
    marks = ",".join("?" * len(wanted))
    rows = record.db.execute(
        f"""SELECT pupil_id, count(*) FROM contact WHERE listed = 1 AND may_be_told = 1
            AND (phone <> '' OR phone2 <> '') AND pupil_id IN ({marks}) GROUP BY pupil_id""",
        wanted,
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _row(making: _Making, one: int) -> Row:
    morning, pupil = making.morning, making.pupils[one]
    here = morning.expected.get(one) or Here(one, pupil.year, pupil.reg, "  ")
    work = morning.casework.get(one, Casework(one))
    term = morning.terms.get(one)
    away = days_away(morning.calendar, pupil, making.registers.get(one, {}), morning.today) if term else []
    lane = _lane(morning, here, term, work)
    facts, said = _facts(making, here, len(away))
    tier = tier_of(making.order, facts, term is Term.EXPLAINED)
    group = tier.group if lane is Lane.CALL_NOW else _GROUP_OF_LANE[lane]
    return Row(
        pupil=pupil,
        group=group,
        lane=lane,
        tier=tier.number,
        term=term,
        rank=0,
        why=_why(making, here, lane, facts, said, work),
        day=len(away),
        codes=halves_codes(here),
        attempts=tuple(morning.attempts.get(one, ())),
        claimed_by=morning.claims.get(one),
        owner=work.owner,
        owner_initials=making.initials.get(work.owner, initials_of(work.owner)) if work.owner else "",
        review_on=work.review,
        siblings=tuple(sorted(making.families.get(one, ()))),
    )


def _lane(morning: Morning, here: Here, term: Term | None, work: Casework) -> Lane:
    """The first lane that fits; the rest become reasons on the row."""
    if here.id in morning.morning_only:
        return Lane.CALL_NOW
    lane = _LANE_OF_TERM[term] if term else None
    if lane in (Lane.CALL_NOW, Lane.IN_HAND, Lane.WITH_DSL):
        return lane
    if work.review and work.review <= morning.today:
        return Lane.REVIEW_DUE
    if term is None and here.code(morning.session) in TRANSPORT_CODES:
        return Lane.FLAG
    return lane or Lane.ARRIVED


def _facts(making: _Making, here: Here, day: int) -> tuple[frozenset[str], dict[str, str]]:
    """What is true of this pupil this morning, and what the words of each fact are filled in with."""
    morning, pupil, numbers = making.morning, making.pupils[here.id], making.order.numbers
    facts = set(pupil_facts(pupil, morning.today, making.dialable.get(here.id, 0)))
    if here.id in morning.absent:
        facts |= set(figure_facts(_figures(making, pupil), numbers["small_base"]))
    if day >= numbers["later_day"]:
        facts.add("later-day")
    reason = morning.reasons.get(here.id)
    code = here.code(morning.session)
    if (code == "I" or (reason and reason.code == "I")) and day >= numbers["ill_days"]:
        facts.add("ill-long")
    if reason and reason.word == "present" and code in UNEXPLAINED:
        waited = (morning.now - reason.at).total_seconds() / 60
        if waited >= numbers["on_the_way_minutes"]:
            facts.add("on-the-way")
    said = {
        "day": str(day),
        "transport": pupil.transport,
        "adult": pupil.named_adult or pupil.contact_route,
        "code": code,
        "time": f"{reason.at:%H:%M}" if reason else "",
    }
    return frozenset(facts), said


def _figures(making: _Making, pupil: Pupil) -> Attendance:
    """This year's figures, for ranking only."""
    first, today = making.year[0], making.morning.today
    found = only_cells(making.morning.calendar, pupil, making.registers.get(pupil.id, {}), first, today)
    return figures(found, first, today)


def _why(
    making: _Making, here: Here, lane: Lane, facts: frozenset[str], said: dict[str, str], work: Casework
) -> tuple[str, ...]:
    """Why the row stands where it stands, most telling first."""
    morning, words = making.morning, making.order
    if lane in (Lane.CALL_NOW, Lane.IN_HAND, Lane.WITH_DSL):
        known = [words.say(fact, **said) for fact in in_order(words, facts)]
        parts = [
            *_standing(making, here, lane),
            *known[:1],
            *_family(making, here),
            *known[1:],
            *_due(making, work),
        ]
    elif lane is Lane.EXPLAINED:
        doubts = [words.say(fact, **said) for fact in ("on-the-way", "ill-long") if fact in facts]
        parts = [*doubts, _explained_by(morning, here)]
    else:
        parts = [*_standing(making, here, lane), *_due(making, work)]
    if here.code(morning.session) in TRANSPORT_CODES:
        parts.append(words.say("transport-question", **said))
    return tuple(part for part in parts if part) or (_plain(morning, here),)


def _family(making: _Making, here: Here) -> list[str]:
    """Siblings who are absent and not yet explained too."""
    others = making.families.get(here.id)
    if not others:
        return []
    names = ", ".join(f"{making.pupils[one].goes_by} {making.pupils[one].reg}" for one in sorted(others))
    return [making.order.say("sibling", names=names)]


def _plain(morning: Morning, here: Here) -> str:
    """What is said of a pupil of whom nothing else is known."""
    code = here.code(morning.session)
    return f"code {code}, no reason yet" if code else "no mark, no reason yet"


def _standing(making: _Making, here: Here, lane: Lane) -> list[str]:
    """What puts the pupil into this group: handed over, in hand and how, arrived."""
    morning = making.morning
    if here.id in morning.morning_only:
        return [making.order.say("morning-only")]
    if lane is Lane.WITH_DSL:
        handover = morning.handovers[here.id]
        return [
            f"{handover.why} {handover.at:%H:%M}",
            "seen by the DSL" if handover.acked_by else "not yet seen by the DSL",
        ]
    if lane is Lane.IN_HAND:
        return _in_hand(morning, here)
    if lane is Lane.ARRIVED:
        return [f"arrived {morning.arrivals[here.id].time}"]
    return []


def _in_hand(morning: Morning, here: Here) -> list[str]:
    if claim := morning.claims.get(here.id):
        return [f"{claim.name} calling {claim.since}"]
    for attempt in reversed(morning.attempts.get(here.id, ())):
        if attempt.outcome.value == "rings-back":
            return [f"rings back {attempt.ring_at}".strip()]
        if attempt.outcome.conversation:
            return [f"spoke to {attempt.contact or 'them'} {attempt.at:%H:%M}, no reason yet"]
    return ["call parked"]


def _due(making: _Making, work: Casework) -> list[str]:
    """A review due today or overdue, whatever lane the pupil stands in."""
    today = making.morning.today
    if not work.review or work.review > today:
        return []
    step = work.step or "see how it went"
    if work.review == today:
        return [making.order.say("review-due", step=step)]
    return [making.order.say("review-overdue", step=step, date=day_words(work.review))]


def _explained_by(morning: Morning, here: Here) -> str:
    code = here.code(morning.session)
    reason = morning.reasons.get(here.id)
    if code not in UNEXPLAINED:
        from core.codes import CODES

        return f"{code}: {CODES[code].meaning}"
    return f"{reason.word}, {reason.source} {reason.at:%H:%M}" if reason else ""


def _ranked(making: _Making, rows: list[Row]) -> tuple[Row, ...]:
    """Groups in their order, tiers within, then the sort the rules state."""
    groups = list(dict.fromkeys([*(t.group for t in making.order.tiers if t.number <= 6), *GROUPS]))

    def key(row: Row) -> tuple[object, ...]:
        parts: list[object] = [groups.index(row.group), row.tier]
        if row.lane in (Lane.REVIEW_DUE, Lane.CLOCK):
            parts = [groups.index(row.group), 0, row.review_on or date.max]
        for name in making.order.sort:
            parts.append(_sort_value(row, name))
        return (*parts, row.pupil.id)

    return tuple(replace(row, rank=place) for place, row in enumerate(sorted(rows, key=key), 1))


def _sort_value(row: Row, name: str) -> object:
    """The value a row is sorted by; numbers take a leading - for largest first."""
    plain = name.lstrip("-")
    if plain == "name":
        return (row.pupil.surname.casefold(), row.pupil.forename.casefold())
    if plain == "year":
        return (len(row.pupil.year), row.pupil.year)
    number = row.day if plain == "day" else len(row.attempts)
    return -number if name.startswith("-") else number


def term_rows(board: Board, term: Term) -> tuple[Row, ...]:
    """Who is in one term of the sum."""
    return tuple(row for row in board.rows if row.term is term)
