"""`g q`: rows set aside, grouped; what a mark stands for, whom a row means; all of it can go back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from importers.apply import Options, import_files
from tests.tui.conftest import TODAY, Open, School
from tests.tui.test_lists_in_full import joined

TYPO = "Z801200000999"


def bring(school: School, folder: Path) -> None:
    """A morning's file with two marks that are no code, and a UPN nobody has."""
    upns = dict(school.record.db.execute("SELECT surname, upn FROM pupil").fetchall())
    rows = [f"{upns['Abbot']},{TODAY},AM,B1", f"{upns['Brook']},{TODAY},AM,B1", f"{TYPO},{TODAY},AM,I",
            f"{upns['Dale']},{TODAY},AM,N"]  # fmt: skip
    path = folder / "marks-2026-11-20T0912.csv"
    path.write_text("\n".join(["UPN,Date,Session,Mark", *rows, ""]))
    options = Options(taken=datetime.fromisoformat(f"{TODAY}T09:30"), force=True)
    (result,) = import_files(school.record, school.ann, [path], options)
    assert result.error is None and len(result.quarantined) == 3


async def test_the_officers_story(school: School, opened: Open, tmp_path: Path) -> None:
    bring(school, tmp_path)
    async with opened() as officer:
        await officer.press("g q")
        assert 'the mark "B1" is no attendance code · marks-2026-11-20T… ' in officer.screen
        assert f"no pupil with UPN {TYPO} · marks" in officer.screen
        assert "Abbot, Kit" in officer.screen
        assert "row 2 · Abbot, Kit" in joined(officer.lines) and "as it came:" in joined(officer.lines)
        await officer.press("f")
        assert "B1 stands for …" in officer.screen
        await officer.type("H")
        assert "withdrawn" in officer.screen
        await officer.press("enter")
        assert "nothing was changed" in joined(officer.lines)
        await officer.press("backspace")
        await officer.type("b")
        assert "→ B1 stands for B" in officer.screen and "2 rows, Fri 20 Nov" in joined(officer.lines)
        await officer.press("enter")
        assert "“B1” read as B: 2 rows taken" in joined(officer.lines)
        assert "no attendance code" not in officer.screen
        await officer.press("f")
        assert f"Who is UPN {TYPO}?" in officer.screen
        await officer.type("carr")
        assert f"→ UPN {TYPO} is Carr, Kit" in joined(officer.lines)
        await officer.press("enter")
        assert "1 row taken" in joined(officer.lines) and "Nothing was set aside." in officer.screen
        assert school.row("Carr").term.value == "explained"  # type: ignore[union-attr]
        await officer.press("I enter")
        assert "import the file again" not in joined(officer.lines)  # that file is in, and stays
        assert "its rows lie here again" in joined(officer.lines)
        assert f"no pupil with UPN {TYPO}" in officer.screen
        await officer.press("I")
        assert "Enter takes back “B1” read as B (fix)" in officer.screen
        await officer.press("enter")
        assert 'the mark "B1"' in officer.screen
    assert school.row("Carr").term.value == "not_reached"  # type: ignore[union-attr]


async def test_a_row_only_its_file_can_put_right_says_where_the_key_works(
    school: School, opened: Open, tmp_path: Path
) -> None:
    upn = school.record.db.execute("SELECT upn FROM pupil").fetchone()[0]
    path = tmp_path / "m.csv"
    path.write_text(f"UPN,Date,Session,Mark\n{upn},{TODAY},AM,/\n{upn},32/13/2026,AM,/\n")
    import_files(school.record, school.ann, [path], Options(force=True))
    async with opened() as officer:
        await officer.press("g q")
        assert "… is no date · m.csv" in officer.screen
        await officer.press("f")
        assert "f puts right a row set aside, in g q" in officer.screen


async def test_groups_fold(school: School, opened: Open, tmp_path: Path) -> None:
    bring(school, tmp_path)
    async with opened() as officer:
        await officer.press("g q")
        await officer.press("z")
        assert "Brook" not in officer.screen and " 2 folded, z opens" in officer.screen
