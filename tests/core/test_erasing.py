"""Row A4: a child's words erased are nowhere any more, the chain stays whole, register entries stay."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest

from core import acts, journal
from core.acts.erasing import erase
from core.acts.leaving import note_export
from core.errors import Refused, Unknown
from core.keeping.checking import compare_state
from core.model import Outcome
from core.privacy.erasing import plan
from core.pupil import read_pupil
from core.together import drafts
from tests.core.conftest import School
from tests.core.making import open_again, rows, set_now

WORD = "heliotrope"  # stands nowhere else

LOOK = """
import pathlib, sys
place = pathlib.Path(sys.argv[1])
print(sum(part.read_bytes().count(sys.argv[2].encode()) for part in place.parent.glob(place.name + "*")))
"""


def hits(school: School) -> int:
    """How often the word stands in the record's files, looked at from another process."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, school.record.path, WORD], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.fixture
def told(school: School) -> School:
    """Everything anybody can type about Kit holds the word; Sam's record does not."""
    record, ann, kit = school.record, school.ann, [school.kit]
    acts.log_call(record, ann, school.kit, Outcome.SPOKE, reason="i", note=f"{WORD} 1")
    acts.log_call(record, ann, school.kit, Outcome.VOICEMAIL, note=f"{WORD} 2")
    acts.send_message(record, ann, kit, f"{WORD} 3")
    acts.add_note(record, ann, kit, f"{WORD} 4 " + "and more of it " * 400 + WORD)
    acts.set_barrier(record, ann, kit, f"the gate is crowded with {WORD} at 08:50")
    acts.set_step(record, ann, kit, f"{WORD} 6")
    acts.follow_up(record, ann, kit, f"@bob +3w {WORD} 7")
    acts.set_card(record, ann, school.kit, "helps", f"{WORD} 8")
    acts.add_restricted(record, school.dee, kit, f"{WORD} 9")
    acts.add_note(record, ann, kit, f"{WORD} 10")
    acts.undo(record, ann)
    acts.arrived(record, ann, kit)
    drafts.save(record, school.bob, "note", school.kit, f"{WORD} 11")
    acts.add_note(record, ann, [school.sam], "of somebody else")
    return school


def test_not_one_word_is_left_in_any_file_and_the_chain_is_whole(told: School) -> None:
    assert hits(told) > 10
    done = erase(told.record, told.dee, told.kit, "asked by the family")
    assert (done.drafts, done.emptied, done.elsewhere) == (1, True, 0)
    assert hits(told) == 0
    assert journal.verify(told.record.db).sound
    assert compare_state(told.record) == []
    assert [row[5] for row in rows(told.record, "note")] == ["of somebody else"]


def test_nor_while_others_have_the_record_open(told: School) -> None:
    with open_again(told.record) as other:
        assert read_pupil(other, told.kit).timeline
        assert erase(told.record, told.dee, told.kit, "asked").emptied
        assert hits(told) == 0
        assert WORD not in repr(read_pupil(other, told.kit, reader=told.dee))


def test_the_register_entries_among_them_keep_codes_times_and_names(told: School) -> None:
    done = erase(told.record, told.dee, told.kit, "asked")
    assert done.stays == 1  # the arrival, which holds no words
    (reason,) = rows(told.record, "reason")
    assert reason[4:6] == ("ill", "I")
    assert [row[3] for row in rows(told.record, "arrival")] == ["09:16"]
    (attempt,) = rows(told.record, "attempt")
    assert (attempt[5], attempt[11]) == ("spoke", "")
    told_now = [line.text for line in read_pupil(told.record, told.kit).timeline]
    assert "spoke to mother: ill (suggests I) · words erased" in told_now
    assert "arrived 09:16" in told_now


def test_what_others_depend_on_stays(told: School) -> None:
    erase(told.record, told.dee, told.kit, "asked")
    (work,) = rows(told.record, "casework")
    assert (work[1], work[3], work[5]) == ("bob", "2026-12-11", "")


def test_what_was_taken_back_stays_taken_back(told: School) -> None:
    before = rows(told.record, "undone")
    erase(told.record, told.dee, told.kit, "asked")
    from core import state

    with told.record.write() as db:
        state.rebuild(db)
    assert rows(told.record, "undone") == before


def test_one_event_alone(told: School) -> None:
    note = next(e for e in journal.events(told.record.db, told.kit) if e.kind == "note")
    done = erase(told.record, told.dee, told.kit, "typed on the wrong child", [note.id])
    assert done.events == (note.id,)
    assert hits(told) > 0
    assert journal.events(told.record.db, told.kit)[3].data is None
    with pytest.raises(Unknown, match="holds no words"):
        erase(told.record, told.dee, told.kit, "again", [note.id])


def test_a_register_entry_under_six_years_is_refused_with_the_rule(told: School) -> None:
    arrival = next(e for e in journal.events(told.record.db, told.kit) if e.kind == "arrived")
    with pytest.raises(Refused, match=r"stays until 2032-11-20: .*six years \(SI 2024/208"):
        erase(told.record, told.dee, told.kit, "asked", [arrival.id])
    assert journal.verify(told.record.db).sound and hits(told) > 0


def test_after_six_years_it_goes_as_a_whole(told: School) -> None:
    set_now(told.record, datetime(2032, 11, 19, 9, 0))
    assert plan(told.record, told.kit).stays
    set_now(told.record, datetime(2032, 11, 20, 9, 0))
    assert erase(told.record, told.dee, told.kit, "kept long enough").stays == 0
    assert rows(told.record, "arrival") == rows(told.record, "reason") == []
    assert compare_state(told.record) == []


def test_only_the_dsl_erases_and_says_why(told: School) -> None:
    for actor in (told.ann, told.lee):
        with pytest.raises(Refused, match="Erasing is the DSL's"):
            erase(told.record, actor, told.kit, "asked")
    with pytest.raises(Unknown, match="Type the reason"):
        erase(told.record, told.dee, told.kit, " ")
    assert hits(told) > 0


def test_others_do_not_learn_that_something_restricted_went(told: School) -> None:
    erase(told.record, told.dee, told.kit, "asked")
    mine = [e for e in journal.events(told.record.db, told.kit) if e.kind.endswith("erased")]
    ((event,), data) = mine, mine[0].data or {}
    secret = {e.id for e in journal.events(told.record.db, restricted=True) if e.kind == "restricted"}
    assert event.kind == "erased" and not secret & set(data["events"])


def test_an_event_of_another_pupil_is_not_this_ones_to_erase(told: School) -> None:
    last = journal.events(told.record.db, told.sam)[-1]
    with pytest.raises(Unknown, match="is not about this pupil"):
        erase(told.record, told.dee, told.kit, "asked", [last.id])


def test_it_names_what_was_taken_out_since_and_the_pupils_with_the_same_words(told: School) -> None:
    acts.add_note(told.record, told.ann, [told.kit, told.kim, told.sam], "one line for three")
    note_export(told.record, told.ann, "hand-off", "/srv/out/1.csv")
    note_export(told.record, told.ann, "subject access", "/srv/out/2.html", told.sam)
    done = erase(told.record, told.dee, told.kit, "asked")
    assert done.exports == ("hand-off, 2026-11-20: /srv/out/1.csv",)
    assert done.elsewhere == 2


def test_nothing_to_erase_is_said(school: School) -> None:
    with pytest.raises(Refused, match="There are no words to erase"):
        erase(school.record, school.dee, school.kit, "asked")


def test_a_promise_that_was_kept_goes_with_the_promise_it_quotes(school: School) -> None:
    record, ann = school.record, school.ann
    acts.promise(record, ann, school.kit, f"{WORD} on Mondays", record.clock.today())
    (made,) = [event for event in journal.events(record.db) if event.kind == "promise"]
    acts.keep_promise(record, ann, school.kit, made.id)
    erase(record, school.dee, school.kit, "asked", [made.id])
    assert hits(school) == 0
    assert compare_state(record) == []


def test_a_record_kept_aside_by_a_restore_is_named_among_what_may_hold_the_words(school: School) -> None:
    kept = school.record.path.with_name(f"{school.record.path.name}-before-2026-11-19-081500")
    kept.mkdir()
    acts.add_note(school.record, school.ann, [school.kit], WORD)
    done = erase(school.record, school.dee, school.kit, "asked")
    assert [place for place in done.exports if str(kept) in place]
