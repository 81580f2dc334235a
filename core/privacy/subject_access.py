"""Everything held about one pupil, in plain sections with other people marked: for a subject access request.

UK GDPR Art 12 and 15: within one calendar month. Restricted notes are in it where a DSL asks for it; for
everybody else the paper is the same whether there are any or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from html import escape

from core import journal
from core.clocks.words import counted, when
from core.codes import NO_MARK, code_of
from core.model import Pupil
from core.people import Actor, as_now
from core.privacy import restricted
from core.privacy.third_parties import MARK, Marker
from core.pupil import read_pupil
from core.record import Record
from core.register import changes, registers
from core.roll import contacts, former_contacts
from core.telling import tell
from core.text import show
from core.views import Attendance


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; other people stand in marks."""

    title: str
    lines: tuple[str, ...]


def read_subject_access(record: Record, reader: Actor, pupil_id: int) -> tuple[Pupil, list[Section]]:
    """All that is held on a pupil, section by section; those that hold nothing say so."""
    view = read_pupil(record, pupil_id, reader=reader)  # journals that a DSL reads restricted notes
    with record.reading():
        one, today = view.preview.pupil, record.clock.today()
        marker = Marker(record, one)
        work = view.preview.casework
        owner = marker.by(work.owner) if work.owner else ""
        told = [
            ("Details from the school's files", _details(one, marker)),
            ("Numbers in other systems", _elsewhere(record, pupil_id)),
            ("Contacts", _contacts(record, pupil_id)),
            ("Attendance in figures", [view.in_words, *_figures(view.attendance)]),
            ("Marks", _marks(record, pupil_id)),
            ("Marks amended", _amended(record, pupil_id)),
            ("Minutes late and comments on marks", _remarks(record, pupil_id, marker)),
            ("Lessons", _lessons(record, pupil_id)),
            ("Timetable", _timetable(record, pupil_id)),
            ("Sessions of other years and schools", _history(record, pupil_id)),
            ("Next step", [f"owner {owner}" if owner else "", f"review {work.review}" if work.review else "",
                           marker.text(work.step)]),
            ("Questions the marks raise", [flag.sentence for flag in view.flags]),
            ("Deadlines", [f"{c.rule}; {when(c, today)}; {counted(c, today)}" for c in view.clocks]),
            ("What was done and noted, by whom and when", _events(record, reader, pupil_id, marker)),
            ("Typed and not yet saved", _drafts(record, reader, pupil_id, marker)),
            ("Rows of files set aside", _set_aside(record, one, marker)),
        ]  # fmt: skip
    return one, [Section(title, tuple(line for line in lines if line)) for title, lines in told]


def _details(one: Pupil, marker: Marker) -> Iterator[str]:
    for field in fields(one):
        value = getattr(one, field.name)
        if field.name != "id" and value not in ("", None, False):
            said = "yes" if value is True else str(value)
            others = field.name in (
                "named_adult",
                "social_worker",
                "contact_route",
                "sen_need",
                "medical_plan",
            )
            yield f"{field.name.replace('_', ' ')}: {marker.text(said) if others else said}"


def _elsewhere(record: Record, pupil_id: int) -> Iterator[str]:
    rows = record.db.execute(
        """SELECT system, id FROM pupil_id_elsewhere WHERE pupil_id = ?
           UNION SELECT CASE system WHEN '' THEN 'a file' ELSE system END, id FROM same_as WHERE pupil_id = ?
           ORDER BY system, id""",
        (pupil_id, pupil_id),
    ).fetchall()
    return (f"{row['system']}: {row['id']}" for row in rows)


def _timetable(record: Record, pupil_id: int) -> Iterator[str]:
    """What the timetable holds under this pupil's own name; a form's lessons are nobody's in particular."""
    rows = record.db.execute(
        "SELECT week, weekday, period, subject FROM timetable WHERE pupil_id = ? ORDER BY 1, 2, 3",
        (pupil_id,),
    ).fetchall()
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    return (f"{row['week']} {days[row['weekday']]} {row['period']}: {row['subject']}".strip() for row in rows)


def _history(record: Record, pupil_id: int) -> Iterator[str]:
    """Sessions as other files sum them up."""
    names = ("possible", "attended", "authorised", "unauthorised", "reasons")
    rows = record.db.execute(
        f"SELECT span, school, {', '.join(names)} FROM attendance_history WHERE pupil_id = ? ORDER BY 1, 2",
        (pupil_id,),
    ).fetchall()
    for row in rows:
        figures = ", ".join(f"{name} {row[name]}" for name in names if row[name] not in (None, ""))
        yield f"{row['span']} {row['school']}".strip() + f": {figures}"


def _contacts(record: Record, pupil_id: int) -> Iterator[str]:
    """Those of the latest file, then those of earlier ones, who are still held."""
    for one in (*contacts(record, pupil_id), *former_contacts(record, pupil_id)):
        parts = [one.name, one.relationship, one.phone, one.phone2, one.email, one.best_time, one.language]
        parts += [
            "parental responsibility" if one.parental else "",
            "" if one.may_be_told else "may not be told",
        ]
        said = ", ".join(part for part in (*parts, one.notes) if part)
        yield f"{one.priority}. [third party: {said.replace('[', '(').replace(']', ')')}]"


def _figures(figures: Attendance) -> Iterator[str]:
    for field in fields(figures):
        yield f"{field.name.replace('_', ' ')}: {getattr(figures, field.name)}"


def _marks(record: Record, pupil_id: int) -> Iterator[str]:
    """A line a week: the codes of each day, morning and afternoon."""
    for start, cells in sorted(registers(record, [pupil_id]).get(pupil_id, {}).items()):
        weeks: dict[object, list[str]] = {}
        for index in range(0, len(cells), 2):
            pair = cells[index : index + 2]
            if pair.strip(NO_MARK):
                day = start + timedelta(days=index // 2)
                codes = " ".join(code_of(cell) or "no mark" for cell in pair)
                weeks.setdefault(day - timedelta(days=day.weekday()), []).append(f"{day:%a} {codes}")
        for monday, days in weeks.items():
            yield f"week of {monday}: {' · '.join(days)}"


def _amended(record: Record, pupil_id: int) -> Iterator[str]:
    for session, old, new, at, _ in changes(record, pupil_id):
        said = f"from {old or 'no mark'} to {new or 'no mark'}"
        yield f"{session}: {said}, in the file of {at.replace('T', ' ')}"


def _remarks(record: Record, pupil_id: int, marker: Marker) -> Iterator[str]:
    rows = record.db.execute(
        "SELECT day, half, minutes, comment FROM mark_detail WHERE pupil_id = ? ORDER BY day, half",
        (pupil_id,),
    ).fetchall()
    for row in rows:
        late = f"{row['minutes']} minutes late" if row["minutes"] is not None else ""
        yield f"{row['day']} {row['half']}: " + "; ".join(p for p in (late, marker.text(row["comment"])) if p)


def _lessons(record: Record, pupil_id: int) -> Iterator[str]:
    rows = record.db.execute(
        """SELECT day, group_concat(period || ' ' || subject || ' ' || mark, ', ') FROM lesson
           WHERE pupil_id = ? GROUP BY day ORDER BY day""",
        (pupil_id,),
    ).fetchall()
    return (f"{row[0]}: {row[1]}" for row in rows)


def _events(record: Record, reader: Actor, pupil_id: int, marker: Marker) -> Iterator[str]:
    every = journal.events(record.db, pupil_id, restricted=restricted.may_read(record, reader))
    for event in every:
        back = " (taken back)" if event.undone_by else ""
        yield f"{event.at:%Y-%m-%d %H:%M} {marker.by(event.by)}: {marker.text(tell(event))}{back}"


def _drafts(record: Record, reader: Actor, pupil_id: int, marker: Marker) -> Iterator[str]:
    hidden = "" if as_now(record, reader).reads_restricted else "restricted"
    rows = record.db.execute(
        "SELECT account, kind, body, at FROM draft WHERE pupil_id = ? AND kind <> ? ORDER BY at",
        (pupil_id, hidden),
    ).fetchall()
    for row in rows:
        at, said = row["at"].replace("T", " "), marker.text(row["body"])
        yield f"{at} {marker.by(row['account'])}, {row['kind']}: {said}"


def _set_aside(record: Record, one: Pupil, marker: Marker) -> Iterator[str]:
    """Rows under the pupil's numbers; a UPN anywhere in one. A short number stands in rows about others."""
    rows = record.db.execute(
        """SELECT i.file, q.row, q.reason, q.raw FROM quarantine q JOIN import i ON i.id = q.import_id
           WHERE (q.key <> '' AND q.key IN (?, ?)) OR (? <> '' AND instr(q.raw, ?)) ORDER BY q.id""",
        (one.upn, one.adno, one.upn, one.upn),
    ).fetchall()
    for row in rows:
        yield f"{row['file']} row {row['row']}: {row['reason']}: {marker.text(row['raw'])}"


_STYLE = """body { font: 11pt/1.45 sans-serif; max-width: 48em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin-top: 1.6em; } li { margin: .15em 0; }
mark { background: #ffe9a8; border: 1px solid #b58900; }
.note { border-left: 3px solid #888; padding-left: 1em; }"""


def as_html(record: Record, reader: Actor, one: Pupil, sections: Iterable[Section]) -> str:
    """One page that any browser or word processor opens: nothing in it runs, and nothing is fetched."""
    now, who = record.clock.now(), as_now(record, reader)
    notes = [
        f"Made on {now.date().isoformat()} at {now:%H:%M} by {who.name} ({who.role.value}), {record.school}.",
        "Before this leaves: read all of it. Marked passages name other people; decide on each of them. "
        "People who are not named as the record names them are not marked.",
        "A subject access request is answered within one calendar month (UK GDPR Art 12 and 15).",
    ]
    if not who.reads_restricted:
        notes.append("What is the DSL's alone is not in a copy that anybody else makes: ask the DSL.")
    body = "".join(f"<p>{escape(note)}</p>\n" for note in notes)
    parts = [
        "<!DOCTYPE html>\n<html lang='en-GB'><head><meta charset='utf-8'>",
        f"<title>Held about {escape(show(one.name))}</title><style>{_STYLE}</style></head><body>",
        f"<h1>Everything held about {escape(show(one.name))}</h1>\n<div class='note'>{body}</div>",
        *(_section(section) for section in sections),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _section(section: Section) -> str:
    rows = "".join(f"<li>{_marked(line)}</li>\n" for line in section.lines) or "<li>nothing</li>\n"
    return f"<h2>{escape(section.title)}</h2>\n<ul>\n{rows}</ul>"


def _marked(line: str) -> str:
    return MARK.sub(lambda found: f"<mark>{found[0]}</mark>", escape(show(line), quote=False))
