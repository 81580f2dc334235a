"""The tables outside the chain, and the schema: what a hand or a fault changed there is found."""

from __future__ import annotations

import pytest

from core import acts
from core.keeping.checking import compare_schema, compare_state
from core.model import Outcome
from core.record import Record
from tests.core.conftest import School


@pytest.fixture
def busy(school: School) -> School:
    """A school with acts of several kinds, one of them taken back."""
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="i", note="a cough")
    acts.assign(school.record, school.ann, [school.kit, school.sam], "bob")
    acts.add_note(school.record, school.bob, [school.sam], "note")
    acts.undo(school.record, school.bob)
    acts.set_card(school.record, school.bob, school.sam, "helps", "a quiet room")
    return school


def test_a_record_as_we_leave_it_has_nothing_to_tell(busy: School) -> None:
    assert compare_state(busy.record) == []
    assert compare_schema(busy.record) == []


@pytest.mark.parametrize(
    ("spoilt", "found"),
    [
        ("UPDATE attempt SET outcome = 'voicemail'", ["attempt 1: does not follow", "attempt 1: is missing"]),
        ("DELETE FROM attempt", ["attempt 1: is missing"]),
        ("DELETE FROM undone", ["undone"]),
        ("UPDATE casework SET owner = 'lee' WHERE pupil_id = 1", ["casework 1:", "casework 1:"]),
        (
            "INSERT INTO note VALUES (1, 1, '2026-11-20', '', 'ann', 'never written')",
            ["note 1: does not follow"],
        ),
    ],
)
def test_a_row_changed_by_hand_is_named_and_its_words_are_not(
    busy: School, spoilt: str, found: list[str]
) -> None:
    with busy.record.write() as db:
        db.execute(spoilt)
    said = compare_state(busy.record)
    assert len(said) == len(found)
    assert all(line.startswith(start) for line, start in zip(said, found, strict=True)), said
    assert "never written" not in " ".join(said)


def test_looking_changes_nothing(busy: School) -> None:
    with busy.record.write() as db:
        db.execute("DELETE FROM attempt")
    compare_state(busy.record)
    assert compare_state(busy.record) == ["attempt 1: is missing"]


def test_many_rows_are_counted_not_listed(busy: School) -> None:
    acts.add_note(busy.record, busy.ann, [busy.kit, busy.kim, busy.sam], "all")
    acts.add_note(busy.record, busy.ann, [busy.kit, busy.kim, busy.sam], "again")
    with busy.record.write() as db:
        db.execute("DELETE FROM note")
    assert len(said := compare_state(busy.record)) == 4
    assert said[-1] == "note: 3 more rows, each is missing"


@pytest.mark.parametrize(
    ("spoilt", "found"),
    [
        (
            "CREATE TRIGGER thief AFTER INSERT ON note BEGIN DELETE FROM note; END",
            "trigger thief: not of Firstday's making",
        ),
        ("CREATE VIEW lies AS SELECT 1", "view lies: not of Firstday's making"),
        ("DROP TRIGGER event_stands", "trigger event_stands: missing"),
        ("DROP INDEX note_pupil", "index note_pupil: missing"),
        ("ALTER TABLE note ADD COLUMN more TEXT", "table note: altered"),
    ],
)
def test_what_was_slipped_into_the_schema_is_named(record: Record, spoilt: str, found: str) -> None:
    record.db.execute(spoilt)
    assert compare_schema(record) == [found]


def test_a_record_grown_from_an_older_version_has_the_same_schema(record: Record) -> None:
    record.db.execute("PRAGMA user_version = 2")
    assert compare_schema(record) == ["version 2, not 3"]
