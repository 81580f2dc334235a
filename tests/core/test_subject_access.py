"""A subject access request: everything held about one pupil, other people marked for a person to decide."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from core import acts, journal
from core.model import Outcome
from core.people import Actor
from core.privacy.subject_access import as_html, read_subject_access
from core.privacy.third_parties import Marker
from core.schema import STATE_TABLES
from core.together import drafts
from tests.core.conftest import School
from tests.core.making import mark, mark_days

WORD = "heliotrope"


@pytest.fixture
def told(school: School) -> School:
    """Kit has marks, a call that names people, a barrier, a restricted note and somebody's draft."""
    record = school.record
    mark_days(record, school.kit, "2026-11-09", "2026-11-13", "/")
    mark(record, school.kit, "2026-11-16 AM", "I")
    acts.log_call(record, school.ann, school.kit, Outcome.SPOKE, reason="i",
                  note="Mary says Sam Stone hit him; nan: 07700 900 999 or n.kerr@example.org")  # fmt: skip
    acts.set_barrier(record, school.bob, [school.kit], "the gate at 08:50 is <loud> when Kim runs ahead")
    acts.assign(record, school.ann, [school.kit], "bob")
    acts.add_restricted(record, school.dee, [school.kit], f"said {WORD}")
    drafts.save(record, school.bob, "note", school.kit, "half a note")
    return school


def page(school: School, reader: Actor) -> str:
    """The page as it leaves."""
    return as_html(school.record, reader, *read_subject_access(school.record, reader, school.kit))


def test_everything_held_is_in_it(told: School) -> None:
    text = page(told, told.ann)
    for said in ("Everything held about Kerr, Kit", "upn: A8012", "week of 2026-11-09: Mon / \\ · Tue / \\",
                 "Mon I no mark", "spoke to mother: ill", "the gate at 08:50 is &lt;loud&gt;", "half a note",
                 "owner [staff: Bob Best, officer]".replace("[", "<mark>[").replace("]", "]</mark>"),
                 "one calendar month"):  # fmt: skip
        assert said in text, said


def test_other_people_are_marked_wherever_they_stand(told: School) -> None:
    text = page(told, told.ann)
    for other in ("[third party: Mary]", "[third party: Sam Stone]", "[third party: 07700 900 999]",
                  "[third party: n.kerr@example.org]", "[third party: Kim]", "[staff: Ann Able, officer]",
                  "[third party: Mary Kerr, mother, 07700 900001, parental responsibility]"):  # fmt: skip
        assert f"<mark>{other}</mark>" in text, other
    assert "third party: Kit" not in text and "third party: Kerr]" not in text


def test_a_word_that_only_holds_a_name_is_not_one(told: School) -> None:
    one, _ = read_subject_access(told.record, told.ann, told.kit)
    marker = Marker(told.record, one)
    assert marker.text("primary maths at 08:50 on 16/11/2026") == "primary maths at 08:50 on 16/11/2026"
    assert marker.text("MARY rang; ann able took it") == "[third party: MARY] rang; [staff: ann able] took it"


def test_restricted_notes_are_in_the_dsls_and_in_nobody_elses(told: School) -> None:
    for reader in (told.ann, told.lee):
        text = page(told, reader)
        assert WORD not in text and "restricted" not in text
        assert "ask the DSL" in text
    assert WORD in page(told, told.dee)
    assert "read" in [event.kind for event in journal.events(told.record.db, restricted=True)]


def test_the_paper_of_others_is_the_same_without_any(told: School) -> None:
    with_one = page(told, told.ann)
    acts.undo(told.record, told.dee)
    assert page(told, told.ann) == with_one


def test_it_is_sound_html_that_runs_and_fetches_nothing(told: School) -> None:
    seen: list[str] = []

    class Look(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append(tag)

    Look().feed(page(told, told.dee))
    plain = "html head meta title style body h1 div p h2 ul li mark"
    assert set(seen) == set(plain.split())


def test_a_pupil_of_whom_nothing_is_held_yet(school: School) -> None:
    text = page(school, school.ann)
    assert text.count("<li>nothing</li>") >= 5


def set_aside(school: School, key: str, raw: str) -> None:
    """A row of a file that was set aside."""
    db = school.record.db
    if db.execute("SELECT 1 FROM import WHERE id = 90").fetchone() is None:
        db.execute("INSERT INTO import VALUES (90,'','','f.csv','','marks','','','','',1,'{}')")
    db.execute(
        "INSERT INTO quarantine (import_id, row, key, reason, raw) VALUES (90,1,?,'no such code',?)",
        (key, raw),
    )


def test_a_short_number_brings_in_nobody_elses_rows(told: School) -> None:
    """Admission number 7 stands somewhere in nearly every row: the paper held rows about other children."""
    told.record.db.execute("UPDATE pupil SET adno = '7' WHERE id = ?", (told.kit,))
    set_aside(told, "812", "Zoe Quill | 812 | 7C | 2012-07-07 | excluded")
    set_aside(told, "7", "7 | %%")
    text = page(told, told.ann)
    assert "Zoe Quill" not in text
    assert "7 | %%" in text


def test_what_other_files_and_earlier_ones_say_is_in_it_too(told: School) -> None:
    db = told.record.db
    set_aside(told, "", "")
    db.execute("INSERT INTO pupil_id_elsewhere VALUES ('SIMS', '40417', ?, '')", (told.kit,))
    db.execute(
        "INSERT INTO attendance_history VALUES (?,'2025/26','Old Lane',380,290,60,30,'',90)", (told.kit,)
    )
    db.execute(
        """INSERT INTO timetable (pupil_id, reg, week, weekday, period, subject, import_id)
           VALUES (?,'','A',4,'5','Drama',90)""",
        (told.kit,),
    )
    db.execute(
        "INSERT INTO contact (pupil_id, priority, name, listed) VALUES (?,9,'Old Uncle',0)",
        (told.kit,),
    )
    text = page(told, told.ann)
    for said in (
        "SIMS: 40417",
        "2025/26 Old Lane: possible 380, attended 290",
        "A Fri 5: Drama",
        "Old Uncle",
    ):
        assert said in text, said


def test_every_table_about_a_pupil_is_read_or_named_here(told: School) -> None:
    """A table added later must not be forgotten in what is held about a pupil."""
    read = {"contact", "register", "register_change", "mark_detail", "event", "draft", "lesson", "timetable",
            "attendance_history", "pupil_id_elsewhere", "same_as", *STATE_TABLES}  # fmt: skip
    others = {"register_import", "claim"}  # what `register` is made of; who is on the telephone now
    db = told.record.db
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
    about = {n for n in names if any(c[1] == "pupil_id" for c in db.execute(f"PRAGMA table_info({n})"))}
    assert about == read | others
