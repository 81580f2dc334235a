"""`d` on flags and `n` on clocks: asked for a reason, saved as one act, taken back by one key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.days import Session
from core.patterns import read_flags
from core.pupil import read_pupil
from core.questions import Flag
from tests.core.making import NOW, add_pupil, mark, mark_days
from tests.tui.conftest import Officer, Open, School
from tests.tui.test_questions import asked, monday_away, old_n
from tui.ink import Line
from tui.screens.pupil import PupilRoom
from tui.widgets.profile import page


async def test_d_on_a_flag_of_the_board_dismisses_it_and_u_brings_it_back(
    school: School, opened: Open
) -> None:
    one = monday_away(school)
    async with opened() as officer:
        await asked(officer)
        await officer.press("end d")
        asked_for = " ".join(officer.screen.split())
        assert "why, and until when: transport sorted +3w" in asked_for and "— Monday, Kit: Away" in asked_for
        await officer.type("transport sorted +2w")
        assert "until Fri 4 Dec" in officer.screen
        await officer.press("enter")
        assert ("dismiss", one) in school.events()
        assert not any(row.pupil.id == one and row.group == "FLAGS" for row in officer.board.rows)
        await officer.press("u")
        assert any(row.pupil.id == one and row.group == "FLAGS" for row in officer.board.rows)
        await officer.press("U")
        assert not any(row.pupil.id == one and row.group == "FLAGS" for row in officer.board.rows)


async def test_d_elsewhere_says_why_not_and_swallows_what_was_meant_for_it(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("d")
        assert "d dismisses a flag: on rows under FLAGS" in " ".join(officer.screen.split())
        await officer.press("m")
        assert school.events() == []


async def test_a_reason_is_required(school: School, opened: Open) -> None:
    monday_away(school)
    async with opened() as officer:
        await asked(officer)
        await officer.press("end d")
        await officer.type("+3w")
        await officer.press("enter")
        assert school.events() == []
        assert "dismiss" in officer.lines[-1]


async def test_d_in_the_list_and_on_the_page(school: School, opened: Open) -> None:
    one = monday_away(school)
    async with opened() as officer:
        await officer.press("g p d")
        await officer.type("bus on Mondays")
        await officer.press("enter")
        assert ("dismiss", one) in school.events()
        assert "No patterns to ask about" in officer.screen
        await officer.press("u")
        assert "WEEKDAY" in officer.screen
        await officer.press("enter")
        await officer.press("d")
        await officer.type("bus on Mondays")
        await officer.press("enter")
        assert school.events().count(("dismiss", one)) == 2


async def test_the_foot_names_d_as_soon_as_the_list_is_open(school: School, opened: Open) -> None:
    """It stood there only after another key: the foot was drawn before the rows were read."""
    monday_away(school)
    async with opened() as officer:
        await officer.press("g p")
        assert officer.lines[-1].startswith("d dismiss")


async def test_considered_settles_the_clock_of_the_row(school: School, opened: Open) -> None:
    one = monday_away(school)
    old_n(school)
    for day in ("17", "18", "19"):
        mark(school.record, one, f"2026-11-{day} AM", "O")
        mark(school.record, one, f"2026-11-{day} PM", "O")
    async with opened() as officer:
        await officer.press("g k")
        for _ in range(30):
            if officer.app.screen.situation.clocked:  # type: ignore[attr-defined]
                break
            await officer.press("down")
        await officer.press("n")
        assert "what was considered: Monday, Kit" in " ".join(officer.screen.split())
        await officer.type("Breakfast club agreed")
        await officer.press("enter")
        assert ("consider", one) in school.events()


async def test_n_on_a_clock_that_words_do_not_settle_says_so(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("g k n")
        assert "n notes what was considered, in g k, on a clock that words settle now." in " ".join(
            officer.screen.split()
        )


async def test_the_wide_preview_says_what_presses_most(school: School, opened: Open) -> None:
    old_n(school)
    async with opened(size=(120, 40)) as officer:
        await asked(officer)
        await officer.press("end")
        assert "settle N from Mon 9 Nov: overdue" in "\n".join(line[70:] for line in officer.lines)


def thursdays_away(school: School) -> int:
    """A pupil away on Thursday mornings and in each afternoon: a weekday, half days, broken weeks."""
    one = add_pupil(school.record, surname="Thursday", forename="Kit")
    mark_days(school.record, one, "2026-09-02", "2026-11-20", "/")
    for day in ("10-01", "10-08", "10-15", "10-22", "11-05", "11-12", "11-19"):
        mark(school.record, one, f"2026-{day} AM", "O")
    return one


async def test_several_flags_of_one_habit_are_one_question_and_d_dismisses_it_whole(
    school: School, opened: Open
) -> None:
    thursdays_away(school)
    async with opened() as officer:
        await asked(officer)
        await officer.press("g p")
        assert officer.screen.count("Thursday, Kit") == 2  # its row, and the row in full
        await officer.press("enter")
        told = " ".join("\n".join("".join(part.text for part in row) for row in whole(officer)).split())
        assert told.count("Thursday mornings;") == 1
        assert "Part of this: away in the morning and here in the afternoon on 7 of the last" in told
        room = officer.app.screen
        assert isinstance(room, PupilRoom)
        assert [flag.kind for flag in await room.flags_here()] == ["weekday"]  # whom `d 2` would name second
        await officer.press("d")
        await officer.type("hospital on Thursdays")
        await officer.press("enter")
        assert "Part of this" not in "".join("".join(part.text for part in row) for row in whole(officer))
    assert read_flags(school.record) == {}


async def test_a_dismissed_habit_leaves_the_board_with_its_parts_before_anything_is_worked_out_anew(
    school: School, opened: Open
) -> None:
    one = thursdays_away(school)
    async with opened() as officer:
        await asked(officer)
        desk = officer.app.desk
        assert desk.questions and len(desk.questions.flags[one]) > 1
        await desk.dismiss(await desk.flags(one), "hospital on Thursdays")
        assert desk.questions.flags[one] == []


async def test_d_on_the_page_means_the_questions_the_page_shows(school: School, opened: Open) -> None:
    """A part that stands before what leads, in the order of kinds, is not what `d` or `d 2` means."""
    one = add_pupil(school.record, surname="Drama", forename="Kit")
    said = "Half days. Clears so."
    halves = Flag(one, "half-day", said, 6, 20, (0, 9), DAYS[:6], "Clears so.", "Half days")
    drama = replace(halves, kind="lesson", sentence="Drama. Clears so.", numerator=7, denominator=8,
                    sessions=DAYS[:7])  # fmt: skip
    run = replace(halves, kind="run", sentence="A run. Clears so.", sessions=DAYS[7:])
    async with opened() as officer:
        room = PupilRoom(officer.app.desk, officer.app.keys, one)
        room.view = replace(read_pupil(school.record, one), flags=(halves, drama, run))
        assert [flag.kind for flag in await room.flags_here()] == ["lesson", "run"]


DAYS = tuple(Session(NOW.date() - timedelta(n), "AM") for n in range(10))


def whole(officer: Officer) -> list[Line]:
    """The page of the pupil's room, every line of it."""
    room = officer.app.screen
    assert isinstance(room, PupilRoom) and room.view is not None
    return page(room.view, NOW, 78)
