"""The fictional school as a record: files through the importers, deeds through `core.acts`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import LONDON, FixedClock
from core.errors import RecordError
from core.model import Outcome, Role, Staff
from core.people import Actor, staff_by_account
from core.record import Record
from core.roll import contacts
from importers.aside import made_aside

if TYPE_CHECKING:
    from importers.school import Deed, School

Progress = Callable[[float, str], None]


def make_demo(
    path: Path,
    files: Path,
    today: date,
    account: str,
    pupils: int = 1200,
    years: int = 2,
    seed: int = 1,
    progress: Progress | None = None,
) -> datetime:
    """Make the fictional school at `path`, its files in `files`; return the moment it stands at.

    The same arguments give the same school. RecordError if there is a record at `path`.
    """
    from importers.school import latest_school_day, make_school

    told = progress or (lambda done, what: None)
    told(0.05, "inventing families")
    files.mkdir(parents=True, exist_ok=True, mode=0o700)
    school = make_school(files, latest_school_day(today), pupils, years, seed, account)
    _stamp(school)
    with made_aside(path) as place:
        clock = FixedClock(school.moment)
        with Record.create(place, school.name, clock) as record:
            record.set_setting("rehearsal", school.moment.isoformat())
            _import(record, Actor(account, account, "", Role.OFFICER), school, told)
            told(0.75, "the term so far")
            play(record, clock, school.story)
    told(1.0, "ready")
    return school.moment


def _stamp(school: School) -> None:
    """Give each file the time at which a school would have written it, so that runs do not differ."""
    written = datetime.combine(school.moment.date(), time(7), LONDON).timestamp()
    for file in school.files:
        os.utime(file, (written, written))


def _import(record: Record, maker: Actor, school: School, told: Progress) -> None:
    from importers.apply import Options, import_files

    for place, file in enumerate(school.files):
        told(0.25 + 0.5 * place / len(school.files), f"importing {file.name}"[:24])
        for result in import_files(record, maker, [file], Options()):
            if result.error is not None:
                raise RecordError(f"The fictional school could not be made: {result.error}")


def play(record: Record, clock: FixedClock, story: list[Deed]) -> None:
    """Perform deeds in order, the clock set to each one's moment, in one transaction."""
    at_the_end = clock.at
    staff = staff_by_account(record)
    ids = dict(record.db.execute("SELECT upn, id FROM pupil").fetchall())
    with record.write():
        for deed in story:
            clock.at = deed.at
            _perform(record, _actor(staff, deed.by), ids.get(deed.upn, 0), deed)
    clock.at = at_the_end


def _actor(staff: dict[str, Staff], account: str) -> Actor:
    one = staff[account]
    return Actor(account, one.name, one.initials, one.role)


def _perform(record: Record, actor: Actor, one: int, deed: Deed) -> None:
    from core import acts

    args = deed.args
    match deed.verb:
        case "call":
            _call(record, actor, one, deed)
        case "arrived":
            acts.arrived(record, actor, [one], str(args["time"]))
        case "assign":
            acts.assign(record, actor, [one], str(args["owner"]))
        case "review":
            acts.set_review(record, actor, [one], _day(args["on"]))
        case "barrier":
            acts.set_barrier(
                record,
                actor,
                [one],
                str(args["text"]),
                kind=str(args["kind"]),
                whose=str(args["whose"]),
                keep=True,
            )
        case "card":
            acts.set_card(record, actor, one, str(args["field"]), str(args["text"]))
        case "step":
            acts.set_step(record, actor, [one], str(args["text"]))
        case "note":
            acts.add_note(record, actor, [one], str(args["text"]))
        case "promise":
            acts.promise(record, actor, one, str(args["text"]), _day(args["due"]))
        case "meeting":
            _meeting(record, actor, told=bool(args["told"]))
        case other:
            raise ValueError(f"the story has no verb {other}")


def _meeting(record: Record, actor: Actor, told: bool) -> None:
    """Note every threshold met so far as considered; or, `told`, every worker as told: one act for all."""
    from core.acts.base import each, perform
    from core.clocks import TELLS, THRESHOLDS, read_clocks
    from core.questions import State

    said = "Told by telephone" if told else "Attendance meeting: what helps, and support offered"
    some = "SELECT id FROM pupil WHERE social_worker <> '' OR looked_after OR youth_justice"
    ids = [row[0] for row in record.db.execute(some).fetchall()] if told else None
    entries = []
    for one, clocks in read_clocks(record, ids).items():
        waiting = {clock.kind for clock in clocks if clock.state is not State.RUNNING}
        if kinds := [kind for kind in (TELLS if told else THRESHOLDS) if kind in waiting]:
            entries += each(record, "consider", [one], {"kind": " ".join(kinds), "text": said})
    if entries:
        perform(record, actor, entries, said)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _call(record: Record, actor: Actor, one: int, deed: Deed) -> None:
    from core import acts

    args, outcome = deed.args, Outcome(str(deed.args["outcome"]))
    if outcome is Outcome.MESSAGE:
        acts.send_message(record, actor, [one], str(args.get("note", "")))
        return
    wanted = args.get("contact")
    chosen = next((c.id for c in contacts(record, one) if c.priority == wanted), None)
    acts.log_call(
        record,
        actor,
        one,
        outcome,
        contact_id=chosen,
        reason=str(args.get("reason", "")),
        note=str(args.get("note", "")),
        ring_at=str(args.get("ring", "")),
    )
