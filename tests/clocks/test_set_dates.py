"""Days that somebody has set: plan review, EHCP review, help promised; and acts that settle clocks."""

from __future__ import annotations

from datetime import date

import pytest

from core import journal
from core.acts import consider, keep_promise, promise, redo, set_review, undo
from core.clocks.set_dates import open_promises
from core.errors import Changed, Refused, Unknown
from core.questions import State
from core.record import Record
from core.telling import tell
from tests.clocks.making import clocks, put_days, stand
from tests.core.making import add_pupil, add_staff, make_record


@pytest.mark.parametrize(
    ("today", "state"),
    [("2026-11-20", State.RUNNING), ("2026-12-04", State.DUE), ("2026-12-07", State.OVERDUE)],
)
def test_a_review_stands_until_the_next_is_set(record: Record, today: str, state: State) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    set_review(record, officer, [one], date(2026, 12, 4))
    stand(record, today)
    (clock,) = clocks(record, one, "plan-review")
    assert (clock.state, clock.due) == (state, date(2026, 12, 4))
    set_review(record, officer, [one], date(2026, 12, 18))
    assert [c.due for c in clocks(record, one, "plan-review")] == [date(2026, 12, 18)]


def test_an_ehcp_review_is_noted_held_or_moved_by_the_file(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record, sen="E", ehcp_review=date(2026, 11, 18))
    (clock,) = clocks(record, one, "ehcp-review")
    assert (clock.state, clock.due) == (State.OVERDUE, date(2026, 11, 18))
    assert clock.rule == "EHCP: no page yet for the review"
    assert "attendance data" in clock.advice
    consider(record, officer, one, "Held on the 18th; taxi now comes at 8:50", "ehcp-review")
    assert clocks(record, one) == []
    with record.write() as db:
        db.execute("UPDATE pupil SET ehcp_review = '2027-11-18' WHERE id = ?", (one,))
    (moved,) = clocks(record, one, "ehcp-review")
    assert (moved.state, moved.due) == (State.BEYOND, None)
    assert "18 Nov 2027" in moved.advice


def test_help_promised_stands_until_it_is_given(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    promise(record, officer, one, "A locker away from the main corridor", date(2026, 11, 27))
    (clock,) = clocks(record, one, "promised-help")
    assert (clock.state, clock.due) == (State.RUNNING, date(2026, 11, 27))
    assert "A locker away" in clock.advice
    (held,) = open_promises(record)[one]
    keep_promise(record, officer, one, held.id)
    assert clocks(record, one) == []
    undo(record, officer)
    assert clocks(record, one, "promised-help")
    redo(record, officer)
    assert clocks(record, one) == []
    with pytest.raises(Refused):
        keep_promise(record, officer, one, held.id)


def test_a_promise_somebody_else_has_kept_is_not_taken_back(record: Record) -> None:
    ann, bob, one = add_staff(record, "ann"), add_staff(record, "bob"), add_pupil(record)
    promise(record, ann, one, "A {quiet} room at lunch", date(2026, 11, 27))
    assert "A {quiet} room" in clocks(record, one)[0].advice
    keep_promise(record, bob, one, open_promises(record)[one][0].id)
    with pytest.raises(Changed, match="Bob changed the promise"):
        undo(record, ann)


def test_a_promise_lies_ahead(record: Record) -> None:
    with pytest.raises(Unknown, match="past"):
        promise(record, add_staff(record, "ann"), add_pupil(record), "x", date(2026, 11, 19))


def test_without_a_calendar_nothing_has_a_date(tmp_path_factory: pytest.TempPathFactory) -> None:
    with make_record(tmp_path_factory.mktemp("bare"), calendar=False) as bare:
        officer, one = add_staff(bare, "ann"), add_pupil(bare, ehcp_review=date(2026, 11, 25))
        promise(bare, officer, one, "A locker", date(2026, 11, 27))
        assert {(c.kind, c.state, c.due) for c in clocks(bare, one)} == {
            ("ehcp-review", State.BEYOND, None), ("promised-help", State.BEYOND, None),
        }  # fmt: skip


def test_considering_is_one_event_that_says_what_it_settled(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record, social_worker="CIN")
    put_days(record, one, "2026-11-02", 15, "O")
    done = consider(record, officer, one, "Met mother at the gate")
    (event,) = journal.events(record.db)
    assert event.data is not None
    assert event.data["kind"].split() == ["tell-social-worker", "ten-sessions", "ten-days-unauthorised"]
    assert done.text == "Considered: tell social worker, ten sessions, ten days unauthorised · Other1, Ann"
    assert tell(event).endswith(": Met mother at the gate")
    assert {(c.kind, c.state) for c in clocks(record, one)} == {
        ("twenty-days", State.RUNNING), ("ten-days-unauthorised", State.RUNNING),
    }  # fmt: skip
    undo(record, officer)
    assert {"tell-social-worker", "ten-sessions"} < {c.kind for c in clocks(record, one)}


def test_trying_again_after_a_doubt_is_not_refused(record: Record) -> None:
    officer, one = add_staff(record, "ann"), add_pupil(record)
    put_days(record, one, "2026-11-09", 5, "O")
    consider(record, officer, one, "Done", act="a1")
    consider(record, officer, one, "Done", act="a1")
    assert len(journal.events(record.db)) == 1


@pytest.mark.parametrize(
    ("kind", "error", "said"),
    [("", Refused, "nothing waiting"), ("ten-sessions", Refused, "ten-sessions"),
     ("n-code", Unknown, "not settled by words"), ("nonsense", Unknown, "is no clock")],
)  # fmt: skip
def test_nothing_to_consider_is_said(record: Record, kind: str, error: type[Exception], said: str) -> None:
    one = add_pupil(record)
    put_days(record, one, "2026-11-18", 2, "N")
    with pytest.raises(error, match=said):
        consider(record, add_staff(record, "ann"), one, "Nothing", kind)
    assert journal.events(record.db) == []


def test_leaders_only_read(record: Record) -> None:
    leader, one = add_staff(record, "lee", role="leader"), add_pupil(record)
    put_days(record, one, "2026-11-09", 5, "O")
    with pytest.raises(Refused, match="may read"):
        consider(record, leader, one, "x")
