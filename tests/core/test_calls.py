"""Calls: what is logged, who may hear about whom, and the claim and draft that end with them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core import acts, journal
from core.errors import FirstdayError, Refused, Unknown
from core.model import Outcome
from core.together import claims, drafts
from tests.core.conftest import School
from tests.core.making import add_contact, add_pupil, open_again, rows, set_now, stranger


def said(school: School, place: int = -1) -> dict[str, object]:
    """The words of an event, the latest unless told."""
    return dict(journal.events(school.record.db)[place].data or {})


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (Outcome.SPOKE, "Spoke to mother"),
        (Outcome.VOICEMAIL, "Voicemail, mother"),
        (Outcome.NO_ANSWER, "No answer, mother"),
        (Outcome.WRONG_NUMBER, "Wrong number, mother"),
        (Outcome.RINGS_BACK, "Rings back, mother"),
        (Outcome.DID_NOT_KNOW, "Did not know: mother"),
    ],
)
def test_a_call_is_logged_with_the_first_contact_unless_told(
    school: School, outcome: Outcome, text: str
) -> None:
    done = acts.log_call(school.record, school.ann, school.kit, outcome)
    assert done.text == f"{text} · Kerr, Kit"
    assert said(school) == {
        "day": "2026-11-20", "outcome": outcome.value, "contact": "mother", "contact_id": school.mother,
        "phone": "07700 900001",
    }  # fmt: skip
    assert len(rows(school.record, "attempt")) == 1
    assert len(rows(school.record, "handover")) == (outcome is Outcome.DID_NOT_KNOW)
    assert rows(school.record, "reason") == []


@pytest.mark.parametrize(
    ("reason", "word", "code"), [("i", "ill", "I"), ("C1", "C1", "C1"), ("dentist", "medical", "M")]
)
def test_a_reason_explains_today_and_suggests_its_code(
    school: School, reason: str, word: str, code: str
) -> None:
    acts.log_call(
        school.record, school.ann, school.kit, Outcome.SPOKE, reason=reason, note="since last night"
    )
    (kept,) = rows(school.record, "reason")
    assert kept[2:4] == ("2026-11-20", "2026-11-20")
    assert (kept[5], kept[6], kept[7]) == (code, "mother", "ann")


def test_a_code_alone_is_a_reason_and_never_dropped(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, code="I")
    assert rows(school.record, "reason")[0][5] == "I"
    with pytest.raises(Refused, match="needs a person"):
        acts.log_call(school.record, school.ann, school.kit, Outcome.VOICEMAIL, code="I")


def test_would_not_say_leaves_it_unexplained(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="n")
    assert rows(school.record, "reason") == []


def test_a_day_back_covers_the_days_before_it(school: School) -> None:
    done = acts.log_call(
        school.record, school.ann, school.kit, Outcome.SPOKE, reason="i", back=date(2026, 11, 24)
    )
    assert rows(school.record, "reason")[0][3] == "2026-11-23"
    assert done.text.endswith("until Mon 23 Nov · Kerr, Kit")


@pytest.mark.parametrize(
    ("args", "wrong"),
    [
        ({"outcome": Outcome.VOICEMAIL, "reason": "i"}, "A reason needs a person who gave it"),
        ({"outcome": Outcome.SPOKE, "reason": "gibberish"}, "is no reason here"),
        ({"outcome": Outcome.SPOKE, "reason": "i", "code": "QQ"}, "not an attendance code"),
        ({"outcome": Outcome.SPOKE, "reason": "i", "code": "H"}, "withdrawn"),
        ({"outcome": Outcome.SPOKE, "reason": "i", "back": date(2026, 11, 20)}, "not after today"),
        ({"outcome": Outcome.SPOKE, "reason": "i", "back": date(2062, 11, 24)}, "more than a year"),
        ({"outcome": Outcome.SPOKE, "back": date(2026, 11, 24)}, "goes with a reason"),
        ({"outcome": Outcome.RINGS_BACK, "ring_at": "25:00"}, "is no time"),
        ({"outcome": Outcome.RINGS_BACK, "ring_at": "\x1b[2J"}, "is no time"),
        ({"outcome": Outcome.SPOKE, "contact_id": 999}, "not in the latest contacts file"),
    ],
)
def test_what_cannot_be_logged_is_refused_and_claim_and_draft_stay(
    school: School, args: dict[str, object], wrong: str
) -> None:
    claims.claim(school.record, school.ann, school.kit)
    drafts.save(school.record, school.ann, "call", school.kit, "typed")
    with pytest.raises(FirstdayError, match=wrong) as refused:
        acts.log_call(school.record, school.ann, school.kit, **args)  # type: ignore[arg-type]
    assert "\x1b" not in str(refused.value)
    assert journal.events(school.record.db) == []
    assert claims.claims(school.record)[school.kit].account == "ann"
    assert drafts.load(school.record, school.ann, "call", school.kit) == "typed"


def test_a_time_to_ring_back_is_kept_as_hours_and_minutes(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.RINGS_BACK, ring_at="9:45")
    assert rows(school.record, "attempt")[0][-1] == "09:45"


def test_who_may_not_be_told_is_never_rung_even_if_first(school: School) -> None:
    barred = add_contact(
        school.record, school.kit, priority=0, name="Jo Kerr", relationship="father", may_be_told=False
    )
    with pytest.raises(Refused, match="father may not be told"):
        acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, contact_id=barred)
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE)
    assert said(school)["contact"] == "mother"


def test_another_childs_contact_is_not_this_ones(school: School) -> None:
    with pytest.raises(Unknown):
        acts.log_call(school.record, school.ann, school.sam, Outcome.SPOKE, contact_id=school.mother)


def test_without_a_contact_a_call_is_logged_all_the_same(school: School) -> None:
    child = add_pupil(school.record)
    done = acts.log_call(school.record, school.ann, child, Outcome.SPOKE, reason="i")
    assert done.text == "Spoke: ill (suggests I) · Other4, Ann"
    assert rows(school.record, "reason")[0][6] == "telephone"


# -- siblings ------------------------------------------------------------------------------------


def test_siblings_share_a_call_each_with_a_reason_of_their_own(school: School) -> None:
    done = acts.log_call(
        school.record, school.ann, school.kit, Outcome.SPOKE, reason="i", also={school.kim: "m"}, note="both"
    )
    assert done.text.endswith(" · Kerr, Kit & Kerr, Kim")
    assert done.pupils == (school.kit, school.kim)
    kit, kim = journal.of_act(school.record.db, done.act)
    assert ((kit.data or {})["code"], (kim.data or {})["code"]) == ("I", "M")
    assert (kim.data or {})["with"] == school.kit
    assert (kim.data or {})["contact_id"] is None
    acts.undo(school.record, school.ann)
    assert rows(school.record, "attempt") == rows(school.record, "reason") == []


def test_a_sibling_without_a_reason_of_its_own_has_the_same(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="i", also={school.kim: ""})
    assert [row[5] for row in rows(school.record, "reason")] == ["I", "I"]


def test_a_call_named_twice_is_one(school: School) -> None:
    done = acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, also={school.kit: ""})
    assert len(journal.of_act(school.record.db, done.act)) == 1


def test_never_about_a_child_of_whom_this_contact_may_not_be_told(school: School) -> None:
    with school.record.write() as db:
        db.execute("UPDATE contact SET may_be_told = 0 WHERE pupil_id = ?", (school.kim,))
    for also in ({school.kim: ""}, {school.sam: ""}):
        with pytest.raises(Refused, match="mother may not be told about"):
            acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="i", also=also)
    assert journal.events(school.record.db) == []


def test_nobody_named_nobody_told_about_a_sibling(school: School) -> None:
    child = add_pupil(school.record, household="H1")
    with pytest.raises(Refused, match="Nobody is named who was spoken to"):
        acts.log_call(school.record, school.ann, child, Outcome.SPOKE, also={school.kim: ""})


# -- the claim and the draft ---------------------------------------------------------------------


def test_a_call_frees_ones_own_claim_and_draft_and_nobody_elses(school: School) -> None:
    for child in (school.kit, school.kim):
        claims.claim(school.record, school.ann, child)
    claims.claim(school.record, school.bob, school.sam)
    for who in (school.ann, school.bob):
        drafts.save(school.record, who, "call", school.kit, f"{who.name} types")
    drafts.save(school.record, school.ann, "note", school.kit, "something else")
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, also={school.kim: ""})
    assert list(claims.claims(school.record)) == [school.sam]
    assert drafts.load(school.record, school.ann, "call", school.kit) == ""
    assert drafts.load(school.record, school.bob, "call", school.kit) == "Bob Best types"
    assert drafts.load(school.record, school.ann, "note", school.kit) == "something else"


def test_a_colleague_who_took_over_keeps_her_claim(school: School) -> None:
    claims.claim(school.record, school.ann, school.kit)
    claims.claim(school.record, school.bob, school.kit)
    acts.log_call(school.record, school.ann, school.kit, Outcome.VOICEMAIL)
    assert claims.claims(school.record)[school.kit].account == "bob"


def test_call_claim_and_draft_go_in_one_transaction(school: School) -> None:
    """If the draft cannot go, the call is not logged either."""
    claims.claim(school.record, school.ann, school.kit)
    drafts.save(school.record, school.ann, "call", school.kit, "typed")
    db = stranger(school.record.path)
    db.execute("CREATE TRIGGER stop BEFORE DELETE ON draft BEGIN SELECT RAISE (ABORT, 'no'); END")
    with pytest.raises(Exception, match="no"):
        acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE)
    with open_again(school.record) as other:
        assert journal.events(other.db) == []
        assert rows(other, "attempt") == []
        assert school.kit in claims.claims(other)
        assert drafts.load(other, school.ann, "call", school.kit) == "typed"


def test_a_call_tried_again_after_a_doubt_is_logged_once(school: School) -> None:
    act = journal.new_act()
    for _ in range(2):
        acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="i", act=act)
    assert len(rows(school.record, "attempt")) == 1


def test_the_same_call_next_day_is_another(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="i")
    set_now(school.record, datetime(2026, 11, 23, 9, 0))
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, reason="i")
    assert [row[2] for row in rows(school.record, "reason")] == ["2026-11-20", "2026-11-23"]
