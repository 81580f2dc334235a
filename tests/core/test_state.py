"""State that follows from the journal: thrown away and folded again, it is the same."""

from __future__ import annotations

from core import acts, journal, state
from core.model import Outcome
from core.schema import STATE_TABLES
from tests.core.conftest import School
from tests.core.making import rows


def test_state_spoilt_by_hand_is_put_right_by_rebuilding(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="i")
    acts.assign(school.record, school.ann, [school.kit, school.sam], "bob")
    acts.add_note(school.record, school.bob, [school.sam], "note")
    acts.undo(school.record, school.bob)
    before = {table: rows(school.record, table) for table in (*STATE_TABLES, "undone")}
    with school.record.write() as db:
        db.execute("DELETE FROM attempt")
        db.execute("DELETE FROM undone")
        db.execute("UPDATE casework SET owner = 'lee'")
        state.rebuild(db)
    assert {table: rows(school.record, table) for table in before} == before


def test_every_state_table_is_for_a_pupil_and_folded_by_some_event(school: School) -> None:
    for table in STATE_TABLES:
        columns = {row[1] for row in school.record.db.execute(f"PRAGMA table_info ({table})")}
        assert "pupil_id" in columns, table


def test_the_latest_owner_stands_and_one_taken_back_gives_way_to_the_one_before(school: School) -> None:
    acts.assign(school.record, school.ann, [school.kit], "dee")
    acts.assign(school.record, school.ann, [school.kit], "bob")
    acts.undo(school.record, school.ann)
    assert rows(school.record, "casework")[0][1:3] == ("dee", "ann")


def test_erased_events_and_kinds_of_a_newer_version_set_nothing(school: School) -> None:
    entry = journal.Entry("something-new", school.kit, "2026-11-20", {"x": 1})
    with school.record.write() as db:
        (event,) = journal.append(db, journal.new_act(), school.record.clock.now(), "ann", [entry])
        state.fold(db, event)
        state.rebuild(db)
    assert all(rows(school.record, table) == [] for table in STATE_TABLES)


def test_one_pupil_folded_again_leaves_the_others_alone(school: School) -> None:
    acts.add_note(school.record, school.ann, [school.kit, school.sam], "note")
    with school.record.write() as db:
        db.execute("UPDATE note SET text = 'spoilt'")
        state.refold(db, school.kit)
    assert {row[1]: row[5] for row in rows(school.record, "note")} == {
        school.kit: "note",
        school.sam: "spoilt",
    }
