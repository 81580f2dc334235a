"""`E` on the pupil's page: the page for the EHCP review, where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.settings import put
from tests.tui.conftest import Open, School
from tui.screens.pupil import PupilRoom


@pytest.fixture
def planned(school: School, tmp_path: Path) -> Path:
    """Abbot has an EHCP; pages go into a folder."""
    folder = tmp_path / "pages"
    folder.mkdir()
    with school.record.write() as db:
        db.execute(
            "UPDATE pupil SET sen = 'E', ehcp_review = '2026-12-04' WHERE id = ?", (school.ids["Abbot"],)
        )
    put(school.record, school.ann, "exports", str(folder))
    return folder


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("who", ["ann", "lee"])
async def test_one_key_makes_the_page_and_the_clock_says_so(
    school: School, planned: Path, opened: Open, size: tuple[int, int], who: str
) -> None:
    async with opened(who, size) as officer:
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("enter")
        assert isinstance(officer.app.screen, PupilRoom)
        assert "E EHCP page" in officer.lines[-1]
        await officer.press("pagedown")
        assert "EHCP: no page yet for the review" in " ".join(officer.screen.split())
        await officer.press("E")
        (page,) = planned.iterdir()
        assert "EHCP review page made" in officer.screen and page.name in officer.screen.replace("\n", "")
        assert "EHCP: page made Fri 20 Nov for the review" in " ".join(officer.screen.split())
        await officer.press("end")
        assert "took out EHCP review page" in officer.screen
    assert school.events()[-1] == ("export", school.ids["Abbot"])
    assert "Abbot, Kit" in page.read_text() and "Abbot" not in page.name


async def test_without_an_ehcp_the_key_is_not_shown_and_says_why(
    school: School, planned: Path, opened: Open
) -> None:
    async with opened() as officer:
        officer.room.rows.go(school.ids["Brook"])
        await officer.press("enter")
        assert "E EHCP page" not in officer.screen
        await officer.press("E")
        assert "this pupil has no EHCP and no review date" in officer.screen
    assert list(planned.iterdir()) == [] and school.events()[-1][0] != "export"


async def test_who_is_not_on_the_staff_list_is_not_offered_it_and_told_why(
    planned: Path, school: School, opened: Open
) -> None:
    """Nothing leaves under such an account: `E` stood at its foot, and was only refused."""
    async with opened("zed") as officer:
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("enter")
        assert "E EHCP page" not in officer.screen
        await officer.press("E")
        assert "not on the staff list, so nothing leaves" in officer.screen
    assert list(planned.iterdir()) == []


async def test_under_a_forced_command_without_a_folder_it_is_refused_in_a_line(
    school: School, planned: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDAY_CAPTIVE", "1")
    put(school.record, school.ann, "exports", "none")
    async with opened() as officer:
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("enter E")
        assert "No folder for pages is set" in officer.screen
    assert list(planned.iterdir()) == []
