"""The columns of a report named on the screen: chosen, tried, kept; when captive the inbox alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.apply import Options, import_files
from importers.inbox import take_inbox
from importers.profiles import named, profiles
from tests.tui.conftest import TODAY, Officer, Open, School
from tests.tui.test_lists_in_full import joined

HEAD = "Pupil No,Day of mark,Half,Code 2,House\n"
CHOOSE = "enter enter enter enter enter enter enter enter"  # each column takes what its cells look like


def odd(school: School, head: str = HEAD, code: str = "I") -> str:
    upns = school.record.db.execute("SELECT upn FROM pupil WHERE upn != '' ORDER BY id").fetchall()
    return head + "".join(f"{row[0]},{TODAY},AM,{code},Red\n" for row in upns)


@pytest.fixture
def inbox(school: School, tmp_path: Path) -> Path:
    """The school's inbox, where a report with captions of its own was refused."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    school.record.set_setting("inbox", str(folder))
    drop(folder, "odd.csv", odd(school))
    [taken] = take_inbox(school.record, school.ann, folder, Options())
    assert taken.moved_to == "failed/odd.csv"
    return folder


def drop(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / f"{name}.done").touch()


def row(officer: Officer, caption: str) -> str:
    """The line of a column on the screen."""
    return next(line.strip() for line in officer.lines[2:] if caption in line)


async def test_a_refused_report_is_named_tried_kept_and_taken(
    school: School, opened: Open, inbox: Path
) -> None:
    async with opened() as officer:
        await officer.press("g q")
        assert "P columns" in officer.screen
        await officer.press("P")
        assert "odd.csv" in officer.screen and "refused" in officer.screen
        await officer.press("enter")
        assert "Pupil No" in officer.screen and "Still needs" in officer.lines[1]
        await officer.press("s")
        assert "needs a column for" in officer.screen
        await officer.press("down up")
        await officer.press("enter")
        await officer.type("up")
        assert "→ upn (UPN)" in officer.screen
        await officer.press("enter enter")
        assert "Enter takes date" in officer.screen
        await officer.press("enter enter enter enter enter")
        assert "All that it needs." in officer.lines[1]
        before = len(school.events())
        await officer.press("s")
        assert "marks 0 new" not in officer.screen and "(tried on a copy). A name for it?" in joined(
            officer.lines
        )
        assert len(school.events()) == before and not profiles(school.record).all
        await officer.type("Office export")
        await officer.press("enter")
        assert "Kept as “Office export”" in officer.screen and "PROFILES SAVED" in officer.screen
    kept = named(school.record, "Office export")
    assert [one.field for one in kept.columns] == ["upn", "date", "session", "mark", ""]
    (inbox / "odd.csv.done").touch()
    [taken] = take_inbox(school.record, school.ann, inbox, Options())
    assert (taken.moved_to, taken.result.profile) == ("done/odd.csv", "Office export 9A")
    drop(inbox, "next.csv", odd(school, code="M"))
    [taken] = take_inbox(school.record, school.ann, inbox, Options())
    assert taken.result.outcome == "applied"


async def test_a_changed_report_shows_the_difference_and_keeps_what_was_chosen(
    school: School, opened: Open, inbox: Path, tmp_path: Path
) -> None:
    async with opened() as officer:
        await officer.press(f"g q P enter enter u p n enter {CHOOSE} s A enter")
        drop(inbox, "new.csv", odd(school, HEAD.replace("Code 2", "Code 3")))
        [taken] = take_inbox(school.record, school.ann, inbox, Options())
        assert taken.moved_to == "failed/new.csv"
        await officer.press("escape P enter")
        assert 'gone: "Code 2"; new: "Code 3"' in officer.screen
        await officer.press("down down down enter enter s enter")
        assert "Kept as “A”" in officer.screen
    assert [one.caption for one in named(school.record, "A").columns][3] == "Code 3"


async def test_a_field_moves_from_one_column_to_another(school: School, opened: Open, inbox: Path) -> None:
    async with opened() as officer:
        await officer.press("g q P enter down down down enter enter")
        assert row(officer, "Code 2").endswith("mark") and row(officer, "House").startswith("▌")
        await officer.press("enter")
        await officer.type("mark")
        assert "→ mark (Mark), no longer “Code 2”" in officer.screen
        await officer.press("enter")
        assert row(officer, "House").endswith("mark") and row(officer, "Code 2").endswith("–")
        await officer.press("up enter")
        await officer.type("shoe")
        assert "is no field of marks-session" in joined(officer.lines)
        await officer.press("escape down enter - enter")
        assert row(officer, "House").endswith("–") and row(officer, "Code 2").endswith("mark?")


async def test_what_the_report_calls_its_sessions_is_said_on_the_screen(
    school: School, opened: Open, inbox: Path
) -> None:
    drop(inbox, "reg.csv", odd(school).replace(",AM,", ",Reg 1,"))
    take_inbox(school.record, school.ann, inbox, Options())
    async with opened() as officer:
        await officer.press("g q P enter a")
        await officer.type("marks-session")
        await officer.press("enter enter u p n enter enter enter enter")
        await officer.type("session")
        await officer.press("enter enter enter")
        assert "w: what is Reg 1?" in officer.lines[1]
        await officer.press("w")
        assert "Say what Reg 1 is" in joined(officer.lines)
        await officer.type("Reg 1=noon")
        assert "says no session" in joined(officer.lines)
        await officer.press("backspace backspace backspace backspace")
        await officer.type("am, Reg 2=pm")
        assert "→ Reg 1=AM, Reg 2=PM" in joined(officer.lines)
        await officer.press("enter")
        assert "All that it needs." in officer.lines[1]
        await officer.press("s")
        await officer.type("Reg")
        await officer.press("enter")
        assert "Kept as “Reg”" in officer.screen
    assert named(school.record, "Reg").sessions == (("Reg 1", "AM"), ("Reg 2", "PM"))


async def test_what_the_file_is_may_be_said(school: School, opened: Open, inbox: Path) -> None:
    async with opened() as officer:
        await officer.press("g q P enter a")
        await officer.type("pup")
        assert "→ pupils" in officer.screen
        await officer.press("enter")
        assert officer.lines[0].startswith("odd.csv   pupils")
        await officer.press("\\")
        assert "backslash escapes" in officer.lines[0]
        await officer.press("\\")
        assert "afternoon mark" in officer.screen


async def test_under_a_forced_command_only_the_inbox_is_read(
    school: School, opened: Open, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDAY_CAPTIVE", "1")
    secret = tmp_path / "secret.csv"
    secret.write_text("Name,Salary\nHead,1\n")
    (inbox / "failed" / "link.csv").symlink_to(secret)
    (inbox / "failed" / "hard.csv").hardlink_to(secret)
    async with opened() as officer:
        await officer.press("g q P")
        assert "odd.csv" in officer.screen
        assert "link.csv" not in officer.screen and "hard.csv" not in officer.screen
        assert "another file" not in officer.screen.splitlines()[-1]
        await officer.press("p")
        assert "reads the inbox's files and no others" in officer.screen
        await officer.press("escape")
        from core.errors import Refused
        from tui.profiling import Profiling

        for path in (secret, inbox / "failed" / "link.csv", inbox / ".." / "secret.csv"):
            with pytest.raises(Refused, match="no others"):
                await Profiling(officer.app.desk).look(path)


async def test_a_folder_that_is_a_link_offers_nothing(
    school: School, opened: Open, inbox: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (inbox / "failed").rename(elsewhere)
    (inbox / "failed").symlink_to(elsewhere)
    async with opened() as officer:
        await officer.press("g q P")
        assert "odd.csv" not in officer.screen


async def test_without_a_forced_command_a_path_may_be_typed(
    school: School, opened: Open, tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(odd(school))
    async with opened() as officer:
        await officer.press("g q P")
        assert "No inbox is set" in officer.screen
        await officer.press("p")
        await officer.type(str(tmp_path / "none.csv"))
        await officer.press("enter")
        assert "no such file" in joined(officer.lines)
        await officer.press("ctrl+u")
        await officer.type(str(path))
        await officer.press("enter")
        assert "mine.csv" in officer.lines[0] and "Pupil No" in officer.screen


async def test_hostile_captions_and_names_are_drawn_as_text(
    school: School, opened: Open, inbox: Path
) -> None:
    drop(inbox, "[b]x[b].csv", 'a,[/b],"\x1b[2J","x\u202ey"\n1,[@click=app.quit]x[/],=1+1,\x9b31m\n')
    take_inbox(school.record, school.ann, inbox, Options())
    async with opened() as officer:
        await officer.press("g q P")
        assert "[b]x[b].csv" in officer.screen
        for keys in ("enter", "escape down enter"):
            await officer.press(keys)
        await officer.press("escape")
        assert "\x1b" not in officer.screen


async def test_who_only_reads_does_not_come_here(school: School, opened: Open, inbox: Path) -> None:
    async with opened(account="lee") as officer:
        await officer.press("g q P")
        assert "only reads" in officer.screen


async def test_a_file_that_is_no_table_is_one_line(school: School, opened: Open, inbox: Path) -> None:
    (inbox / "failed" / "odd.csv").write_bytes(bytes(100))
    async with opened() as officer:
        await officer.press("g q P enter")
        assert "not a text file" in joined(officer.lines)


def test_the_import_by_hand_asks_nothing_either(school: School, tmp_path: Path) -> None:
    from importers.mapping import Column, mapping
    from importers.profiles import save

    columns = [Column("Pupil No", "upn"), Column("Day of mark", "date"), Column("Half", "session"),
               Column("Code 2", "mark"), Column("House")]  # fmt: skip
    save(school.record, school.ann, mapping("A", "marks-session", columns))
    path = tmp_path / "odd.csv"
    path.write_text(odd(school))
    assert import_files(school.record, school.ann, [path], Options())[0].error is None


async def test_the_offices_own_list_is_said_with_o_and_kept(
    school: School, opened: Open, inbox: Path
) -> None:
    async with opened() as officer:
        await officer.press(f"g q P enter enter u p n enter {CHOOSE} o")
        assert "the school's own list" in officer.lines[0]
        assert "its codes settle no correction" in officer.screen
        await officer.press("s A enter")
        assert "marks-session" in officer.screen and "own list" in officer.screen
    assert named(school.record, "A").own
