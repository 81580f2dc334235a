"""The EHCP review's page: every figure counted again from the marks, nothing said that may not leave."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from core import acts, journal
from core.codes import CODES
from core.errors import Refused
from core.habits import habits
from core.model import Outcome, Role
from core.packs.ehcp import read_review_page
from core.packs.ehcp_sheet import sheet
from core.packs.figures import Period
from core.paper import LINES, WIDTH
from core.people import Actor
from tests.core.conftest import School
from tests.core.making import add_contact, add_pupil, add_staff, make_record, mark_days, set_now
from tests.packs.conftest import MARKS, WORD, printed
from tui.cli.pages import page_json

TODAY = date(2026, 11, 20)
AUTUMN = (date(2026, 9, 2), TODAY)


def recount(school: School, first: date, last: date) -> Counter[str]:
    """Codes from `first` to `last` as they were put in, present wherever nothing else was said."""
    found: Counter[str] = Counter()
    for day in school.record.calendar.days:
        if first <= day <= last:
            found.update(MARKS.get(day.isoformat(), "/ \\").split())
    return found


def check(period: Period, codes: Counter[str]) -> None:
    """The figures of a period against a count by the class of each code."""
    kinds: Counter[str] = Counter()
    for code, count in codes.items():
        kinds[CODES[code].kind.value if code in CODES else "missing"] += count
    here, a = kinds["attending"] + kinds["approved activity"], period.attendance
    assert (a.attending, a.authorised, a.unauthorised) == (here, kinds["authorised"], kinds["unauthorised"])
    assert a.possible == here + kinds["authorised"] + kinds["unauthorised"]
    assert a.not_possible == kinds["not possible"]
    assert a.late == codes["L"] + codes["U"]
    assert dict(period.codes) == {code: count for code, count in codes.items() if code in CODES}
    assert a.percent == f"{100 * here / a.possible:.2f}"


def test_every_figure_counts_again_from_the_marks(school: School) -> None:
    page = read_review_page(school.record, school.ann, school.kit)
    assert [one.name for one in page.periods] == ["this school year", "last school year"]
    check(page.periods[0], recount(school, *AUTUMN))
    check(page.periods[1], recount(school, date(2025, 9, 3), date(2026, 9, 1)))
    assert page.periods[0].attendance.missing_marks == 1  # today's register is not in: not yet missing


def test_the_register_on_the_sheet_holds_what_the_figures_count(school: School) -> None:
    pages = sheet(read_review_page(school.record, school.ann, school.kit))
    codes: Counter[str] = Counter()
    for line in (line for page in pages for line in page):
        if found := re.match(r"   [ \d]\d [A-Z][a-z]{2} 202[56]  (.*)$", line):
            pairs = [found[1][at : at + 11].split() for at in range(0, len(found[1]), 11)]
            assert all(len(pair) == 2 for pair in pairs), line
            codes.update(mark for pair in pairs for mark in pair)
    expected = recount(school, date(2025, 9, 3), TODAY)
    assert {code: count for code, count in codes.items() if code != "·"} == dict(expected)


def test_lines_fit_the_paper_columns_line_up_and_every_page_says_whose_it_is(school: School) -> None:
    pages = sheet(read_review_page(school.record, school.ann, school.kit))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert len(page) <= LINES and max(map(len, page)) <= WIDTH
        assert page[0].startswith("Testford School · EHCP review")
        assert page[0].endswith(f"Fri 20 Nov 2026 09:16 · {number}/{len(pages)}")
        assert page[1] == "made by Ann Able"
    rows = [
        line for page in pages for line in page if re.match(r"   (sessions possible|attended|missed) ", line)
    ]
    assert len(rows) == 3 and len({len(row) for row in rows}) == 1


def test_what_was_tried_is_measured_on_the_sessions_around_it(school: School) -> None:
    (step,) = read_review_page(school.record, school.ann, school.kit).tried
    assert (step.day, step.by, step.text) == (
        date(2026, 10, 1),
        "Bob Best",
        "Quiet entrance at 08:40 with Mrs Hall",
    )
    # The ten school days before 1 October hold 22 September, those from it on the morning of 6 October.
    assert (step.around.before, step.around.since, step.around.early) == ((2, 20), (1, 20), False)
    acts.set_step(school.record, school.ann, [school.kit], "A photo of the entrance")
    late = read_review_page(school.record, school.ann, school.kit).tried[-1]
    assert late.around.early and late.around.since == (0, 0)
    assert "under 10 it is too early to say" in printed(school)


def test_agreed_part_time_does_not_count_against_what_was_tried(school: School) -> None:
    for day in ("2026-09-28", "2026-10-02", "2026-10-05"):  # around the step of 1 October
        mark_days(school.record, school.kit, day, day, "C2")
    (step,) = read_review_page(school.record, school.ann, school.kit).tried
    assert (step.around.before, step.around.since) == (
        (2, 20),
        (1, 20),
    )  # as without C2: 22 September, 6 October
    assert "those coded part-time (C2) left out of both" in printed(school)


def test_it_says_what_is_hard_what_helped_and_the_familys_words(school: School) -> None:
    text = printed(school)
    for said in (
        "Kerr, Kit · 9A", "review on Fri 4 Dec 2026; none noted held here yet",
        "The bell at the gate hurts his ears",
        "in the words of mother, since Wed 16 Sep 2026", "helps: Ear defenders",
        "Thu 1 Oct 2026, Bob Best: Quiet entrance", "day set for looking at the plan: Thu 22 Oct 2026",
        "help promised by Fri 27 Nov 2026: A locker away from the corridor (not yet noted as given)",
        "Tue 10 Nov 2026, mother: anxious about coming in: He cried at the bell",
        "reasons given in conversations: anxious about coming in 1",
        "owner of the next step: Bob Best, officer", "named adult: Mrs Hall", "mother: Mary Kerr",
        "the local authority's SEN officer", "the social worker", "an interpreter (Polish)",
        "WHAT THIS RESTS ON", "no file of marks",
        "of these coded part-time (C2) 0 4 on a timetable noted below 0 0",
    ):  # fmt: skip
        assert said in text, said
    assert "left word with nobody" not in text  # a voicemail is no conversation


@pytest.mark.parametrize("who", ["ann", "dee", "lee"])
def test_restricted_notes_are_never_in_it_and_making_it_reads_none(school: School, who: str) -> None:
    reader: Actor = getattr(school, who)
    before = len(journal.events(school.record.db, restricted=True))
    page = read_review_page(school.record, reader, school.kit)
    assert WORD not in printed(school, reader) and WORD not in str(page_json(page))
    assert len(journal.events(school.record.db, restricted=True)) == before
    plain = read_review_page(school.record, school.ann, school.kit)
    assert replace(page, made_by="") == replace(plain, made_by="")


def test_other_people_are_left_out(school: School) -> None:
    add_contact(
        school.record, school.kit, name="Craig Kerr", relationship="father", may_be_told=False, parental=True
    )
    acts.set_card(
        school.record, school.ann, school.kit, "agreed", "Craig Kerr is not to ring; Mary rings on 2026-11-27"
    )
    text = printed(school)
    for other in ("Sam Stone", "Kim", "07700 900 999", "07700 900001", "Craig", "protection"):
        assert other not in text, other
    assert not re.search(r"\bCP\b", text)  # that there is a social worker, not why
    assert "agreed last: [name left out] is not to ring; Mary rings on 2026-11-27" in text
    assert "says [name left out] (" in text


def test_a_call_in_which_the_parent_did_not_know_is_not_on_it(school: School) -> None:
    acts.log_call(school.record, school.ann, school.kit, Outcome.DID_NOT_KNOW, note="thought he was in")
    assert "thought he was in" not in printed(school)


def test_words_of_a_father_who_may_no_longer_be_told_are_not_on_it(school: School) -> None:
    father = add_contact(
        school.record, school.kit, name="Craig Kerr", relationship="father", phone="07700 900777"
    )
    acts.log_call(school.record, school.ann, school.kit, Outcome.SPOKE, contact_id=father, reason="i",
                  note="he stays with me in Leeds")  # fmt: skip
    assert "he stays with me in Leeds" in printed(school)
    with school.record.write() as db:
        db.execute("UPDATE contact SET may_be_told = 0 WHERE id = ?", (father,))
    text = printed(school)
    assert "in Leeds" not in text and "father" not in text
    assert "reasons given in conversations: anxious about coming in 1 " in text


def test_what_is_for_who_rings_alone_is_on_neither_the_sheet_nor_its_json(school: School) -> None:
    acts.set_card(school.record, school.ann, school.kit, "do-not-ask", "Not a word about the court")
    acts.set_card(school.record, school.ann, school.kit, "best-time", "after her shift at six")
    document = str(page_json(read_review_page(school.record, school.ann, school.kit)))
    for words in ("court", "her shift", "safeguarding"):
        assert words not in printed(school) and words not in document
    assert "'by': 'ann'" not in document and "'kept': False" not in document


def test_a_senco_who_left_is_not_named_as_the_schools(school: School) -> None:
    add_staff(school.record, "old", "Olive Old", Role.SENCO)
    add_staff(school.record, "new", "Nora New", Role.SENCO)
    assert "SENCO: Olive Old" in printed(school)
    with school.record.write() as db:
        db.execute("UPDATE staff SET listed = 0 WHERE account = 'old'")
    assert "SENCO: Nora New" in printed(school) and "Olive Old" not in printed(school)


def test_brothers_and_sisters_away_together_are_left_out_and_that_is_said(school: School) -> None:
    for pupil in (school.kit, school.kim):
        mark_days(school.record, pupil, "2026-09-02", "2026-11-19", "/")
        for monday in (date(2026, 9, 7) + timedelta(weeks=n) for n in range(11)):
            mark_days(school.record, pupil, monday.isoformat(), monday.isoformat(), "I")
    page = read_review_page(school.record, school.ann, school.kit)
    assert page.left_out == 1 and page.flags
    text = printed(school)
    assert "One more question names another child and is left out" in text and "Kim" not in text
    for habit in habits(page.flags):
        assert " ".join(f"{habit.flag.sentence} {habit.named}".split()) in text


def test_what_clears_a_question_is_said_once_in_a_whole_sentence(school: School) -> None:
    for monday in (date(2026, 9, 7) + timedelta(weeks=n) for n in range(11)):
        mark_days(school.record, school.kit, monday.isoformat(), monday.isoformat(), "I")
    flags = read_review_page(school.record, school.ann, school.kit).flags
    text = printed(school)
    assert flags and text.count("Clears ") == len(flags)
    assert "Clears Clears" not in text and ".." not in text


def test_after_a_review_held_there_is_a_column_since_then(school: School) -> None:
    with school.record.write() as db:
        db.execute("UPDATE pupil SET ehcp_review = '2026-11-19' WHERE id = ?", (school.kit,))
    acts.consider(school.record, school.ann, school.kit, "Held; taxi comes at 08:50", "ehcp-review")
    set_now(school.record, datetime(2026, 12, 4, 9, 16))
    page = read_review_page(school.record, school.ann, school.kit)
    assert (page.periods[0].name, page.periods[0].attendance.first) == (
        "since the review",
        date(2026, 11, 21),
    )
    assert [one.name for one in page.periods[1:]] == ["this school year", "last school year"]
    text = printed(school)
    assert "EHCP review noted held on Fri 20 Nov 2026: Held; taxi comes at 08:50" in text
    assert "last one noted held on Fri 20 Nov 2026" in text


def test_support_considered_at_a_threshold_stands_under_what_was_tried(school: School) -> None:
    mark_days(school.record, school.sam, "2026-11-09", "2026-11-16", "O")
    with school.record.write() as db:
        db.execute("UPDATE pupil SET ehcp_review = '2026-12-04' WHERE id = ?", (school.sam,))
    said = "Attendance meeting: support offered, Kit Kerr too"
    acts.consider(school.record, school.ann, school.sam, said, "ten-sessions")
    shown = (
        "considered (10 sessions in 10 school weeks): Attendance meeting: support offered, [name left out]"
    )
    text = printed(school, pupil=school.sam)
    assert f"WHAT WAS TRIED, WHAT HELPED – Fri 20 Nov 2026, {shown} too" in text


def test_what_a_social_worker_was_told_is_not_among_what_was_tried(school: School) -> None:
    mark_days(school.record, school.kit, "2026-11-09", "2026-11-19", "O")
    acts.consider(school.record, school.ann, school.kit, "Rang the duty desk")
    (event,) = [one for one in journal.standing(school.record.db, school.kit) if one.kind == "consider"]
    assert "tell-social-worker" in str(event.data)
    assert "duty desk" not in printed(school)


def test_a_part_time_timetable_stands_with_its_dates_and_who_agreed(school: School) -> None:
    acts.part_time(school.record, school.bob, school.kit, date(2026, 11, 23), date(2026, 12, 11), "Mon PM",
                   "agreed with Mary, asked for by the family")  # fmt: skip
    said = "Mon 23 Nov 2026 to Fri 11 Dec 2026; not required: Mon PM; agreed with Mary, asked for by"
    assert said in printed(school)


def test_c2_without_a_noted_agreement_is_not_called_agreed(school: School) -> None:
    text = printed(school)
    assert "agreed part-time" not in text
    none = "None is noted here. The register holds 4 sessions coded C2 without an agreement noted."
    assert f"PART-TIME TIMETABLE {none}" in text
    with school.record.write() as db:  # as the pupils file gives it: both sessions of Tue 3 March
        db.execute(
            "UPDATE pupil SET pt_from = '2026-03-01', pt_to = '2026-12-18', pt_sessions = 'Tue' WHERE id = ?",
            (school.kit,),
        )
    text = printed(school)
    assert "of these coded part-time (C2) 0 4 on a timetable noted below 0 2" in text
    assert "Beside these, the register holds 2 sessions coded C2 without an agreement noted." in text
    periods = page_json(read_review_page(school.record, school.ann, school.kit))["periods"]
    assert [one["part_time_agreed"] for one in periods] == [0, 2]


def test_of_two_agreements_that_overlap_the_page_says_what_the_clock_goes_by(school: School) -> None:
    """Both stood on the page whole, while the clock knew the second alone."""
    for first, last in ((date(2026, 11, 9), date(2026, 12, 4)), (date(2026, 11, 23), date(2026, 12, 11))):
        acts.part_time(school.record, school.bob, school.kit, first, last, "Mon PM")
    page = read_review_page(school.record, school.ann, school.kit)
    assert [(one.first, one.last) for one in page.part_time] == [
        (date(2026, 11, 9), date(2026, 11, 22)), (date(2026, 11, 23), date(2026, 12, 11)),
    ]  # fmt: skip


def test_without_an_ehcp_and_a_review_date_it_is_refused(school: School) -> None:
    with pytest.raises(Refused, match="Stone, Sam has no EHCP and no date for its review"):
        read_review_page(school.record, school.ann, school.sam)
    with school.record.write() as db:
        db.execute("UPDATE pupil SET ehcp_review = '2026-12-04' WHERE id = ?", (school.sam,))
    text = printed(school, pupil=school.sam)
    for said in (
        "Nothing noted yet",
        "No conversation with those named",
        "None is noted here",
        "review on Fri 4 Dec 2026",
    ):
        assert said in text, said


def test_without_a_calendar_it_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    with make_record(tmp_path_factory.mktemp("bare"), calendar=False) as bare:
        ann, one = add_staff(bare, "ann"), add_pupil(bare, sen="E")
        pages = sheet(read_review_page(bare, ann, one))
        text = " ".join(" ".join(line for page in pages for line in page).split())
        assert "No calendar is loaded" in text
        assert "No marks. QUESTIONS" in text and "Marks: no file of marks has come in yet." in text
