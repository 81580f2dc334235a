"""What a stranger tripped over on the pupil's page and in the preview."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from core import acts
from core.model import Contact
from core.pupil import read_preview, read_pupil
from tests.core.making import NOW, add_contact, add_pupil, mark, mark_days
from tests.tui.conftest import Open, School
from tui import ink
from tui.ink import Line
from tui.screens.pupil import PupilRoom
from tui.widgets import heat
from tui.widgets.preview import PreviewPane, barred_short
from tui.widgets.profile import attendance_words, page, title

PLAN = "Chronic asthma plan: inhaler in the office, rests after stairs, ring home before a nebuliser"
NEED = "Speech, language and communication needs with a specific learning difficulty"


def told(lines: Iterable[Line]) -> str:
    """Lines as plain text, the runs of blanks of a layout as one."""
    return " ".join(" ".join("".join(part.text for part in line) for line in lines).split())


def whole_page(school: School, pupil: int, cells: int = 78) -> list[Line]:
    """Title and page of a pupil."""
    view = read_pupil(school.record, pupil)
    rows = [*title(view, NOW, cells), *page(view, NOW, cells)]
    assert all(ink.line_width(row) <= cells for row in rows)
    return rows


@pytest.fixture
def apart(school: School) -> int:
    """A pupil whose father may not be told."""
    one = school.ids["Abbot"]
    add_contact(school.record, one, name="Craig Abbot", relationship="Father", phone="07700 900999",
                may_be_told=False, notes="court order")  # fmt: skip
    return one


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_father_who_may_not_be_told_is_shown_without_a_number(
    opened: Open, apart: int, size: tuple[int, int]
) -> None:
    async with opened(size=size) as officer:
        assert officer.room.rows.go(apart)
        officer.room.follow(0)
        await officer.settle()
        assert "Father, Craig Abbot: MAY NOT BE" in officer.screen
        await officer.press("enter")
        shown = officer.screen
        assert isinstance(officer.app.screen, PupilRoom)
        assert "court" in shown
        assert "Father, Craig Abbot: MAY NOT BE" in shown
        assert "900999" not in shown


def test_those_who_may_not_be_told_stand_apart_from_those_to_ring(school: School, apart: int) -> None:
    for cells in (78, 118):
        rows = whole_page(school, apart, cells)
        at = next(i for i, row in enumerate(rows) if "MAY NOT BE TOLD" in told([row]))
        assert "900" not in told(rows[at - 1 : at])  # a blank line between


def test_two_barred_contacts_fit_the_preview_by_leaving_out_why(school: School, apart: int) -> None:
    add_contact(school.record, apart, name="Mark Butterworth", relationship="Grandfather", may_be_told=False,
                notes="Not to be told: ask the safeguarding lead")  # fmt: skip
    pane = PreviewPane()
    pane.show(read_preview(school.record, apart), NOW, "1 of 6")
    shown = pane._short(read_preview(school.record, apart), 79)
    assert "MAY NOT BE TOLD: Father, Craig · Grandfather, Mark" in told(shown)


def test_a_barrier_does_not_take_the_child_protection_plan_off_the_preview(school: School) -> None:
    one = add_pupil(school.record, social_worker="CP", looked_after=True, sen="K")
    pane = PreviewPane()
    assert "child protection plan · looked after · SEN support" in told(
        pane._short(read_preview(school.record, one), 79)
    )
    acts.set_barrier(school.record, school.ann, [one], "Cannot face the bus")
    assert "child protection plan · looked after · Cannot face" in told(
        pane._short(read_preview(school.record, one), 79)
    )


def test_one_barred_contact_is_named_shorter_before_the_reason_is_cut() -> None:
    one = Contact(1, 1, 3, "Wayne Charlesworth", "Father", notes="Not to be told: ask the safeguarding lead",
                  may_be_told=False)  # fmt: skip
    said = barred_short([one], 79)
    assert said == "Father, Wayne: MAY NOT BE TOLD · Not to be told: ask the safeguarding lead"
    assert barred_short([one], 200).startswith("Father, Wayne Charlesworth: MAY NOT BE TOLD")


def test_attendance_names_the_period_of_each_figure(school: School) -> None:
    one = school.ids["Brook"]
    mark_days(school.record, one, "2026-09-02", "2026-11-19", "/")
    mark_days(school.record, one, "2026-09-07", "2026-09-08", "O")
    mark_days(school.record, one, "2026-11-10", "2026-11-12", "I")
    mark(school.record, one, "2026-11-13 AM", "L")
    last, since, unexplained = attendance_words(read_pupil(school.record, one), NOW.date())
    assert last == "Last 60 sessions: missed 7, three and a half days."
    assert since.startswith("Since 2 Sep: missed 11 of 105 sessions (6 authorised, 5 unauthorised)")
    assert ", late once; " in since
    assert since.endswith("attended 89.52 %.")
    assert unexplained == "No reason in the register (N, O): 20 Nov AM, 8 Sep, 7 Sep."
    assert "persistent" not in last + since


def test_sen_need_and_medical_plan_are_in_full_at_eighty_columns(school: School) -> None:
    one = add_pupil(school.record, sen="E", sen_need=NEED, medical_plan=PLAN, interpreter=True,
                    language="Kurdish (Sorani)", transport="LA taxi with an escort, shared with two others",
                    named_adult="Deepak Sahota", social_worker="CP", looked_after=True,
                    contact_route="E-mail before 09:00, a call only if agreed the day before with the carer",
                    ehcp_review=date(2026, 12, 14))  # fmt: skip
    shown = told(whole_page(school, one))
    for text in (NEED, PLAN, "Kurdish (Sorani) · interpreter needed", "shared with two others",
                 "NAMED ADULT Deepak Sahota", "the day before with the carer", "EHCP review 14 Dec",
                 "child protection plan · looked after"):  # fmt: skip
        assert text in shown
    assert "…" not in shown


def test_timeline_lines_are_wrapped_not_cut(school: School) -> None:
    one = school.ids["Carr"]
    text = "Mum says the bus stop is where it starts; " * 4 + "meet her there on Monday."
    acts.add_note(school.record, school.ann, [one], text)
    assert text in told(whole_page(school, one))


def test_contacts_stand_beside_the_year_where_there_is_room(school: School) -> None:
    for cells in (78, 98, 118):
        rows = [told([row]) for row in whole_page(school, school.ids["Dale"], cells)]
        assert any(row.startswith("YEAR 2026–27") and row.endswith("CONTACTS") for row in rows)


def test_every_month_of_the_year_strip_has_the_date_of_a_monday(school: School) -> None:
    year = read_pupil(school.record, school.ids["Dale"]).year
    months, mondays, first, *_ = ("".join(part.text for part in row) for row in heat.year(year, 78))
    assert months.split() == ["Sep", "Oct", "Nov"]
    assert mondays.split() == ["7", "5", "2"]
    assert all(first[mondays.index(number)] != " " for number in ("7", "5", "2"))
    assert heat.caption(year) == "2026–27"
