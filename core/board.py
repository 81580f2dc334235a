"""The board: who is not here and not explained, whom to ring next and why, and a sum that adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.asking import NONE, Questions, fresh, pressing, said
from core.codes import UNEXPLAINED
from core.coming_in import read_coming_in
from core.facts import figure_facts, pupil_facts, tier_of
from core.households import households, rung_with_family
from core.keeping import kept_safe
from core.model import Casework, Lane, Pupil, Term
from core.morning import Here, Morning, arrived_by, halves_codes, read_morning
from core.people import initials_of, staff_by_account
from core.questions import ClockState, Flag
from core.record import Record
from core.register import days_away, figures, only_cells, registers
from core.roll import pupils
from core.rules import LAST_CALL, OTHER_GROUPS, order
from core.together.claims import people_on
from core.together.drafts import parked
from core.views import Attendance, Board, Reckoning, Row
from core.why import TRANSPORT_CODES, Making, why

GROUPS = ("NOW", "TODAY", *OTHER_GROUPS)
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


@dataclass(frozen=True)
class Asking:
    """Clocks and flags that belong on today's board, by pupil."""

    clocks: dict[int, list[ClockState]]
    flags: dict[int, list[Flag]]


def read_board(record: Record, questions: Questions = NONE) -> Board:
    """Read the board as of now: one picture, whatever others save meanwhile.

    `questions` are the flags and clocks as `core.asking.read_questions` worked them out.
    """
    with record.reading():
        morning = read_morning(record)
        asking = _asking(questions, morning)
        making = _gather(record, morning, asking)
        rows = _ranked(making, [_row(making, one, questions, asking) for one in making.pupils])
        came = read_coming_in(record, morning.on_roll.keys(), morning.today)
        return Board(
            school=record.school,
            now=morning.now,
            session=morning.session,
            school_day=morning.school_day,
            closed_because="" if morning.school_day else morning.calendar.why_closed(morning.today),
            week=morning.calendar.week_of_year(morning.today),
            marks_at=came.marks_at,
            minutes_old=_minutes(came.marks_at, morning.now),
            in_part=came.in_part,
            registers_missing=morning.missing,
            reckoning=_reckon(morning),
            rows=rows,
            people_on=max(1, people_on(record)),
            oldest_unreached=_minutes(came.first, morning.now)
            if Term.NOT_REACHED in morning.terms.values()
            else None,
            note=_note(record, morning),
            dsl_waiting=_waiting(morning),
            parked=parked(record, _accounts(morning)),
            aside=came.aside,
            refused=came.refused,
        )


def _minutes(since: datetime | None, now: datetime) -> int | None:
    return max(0, int((now - since).total_seconds() // 60)) if since else None


def _waiting(morning: Morning) -> int:
    """Handed over, not acknowledged, and not known to be here: also while a register is out."""
    unseen = (one for one, handover in morning.handovers.items() if not handover.acked_by)
    return sum(one in morning.absent or one in morning.with_dsl for one in unseen)


def _accounts(morning: Morning) -> dict[int, frozenset[str]]:
    """Who has the strip open about whom."""
    return {one: frozenset(c.account for c in several) for one, several in morning.callers.items()}


def _note(record: Record, morning: Morning) -> str:
    backup = kept_safe.trouble(record)
    return " · ".join(part for part in (_about_the_day(record, morning), backup) if part)


def _about_the_day(record: Record, morning: Morning) -> str:
    if not morning.calendar.loaded:
        return "no calendar loaded: no deadlines"
    if morning.calendar.last and morning.today > morning.calendar.last:
        return "today is beyond the loaded calendar"
    return "fictional school" if record.setting("rehearsal") else ""


def _reckon(morning: Morning) -> Reckoning:
    counts = Counter(morning.terms.values())
    return Reckoning(len(morning.absent), **{term.value: counts[term] for term in Term})


def _asking(questions: Questions, morning: Morning) -> Asking:
    """Who has a clock or a flag that belongs on today's board."""
    calendar, today = morning.calendar, morning.today
    clocks = {one: pressing(questions, one, calendar, today) for one in questions.clocks}
    flags = {one: fresh(questions, one, calendar, today) for one in questions.flags}
    return Asking({k: v for k, v in clocks.items() if v}, {k: v for k, v in flags.items() if v})


def _gather(record: Record, morning: Morning, asking: Asking) -> Making:
    """Choose who stands on the board, and read what their rows need."""
    transport = {one for one in morning.expected if _transport(morning, one)}
    due = {one for one, work in morning.casework.items() if work.review and work.review <= morning.today}
    arrived = {
        one
        for one, arrival in morning.arrivals.items()
        if one in morning.expected and one not in morning.absent
    }
    away = morning.absent | morning.morning_only | morning.with_dsl
    chosen = away | transport | due | arrived | asking.clocks.keys() | asking.flags.keys()
    people = pupils(record, chosen) if chosen else {}
    people = {one: pupil for one, pupil in people.items() if pupil.on_roll(morning.today)}
    open_ = {one for one in away if morning.terms.get(one) is not Term.EXPLAINED}
    year = morning.calendar.school_year(morning.today)
    staff = staff_by_account(record)
    initials = {account: one.initials or initials_of(one.name) for account, one in staff.items()}
    since = year[0] - timedelta(days=365)  # a run away may have begun last school year
    return Making(
        record, morning, order(record), people,
        registers(record, away, since) if away else {},
        _dialable(record, people), households(record, open_) if open_ else {}, initials, year,
        {one: said(asking.clocks.get(one, ()), asking.flags.get(one, ()), morning.today) for one in people},
        rung_with_family(record, morning.callers, open_) | morning.callers,
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


def _row(making: Making, one: int, questions: Questions, asking: Asking) -> Row:
    morning, pupil = making.morning, making.pupils[one]
    here = morning.on_roll.get(one) or Here(one, pupil.year, pupil.reg, "  ")
    work = morning.casework.get(one, Casework(one))
    term = morning.terms.get(one)
    away = _away(making, one)
    lane = _lane(morning, here, term, work, asking)
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
        why=why(making, here, lane, facts, said, work),
        day=len(away),
        codes=halves_codes(here),
        attempts=tuple(morning.attempts.get(one, ())),
        claimed_by=next(iter(making.callers.get(one, ())), None),
        owner=work.owner,
        owner_initials=making.initials.get(work.owner, initials_of(work.owner)) if work.owner else "",
        review_on=work.review,
        flags=tuple(flag.kind for flag in questions.flags.get(one, ())),
        clocks=tuple(_clock(clock) for clock in questions.clocks.get(one, ())),
        siblings=tuple(sorted(making.families.get(one, ()))),
        callers=making.callers.get(one, ()),
    )


def _clock(clock: ClockState) -> dict[str, str | None]:
    due = clock.due.isoformat() if clock.due else None
    return {"kind": clock.kind, "due": due, "state": clock.state.value}


def _lane(morning: Morning, here: Here, term: Term | None, work: Casework, asking: Asking) -> Lane:
    """The first lane that fits; the rest become reasons on the row."""
    if here.id in morning.with_dsl:
        return Lane.WITH_DSL
    if here.id in morning.morning_only:
        return Lane.CALL_NOW
    lane = _LANE_OF_TERM[term] if term else None
    if lane in (Lane.CALL_NOW, Lane.IN_HAND, Lane.WITH_DSL):
        return lane
    if here.id in asking.clocks:
        return Lane.CLOCK
    if work.review and work.review <= morning.today:
        return Lane.REVIEW_DUE
    if _transport(morning, here.id) or here.id in asking.flags:
        return Lane.FLAG
    return lane or Lane.ARRIVED


def _transport(morning: Morning, one: int) -> bool:
    """Whether the pupil is away for want of transport and has not come since: a question, not an absence."""
    here = morning.expected.get(one)
    coded = here is not None and here.code(morning.session) in TRANSPORT_CODES
    return coded and not arrived_by(morning, one, morning.session)


def _away(making: Making, one: int) -> list[date]:
    """School days in a run away, newest first; none for those on the board for another reason."""
    morning = making.morning
    if not (one in morning.absent or one in morning.morning_only or one in morning.with_dsl):
        return []
    return days_away(morning.calendar, making.pupils[one], making.registers.get(one, {}), morning.today)


def _facts(making: Making, here: Here, day: int) -> tuple[frozenset[str], dict[str, str]]:
    """What is true of this pupil this morning, and what the words of each fact are filled in with."""
    morning, pupil, numbers = making.morning, making.pupils[here.id], making.order.numbers
    facts = set(pupil_facts(pupil, morning.today, making.dialable.get(here.id, 0)))
    if day:
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
        "adult": f"ask {pupil.named_adult} first" if pupil.named_adult else pupil.contact_route,
        "code": code,
        "time": f"{reason.at:%H:%M}" if reason else "",
    }
    return frozenset(facts), said


def _figures(making: Making, pupil: Pupil) -> Attendance:
    """This year's figures, for ranking only."""
    first, today = making.year[0], making.morning.today
    found = only_cells(making.morning.calendar, pupil, making.registers.get(pupil.id, {}), first, today)
    return figures(found, first, today)


def _ranked(making: Making, rows: list[Row]) -> tuple[Row, ...]:
    """Groups in their order, tiers within, then the sort the rules state."""
    groups = list(dict.fromkeys([*(t.group for t in making.order.tiers if t.number <= LAST_CALL), *GROUPS]))

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
