"""Restricted notes are the DSL's: for others not a word, not a count, not a sign."""

from __future__ import annotations

import pytest

from core import acts, journal, settings
from core.errors import Refused
from core.keeping.checking import compare_state
from core.lists.by_key import read_list
from core.lists.parked import parked_list
from core.people import Actor, actor_of
from core.privacy.restricted import hint
from core.pupil import read_card, read_preview, read_pupil
from core.together import drafts
from tests.core.conftest import School
from tests.core.making import add_staff

WORD = "heliotrope"  # stands nowhere else


@pytest.fixture
def told(school: School) -> School:
    """A school whose DSL has a restricted note on Kit, and another that was taken back."""
    acts.add_note(school.record, school.ann, [school.kit], "rang twice")
    acts.add_restricted(school.record, school.dee, [school.kit], f"said {WORD} at home")
    acts.add_restricted(school.record, school.dee, [school.kit], f"wrong child: {WORD}")
    acts.undo(school.record, school.dee)
    return school


def everyone_else(school: School) -> list[Actor | None]:
    """Each role but the DSL's, an account nobody listed, and a reader nobody named."""
    pat, sen = add_staff(school.record, "pat", role="pastoral"), add_staff(school.record, "sen", role="senco")
    return [school.ann, pat, sen, school.lee, actor_of(school.record, "zed"), None]


def seen(school: School, reader: Actor | None, one: int) -> str:
    """All that the reading functions hand to one person."""
    record = school.record
    lists = [
        "log",
        "reviews",
        "dsl",
        "missing",
        "clocks",
        "patterns",
        "silent",
        "insight",
        "quarantine",
        "people",
    ]
    return repr([
        read_preview(record, one, reader),
        read_card(record, one, reader),
        read_pupil(record, one, reader=reader),
        [read_list(record, name) for name in lists],
    ])  # fmt: skip


def test_the_dsl_writes_one_and_the_line_says_nothing_of_it(school: School) -> None:
    done = acts.add_restricted(school.record, school.dee, [school.kit], WORD)
    assert done.text == "Restricted note kept · Kerr, Kit"
    assert WORD in read_pupil(school.record, school.kit, reader=school.dee).timeline[0].text
    assert acts.undo(school.record, school.dee).text == "Took back: restricted note · Kerr, Kit"
    assert acts.redo(school.record, school.dee).text == "Brought back: restricted note · Kerr, Kit"


def test_nobody_else_writes_one(school: School) -> None:
    for actor in everyone_else(school)[:-1]:
        assert actor is not None
        with pytest.raises(Refused, match="Restricted notes are the DSL's"):
            acts.add_restricted(school.record, actor, [school.kit], WORD)


def test_for_everybody_else_there_is_not_a_word_and_not_a_count(told: School) -> None:
    """What they are handed about Kit is what they would be handed had there never been one."""
    for reader in everyone_else(told):
        said = seen(told, reader, told.kit)
        assert WORD not in said and "'restricted" not in said and "restricted note" not in said
        assert "restricted=True" not in said


def test_the_journal_read_by_others_leaves_out_all_that_is_about_them(told: School) -> None:
    read_pupil(told.record, told.kit, reader=told.dee)
    kinds = [event.kind for event in journal.events(told.record.db)]
    assert kinds == ["note"]
    every = [event.kind for event in journal.events(told.record.db, restricted=True)]
    assert every == ["note", "restricted", "restricted", "restricted-undo", "read"]
    assert journal.verify(told.record.db).sound


def test_nobody_is_named_as_a_reader_of_a_pupil_without_one(told: School) -> None:
    read_pupil(told.record, told.sam, reader=told.dee)
    read_pupil(told.record, told.kit, reader=told.ann)
    assert "read" not in [event.kind for event in journal.events(told.record.db, restricted=True)]


def test_the_dsl_reads_the_words_where_the_pupil_is_opened_and_nowhere_else(told: School) -> None:
    view = read_pupil(told.record, told.kit, reader=told.dee)
    assert [line.text for line in view.timeline] == [f"restricted note: said {WORD} at home", "rang twice"]
    beside = read_preview(told.record, told.kit, told.dee)
    assert [line.text for line in beside.timeline] == ["restricted note", "rang twice"]
    card = read_card(told.record, told.kit, told.dee)
    assert card.restricted and WORD not in repr(card) and WORD not in repr(view.preview)


def test_a_dsl_no_more_reads_nothing_any_more_and_takes_none_back(told: School) -> None:
    with told.record.write() as db:
        db.execute("UPDATE staff SET role = 'officer' WHERE account = 'dee'")
    assert WORD not in seen(told, told.dee, told.kit)
    with pytest.raises(Refused, match="nothing of yours to take back"):
        acts.undo(told.record, told.dee)
    with pytest.raises(Refused, match="nothing of yours to bring back"):
        acts.redo(told.record, told.dee)


def test_who_is_told_that_one_exists_the_dsl_chooses(told: School) -> None:
    assert [hint(told.record, who, told.kit) for who in (told.dee, told.ann, told.lee, None)] == [
        True, False, False, False,
    ]  # fmt: skip
    settings.put(told.record, told.dee, "restricted-hint", "officer")
    zed = actor_of(told.record, "zed")
    assert [hint(told.record, who, told.kit) for who in (told.ann, told.lee, zed)] == [True, False, False]
    assert not hint(told.record, told.ann, told.sam)
    assert read_card(told.record, told.kit, told.ann).restricted
    assert "restricted note" not in repr(read_pupil(told.record, told.kit, reader=told.ann))


def test_a_leader_hint_is_not_for_an_account_nobody_listed(told: School) -> None:
    """An unlisted account reads as a leader does; it is none."""
    settings.put(told.record, told.dee, "restricted-hint", "leader")
    assert hint(told.record, told.lee, told.kit)
    assert not hint(told.record, actor_of(told.record, "zed"), told.kit)


def test_rebuilding_keeps_one_taken_back_taken_back(told: School) -> None:
    from core import state

    assert compare_state(told.record) == []
    with told.record.write() as db:
        state.rebuild(db)
    lines = read_pupil(told.record, told.kit, reader=told.dee).timeline
    assert len(lines) == 2


def test_before_staff_are_loaded_there_is_no_dsl_and_no_restricted_note(school: School) -> None:
    with school.record.write() as db:
        db.execute("DELETE FROM staff")
    with pytest.raises(Refused, match="ann is officer"):
        acts.add_restricted(school.record, actor_of(school.record, "ann"), [school.kit], WORD)


def test_what_a_dsl_half_typed_is_not_read_back_once_they_are_none(school: School) -> None:
    drafts.save(school.record, school.dee, "restricted", school.kit, WORD)
    assert [draft.text for draft in drafts.drafts_of(school.record, school.dee)] == [WORD]
    assert WORD not in repr(parked_list(school.record, school.ann))
    with school.record.write() as db:
        db.execute("UPDATE staff SET role = 'officer' WHERE account = 'dee'")
    assert drafts.drafts_of(school.record, school.dee) == []


def test_what_a_dsl_had_half_typed_is_not_given_to_who_is_none_any_more(school: School) -> None:
    drafts.save(school.record, school.dee, drafts.RESTRICTED, school.kit, "half a word")
    assert drafts.load(school.record, school.dee, drafts.RESTRICTED, school.kit) == "half a word"
    school.record.db.execute("UPDATE staff SET role = 'officer' WHERE account = 'dee'")
    assert drafts.load(school.record, school.dee, drafts.RESTRICTED, school.kit) == ""
    assert drafts.drafts_of(school.record, school.dee) == []
