"""What leaves the record is an event, whoever takes it out, and is no act of theirs to take back."""

from __future__ import annotations

import pytest

from core import acts, journal
from core.acts.leaving import note_export, note_read
from core.errors import Refused
from core.people import actor_of
from tests.core.conftest import School


def test_an_export_is_an_event_with_who_what_and_where(school: School) -> None:
    note_export(school.record, school.lee, "hand-off", "/srv/out/hand-off.csv", school.kit)
    (event,) = journal.events(school.record.db)
    assert (event.kind, event.by, event.pupil_id) == ("export", "lee", school.kit)
    assert event.data == {"what": "hand-off", "to": "/srv/out/hand-off.csv"}


def test_it_is_not_what_u_takes_back(school: School) -> None:
    acts.add_note(school.record, school.ann, [school.kit], "noted")
    note_export(school.record, school.ann, "corrections", "out.csv")
    assert "noted" in acts.undo(school.record, school.ann).text
    note_export(school.record, school.ann, "corrections", "out.csv")
    assert "noted" in acts.redo(school.record, school.ann).text


def test_an_account_nobody_listed_takes_nothing_out(school: School) -> None:
    with pytest.raises(Refused, match="zed is not on the staff list, so nothing leaves"):
        note_export(school.record, actor_of(school.record, "zed"), "hand-off", "x")
    assert journal.events(school.record.db) == []


def test_reads_are_noted_once_a_person_pupil_and_day(school: School) -> None:
    for _ in range(3):
        note_read(school.record, school.dee, school.kit)
        note_read(school.record, school.dee, school.sam)
    found = journal.events(school.record.db, restricted=True)
    assert [(event.kind, event.pupil_id) for event in found] == [("read", school.kit), ("read", school.sam)]
    assert journal.events(school.record.db) == []


def test_nobody_else_is_noted_as_a_reader_for_nobody_else_is_shown_them(school: School) -> None:
    with pytest.raises(Refused, match="Restricted notes are the DSL's: ann is officer"):
        note_read(school.record, school.ann, school.kit)
    stranger = actor_of(school.record, "zed")  # who was called a leader, which nobody had made them
    with pytest.raises(Refused, match="Restricted notes are the DSL's: zed is not on the staff list"):
        note_read(school.record, stranger, school.kit)
