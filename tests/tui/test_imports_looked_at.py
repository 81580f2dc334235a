"""What imports brought and set aside, in the app: the latest taken back, corrections listed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core import acts
from core.model import Outcome
from importers.apply import Options, import_files
from tests.tui.conftest import TODAY, Open, School
from tests.tui.test_lists_in_full import joined


def bring(school: School, folder: Path, code: str) -> None:
    upn = school.record.db.execute("SELECT upn FROM pupil WHERE surname = 'Abbot'").fetchone()[0]
    path = folder / "morning.csv"
    path.write_text(f"UPN,Date,Session,Mark\n{upn},{TODAY},AM,{code}\n{upn},{TODAY},PM,%%\n")
    taken = datetime.fromisoformat(f"{TODAY}T09:30")
    (result,) = import_files(school.record, school.ann, [path], Options(taken=taken, force=True))
    assert result.error is None


async def test_the_latest_import_is_taken_back_where_its_rows_lie(
    school: School, opened: Open, tmp_path: Path
) -> None:
    bring(school, tmp_path, "I")
    assert school.row("Abbot").term.value == "explained"  # type: ignore[union-attr]
    async with opened() as officer:
        await officer.press("g q")
        assert "morning.csv" in officer.screen
        await officer.press("I")
        assert "Enter takes back morning.csv (marks)" in officer.screen
        await officer.press("escape")
        assert "morning.csv" in officer.screen
        await officer.press("I enter")
        assert "Taken back: morning.csv (marks)" in officer.screen
        assert "Nothing was set aside." in officer.screen
        await officer.press("I")
        assert "Nothing has been imported yet." in officer.screen
    assert school.row("Abbot").term.value == "not_reached"  # type: ignore[union-attr]


async def test_an_import_taken_back_does_not_offer_a_key_that_takes_back_something_else(
    school: School, opened: Open, tmp_path: Path
) -> None:
    """It said "u takes it back"; u then took back her barrier of half an hour ago."""
    bring(school, tmp_path, "I")
    async with opened() as officer:
        await officer.press("g q I enter")
        assert "Taken back: morning.csv (marks)" in officer.screen
        assert "import the file again to have it back" in " ".join(officer.screen.split())
        assert "u takes it back" not in officer.screen


async def test_who_brought_a_staff_file_that_locked_her_out_takes_it_back_with_the_same_key(
    school: School, opened: Open, tmp_path: Path
) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("Account,Name,Role\nann,Ann Able,leader\nbob,Bob Best,officer\n")
    (result,) = import_files(school.record, school.ann, [path], Options(force=True))
    assert result.error is None
    async with opened("lee") as officer:  # who reads only, and brought nothing
        await officer.press("g q I")
        assert "may read but not change" in " ".join(officer.screen.split()) and not officer.room.prompt.open
    async with opened("ann") as officer:
        assert "reads only" in officer.lines[0]
        await officer.press("g q I enter")
        assert "Taken back: staff.csv (staff)" in officer.screen
        await officer.until(lambda: "reads only" not in officer.lines[0], 2.0)


async def test_elsewhere_the_key_says_where_it_works(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("g r I")
        assert "I takes back the latest import: in g q." in officer.screen


async def test_corrections_are_listed_and_open_the_pupil(school: School, opened: Open) -> None:
    acts.log_call(school.record, school.ann, school.ids["Abbot"], Outcome.SPOKE, reason="ill")
    async with opened() as officer:
        await officer.press("g c")
        assert "TO ENTER IN THE MIS" in officer.screen and "enter I in the MIS" in joined(officer.lines)
        await officer.press("enter")
        assert "Abbot, Kit" in officer.lines[0] + officer.lines[1]
