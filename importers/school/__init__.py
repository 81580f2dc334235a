"""The fictional school of `firstday demo`: Alder Vale School, with its files and the story of its staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from core.model import Contact, Pupil
from importers.school import events, files, lives, marks
from importers.school.calls import morning_calls, past_calls
from importers.school.casework import casework
from importers.school.contacts import make_contacts
from importers.school.deeds import Deed, World, in_order
from importers.school.households import make_households
from importers.school.meetings import meetings, promises
from importers.school.morning import Morning, patch_past, plan_morning
from importers.school.morning import School as Choice
from importers.school.names import load_names
from importers.school.pupils import make_pupils, with_named_adults
from importers.school.staff import make_staff
from importers.school.terms import SchoolYear, calendar_rows, latest_school_day, school_year, year_holding
from importers.school.wellrun import Settling, change_rows, settle, timetable_rows

__all__ = ["FEWEST", "MOST", "NAME", "Deed", "School", "latest_school_day", "make_school"]

NAME = "Alder Vale School"
FEWEST, MOST = 20, 5000
_NOW, _TAKEN = time(9, 16), "0912"
_TIMETABLE = ("Reg", "Week", "Day", "Period", "Subject")
_CHANGES = ("Date", "What", "Year or Reg")
_CALENDAR = ("from", "to", "kind", "name", "session")


@dataclass(frozen=True, slots=True)
class School:
    """A school made up: its files in the order of import, its story, and the moment it is looked at.

    `habits` tells which pattern was planted in which pupil, by UPN; pupils without one are not in it.
    """

    name: str
    files: list[Path]
    story: list[Deed]
    moment: datetime
    habits: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Made:
    """The school while it is being made; `past` holds earlier years first, `now` this year to yesterday."""

    rng: Random
    today: date
    years: list[SchoolYear]
    pupils: list[Pupil]
    contacts: dict[int, list[Contact]]
    lives: list[lives.Life]
    past: list[tuple[marks.Stretch, events.Marks]]
    now: tuple[marks.Stretch, events.Marks]


def make_school(
    folder: Path, today: date, pupils: int = 1200, years: int = 2, seed: int = 1, account: str = "you"
) -> School:
    """Write the files of a school of `pupils` into `folder`, with `years` school years of marks.

    `today` is moved to the latest school day. `account` is the login that opens the record.
    ValueError for fewer pupils than have a story, or more than drama has telephone numbers for.
    """
    if not FEWEST <= pupils <= MOST:
        raise ValueError(f"a fictional school has {FEWEST} to {MOST:,} pupils, not {pupils:,}")
    today = latest_school_day(today)
    made = _make(Random(seed), today, pupils, years)
    choice = Choice(made.pupils, made.lives, made.contacts, made.now[1], [])
    morning = plan_morning(made.rng, choice, made.years[-1], today)
    patch_past(morning, made.now[1])
    own = Random(f"{seed} well run")
    settle(Settling(own, made.pupils, made.lives, [*made.past, made.now], morning), today)
    folder.mkdir(parents=True, exist_ok=True)
    written = _write(folder, made, morning, account)
    written[-1:-1] = _write_timetable(folder, made, own)
    story = _tell(made, morning, account)
    quiet = ("steady", "told")
    habits = {made.pupils[n].upn: life.habit for n, life in enumerate(made.lives) if life.habit not in quiet}
    return School(NAME, written, story, datetime.combine(today, _NOW), habits)


def _make(rng: Random, today: date, count: int, years: int) -> _Made:
    """Everybody, and everybody's marks up to yesterday."""
    this = year_holding(today)
    spans = [school_year(this.starts - back) for back in range(max(1, years) - 1, -1, -1)]
    names = load_names()
    homes = make_households(rng, names, count, this.starts)
    found = make_pupils(rng, names, homes, spans, today)
    contacts: dict[int, list[Contact]] = {}
    for contact in make_contacts(rng, homes, found):
        contacts.setdefault(contact.pupil_id, []).append(contact)
    returning = lives.part_time_pupils(rng, found)
    found = events.start_part_time(found, returning, this, today)
    all_lives = lives.make_lives(rng, found, returning)
    found = with_named_adults(rng, found, [n for n, life in enumerate(all_lives) if life.habit == "ebsa"])
    together = lives.plant_siblings(rng, found, all_lives)
    done = [_stretch(rng, span, today, found, all_lives, together, span is this) for span in spans]
    return _Made(rng, today, spans, found, contacts, all_lives, done[:-1], done[-1])


def _stretch(
    rng: Random,
    span: SchoolYear,
    today: date,
    pupils: list[Pupil],
    all_lives: list[lives.Life],
    together: dict[str, float],
    now: bool,
) -> tuple[marks.Stretch, events.Marks]:
    """The marks of one school year for all who were at the school."""
    when = marks.stretch(span, today)
    count = len(when.days)
    shared = {key: [n for n in range(count) if rng.random() < often] for key, often in together.items()}
    found: events.Marks = {}
    for pupil, life in zip(pupils, all_lives, strict=True):
        if pupil.admitted and pupil.admitted <= (when.days[-1] if when.days else today):
            found[pupil.id] = marks.year_of(rng, pupil, life, when, now, shared.get(pupil.household, []))
    events.school_events(rng, events.Everybody(pupils, found, when, now))
    for pupil in pupils:
        if now and pupil.pt_from:
            events.mark_part_time(pupil, found[pupil.id], when)
    return when, found


def _write(folder: Path, made: _Made, morning: Morning, account: str) -> list[Path]:
    """All files, in the order in which they are imported."""
    upns = [pupil.upn for pupil in made.pupils]
    ring = (files.contact_row(upns[c.pupil_id], c) for own in made.contacts.values() for c in own)
    written = [
        files.write_rows(folder / "calendar.csv", _CALENDAR, calendar_rows(made.years)),
        files.write_rows(folder / "staff.csv", files.STAFF, map(files.staff_row, make_staff(account))),
        files.write_rows(folder / "pupils.csv", files.PUPILS, map(files.pupil_row, made.pupils)),
        files.write_rows(folder / "contacts.csv", files.CONTACTS, ring),
    ]
    for when, own in made.past:
        if own:
            taken = (when.days[-1] + timedelta(days=7)).isoformat()
            written.append(files.write_days(folder / f"marks-year-{taken}T1000.csv", upns, own, when))
    when, own = made.now
    if when.days:
        path = folder / f"marks-term-{when.days[-1].isoformat()}T1630.csv"
        written.append(files.write_sessions(made.rng, path, upns, own, when))
    path = folder / f"marks-today-{made.today.isoformat()}T{_TAKEN}.csv"
    left_out = morning.missing[-1] if morning.missing else ""
    return [*written, files.write_today(path, made.pupils, morning.marks, made.today, left_out)]


def _write_timetable(folder: Path, made: _Made, rng: Random) -> list[Path]:
    """What the forms are taught, and what changed this year."""
    changes = change_rows(made.years[-1], made.now[0])
    return [
        files.write_rows(folder / "timetable.csv", _TIMETABLE, timetable_rows(rng, made.pupils)),
        files.write_rows(folder / "change-dates.csv", _CHANGES, changes),
    ]


def _tell(made: _Made, morning: Morning, account: str) -> list[Deed]:
    """The story of the staff, in order of time."""
    when, own = made.now
    before = [day for year, _ in made.past for day in year.days]
    ahead = [day for day in made.years[-1].days if day > made.today]
    world = World(
        *(made.rng, made.pupils, made.lives, made.contacts, own),
        this_year=when.days,
        days=(*before, *when.days)[-60:],
        ahead=ahead,
        today=made.today,
        account=account,
    )
    cases = list(casework(world))
    story = [*cases, *past_calls(world), *promises(world, cases), *meetings(world)]
    return in_order([*story, *morning_calls(world, morning)])
