"""The drill-down of one pupil: barrier first, then the next step, then attendance, then everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from core import journal
from core.clocks import read_clocks
from core.clocks.part_time import with_latest
from core.codes import BY_CELL, NO_MARK
from core.days import HALVES, year_start
from core.deeds import attempts_of
from core.facts import age
from core.households import households, may_share_call
from core.model import Attempt, Barrier, Card, Casework, Event, Pupil, Term
from core.morning import Morning, read_morning, reason_today
from core.past import read_past
from core.patterns import notes, read_flags
from core.people import Actor, staff_by_account
from core.privacy import restricted
from core.privacy.masking import masked
from core.record import Record
from core.register import ABSENT, Register, attendance, changes, registers, span, strip
from core.roll import contacts, dialable, pupil, pupils
from core.settings import PHONES, value
from core.telling import day_words, tell
from core.together.claims import callers
from core.together.drafts import load, parked_calls
from core.views import CallCard, Claim, DialLine, Preview, PupilView, Sibling, TimelineLine

RECENT = 60  # sessions the sentence about attendance looks back on
PREVIEW_LINES = 5
_LEVEL = {"E": "EHCP", "K": "SEN support"}


def read_preview(record: Record, pupil_id: int, reader: Actor | None = None) -> Preview:
    """What stands beside the list for one pupil; Unknown if there is no such pupil.

    Numbers are masked where the school has set that; of restricted notes only the DSL sees that they are.
    """
    with record.reading():
        register = registers(record, [pupil_id]).get(pupil_id, {})
        found = _preview(record, pupil_id, register, restricted.beside_a_list(record, reader))
        return masked(found) if value(record, PHONES) == "masked" else found


def _preview(record: Record, pupil_id: int, register: Register, shown: restricted.Shown) -> Preview:
    one = pupil(record, pupil_id)
    today = record.clock.today()
    attempts = attempts_of(record.db, pupil_id)
    work = casework(record, pupil_id)
    staff = staff_by_account(record)
    barriers = read_barriers(record, pupil_id)
    first = today - timedelta(days=today.weekday() + 35)
    return Preview(
        pupil=one,
        dial=tuple(DialLine(c, _last_on(attempts, c.id)) for c in dialable(record, pupil_id)),
        barrier=barriers[0] if barriers else None,
        card=read_fields(record, pupil_id),
        casework=work,
        owner_name=staff[work.owner].name if work.owner in staff else work.owner,
        weeks=strip(record, one, register, first, today),
        timeline=tuple(timeline(record, pupil_id, PREVIEW_LINES, shown)),
        reason=reason_today(record, pupil_id, register),
        barred=tuple(c for c in contacts(record, pupil_id) if not c.may_be_told),
    )


def _last_on(attempts: list[Attempt], contact_id: int) -> Attempt | None:
    return next((attempt for attempt in reversed(attempts) if attempt.contact_id == contact_id), None)


def casework(record: Record, pupil_id: int) -> Casework:
    """Owner, review and next step of one pupil."""
    row = record.db.execute(
        "SELECT owner, owner_by, review, review_by, step, step_by FROM casework WHERE pupil_id = ?",
        (pupil_id,),
    ).fetchone()
    if row is None:
        return Casework(pupil_id)
    review = date.fromisoformat(row[2]) if row[2] else None
    return Casework(pupil_id, row[0], row[1], review, row[3], row[4], row[5])


def read_barriers(record: Record, pupil_id: int) -> tuple[Barrier, ...]:
    """Every barrier noted for a pupil, newest first: the first one stands."""
    rows = record.db.execute(
        """SELECT id, pupil_id, text, kind, whose, since, by, kept FROM barrier
           WHERE pupil_id = ? ORDER BY id DESC""",
        (pupil_id,),
    ).fetchall()
    return tuple(
        Barrier(r[0], r[1], r[2], r[3], r[4], date.fromisoformat(r[5]), r[6], bool(r[7])) for r in rows
    )


def read_fields(record: Record, pupil_id: int) -> Card:
    """The fields of the before-you-dial card that hold anything."""
    rows = record.db.execute("SELECT field, text FROM card WHERE pupil_id = ?", (pupil_id,)).fetchall()
    return Card(pupil_id, {row["field"]: row["text"] for row in rows if row["text"]})


def timeline(
    record: Record, pupil_id: int, limit: int | None = None, shown: restricted.Shown = "nothing"
) -> list[TimelineLine]:
    """Acts on the pupil that stand, and marks that were amended, newest first; restricted ones as `shown`."""
    staff = staff_by_account(record)
    names = {account: one.initials or one.name for account, one in staff.items()}
    left = ("read",) if shown != "nothing" else journal.RESTRICTED
    acts = [event for event in journal.standing(record.db, pupil_id) if event.kind not in left]
    found = [
        TimelineLine(event.at, names.get(event.by, event.by), _told(event, shown), event.kind, event.id)
        for event in acts[-(limit or 0) :]
    ]
    for session, old, new, at, _ in changes(record, pupil_id)[: limit or None]:
        words = f"mark of {day_words(session.day)} {session.half} amended from {old} to {new}"
        found.append(TimelineLine(datetime.fromisoformat(at), "register", words, "mark"))
    found.sort(key=lambda line: (line.at, line.event or 0), reverse=True)
    return found[:limit]


def _told(event: Event, shown: restricted.Shown) -> str:
    return "restricted note" if event.kind == "restricted" and shown != "words" else tell(event)


def read_card(record: Record, pupil_id: int, actor: Actor | None = None) -> CallCard:
    """The before-you-dial card: the preview, siblings who may share it, who else is calling, the draft."""
    with record.reading():
        shown = restricted.beside_a_list(record, actor)
        preview = _preview(record, pupil_id, registers(record, [pupil_id]).get(pupil_id, {}), shown)
        morning = read_morning(record)
        mine = actor.account if actor else ""
        others = tuple(
            claim
            for several in morning.callers.values()
            for claim in several
            if claim.account != mine or claim.pupil_id != pupil_id
        )
        return CallCard(
            preview=preview,
            siblings=_siblings(record, preview, morning),
            others_calling=_nearest(others, pupil_id),
            ask="What happened this morning?" if morning.session == "AM" else "What happened today?",
            draft=load(record, actor, "call", pupil_id) if actor else "",
            default_contact=0 if preview.dial else None,
            restricted=restricted.hint(record, actor, pupil_id),
            hers=restricted.may_read(record, actor),
        )


def _nearest(claims: tuple[Claim, ...], pupil_id: int) -> tuple[Claim, ...]:
    """Claims of other people, on this pupil first."""
    return tuple(sorted(claims, key=lambda claim: claim.pupil_id != pupil_id))


def _siblings(record: Record, preview: Preview, morning: Morning) -> tuple[Sibling, ...]:
    """Pupils of the household, absent and not yet explained, about whom any contact may be told."""
    here = preview.pupil.id
    open_ = {one for one, term in morning.terms.items() if term is not Term.EXPLAINED}
    family = households(record, open_ | {here}).get(here, frozenset())
    if not family or not preview.dial:
        return ()
    found = pupils(record, family)
    return tuple(
        Sibling(found[one], {half: morning.expected[one].code(half) for half in HALVES}, morning.terms[one])
        for one in sorted(family)
        if any(may_share_call(record, line.contact, one) for line in preview.dial)
    )


def read_pupil(
    record: Record,
    pupil_id: int,
    first: date | None = None,
    last: date | None = None,
    reader: Actor | None = None,
) -> PupilView:
    """Everything about one pupil; attendance of the school year so far, or from `first` to `last`.

    Restricted notes are shown to a `reader` who is the DSL alone, and journalled as read.
    """
    shown = restricted.opened(record, reader, pupil_id)
    with record.reading():
        register = registers(record, [pupil_id]).get(pupil_id, {})
        preview = _preview(record, pupil_id, register, "named" if shown == "words" else shown)
        preview = replace(preview, pupil=with_latest(record, preview.pupil))
        today = record.clock.today()
        year = record.calendar.school_year(today)
        first, last = first or year[0], last or today
        recent = _recent(record, preview.pupil, register, today)
        return PupilView(
            preview=preview,
            attendance=attendance(record, preview.pupil, first, last, register),
            recent=recent,
            year=strip(record, preview.pupil, register, year[0], today),
            barriers=read_barriers(record, pupil_id),
            timeline=tuple(timeline(record, pupil_id, shown=shown)),
            in_words=in_words(*recent),
            summary=summary(preview.pupil, today),
            attempts=tuple(attempts_of(record.db, pupil_id)),
            flags=tuple(read_flags(record, [pupil_id]).get(pupil_id, ())),
            clocks=tuple(read_clocks(record, [pupil_id]).get(pupil_id, ())),
            notes=tuple(notes(record)),
            callers=callers(record, pupil_id).get(pupil_id, ()),
            parked_by=_name(record, parked_calls(record).get(pupil_id, "")),
            past=read_past(record, pupil_id),
        )


def _name(record: Record, account: str) -> str:
    """A member of staff by name, as far as they are listed."""
    one = staff_by_account(record).get(account) if account else None
    return one.name if one else account


def _recent(record: Record, one: Pupil, register: Register, today: date) -> tuple[int, int]:
    """Sessions missed, of the latest `RECENT` possible ones this school year and last."""
    since = max(
        record.calendar.school_year(today)[0] - timedelta(days=365), year_start(today) - timedelta(days=365)
    )
    cells, _ = span(record.calendar, one, register, since, today)
    counted = [cell for cell in cells if cell != NO_MARK and BY_CELL[cell].possible][-RECENT:]
    return sum(cell in ABSENT for cell in counted), len(counted)


_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def in_words(missed: int, of: int) -> str:
    """`missed 14 of the last 60 sessions, seven days`: days, never a lone percentage."""
    if not of:
        return "no sessions yet"
    days, half = divmod(missed, 2)
    count = _NUMBERS[days] if days < len(_NUMBERS) else str(days)
    if not days:
        spoken = "half a day" if half else "no days"
    else:
        spoken = f"{count} and a half days" if half else f"{count} day{'s' if days > 1 else ''}"
    return f"missed {missed} of the last {of} sessions, {spoken}"


def summary(one: Pupil, today: date) -> str:
    """The facts beside the name: reg group, age, SEN, plans, who else is involved."""
    parts = [one.reg or (f"year {one.year}" if one.year else "")]
    if one.dob:
        parts.append(str(age(one.dob, today)))
    if one.sen in _LEVEL:
        parts.append(_LEVEL[one.sen] + (f" ({one.sen_need})" if one.sen_need else ""))
    worker = {"CP": "child protection plan", "CIN": "child in need"}.get(one.social_worker.upper(), "")
    parts.append(worker or (f"social worker: {one.social_worker}" if one.social_worker else ""))
    parts += [
        "looked after" if one.looked_after else "",
        "youth justice worker" if one.youth_justice else "",
        "young carer" if one.young_carer else "",
        "non-speaking" if one.non_speaking else "",
        f"medical plan: {one.medical_plan}" if one.medical_plan else "",
        f"speaks {one.language}" if one.language and one.language.casefold() != "english" else "",
        "interpreter" if one.interpreter else "",
        "left the school" if one.left and one.left < today else "",
    ]
    return " · ".join(part for part in parts if part)
