"""Every place: its keys, the tiny window, few colours, ASCII, and text that means harm."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from core import acts
from core.clock import FixedClock
from core.views import Reckoning
from tests.core.making import NOW, add_contact, add_pupil, mark
from tests.tui.conftest import Open, School, at_work
from tui import commands, ink
from tui.app import FirstdayApp
from tui.commands import Place, Situation
from tui.driver import clamp
from tui.keys import Stroke
from tui.screens.acting import ActingRoom
from tui.screens.board import BoardRoom
from tui.screens.find import FindRoom
from tui.screens.help import HelpRoom, help_lines
from tui.screens.listing import ListRoom
from tui.screens.profiles import ColumnsRoom, FilesRoom
from tui.screens.pupil import PupilRoom
from tui.screens.set_aside import SetAsideRoom
from tui.widgets.header import fitting, sum_words

ROOMS = {Place.BOARD: BoardRoom, Place.PUPIL: PupilRoom, Place.LIST: SetAsideRoom, Place.FIND: FindRoom,
         Place.HELP: HelpRoom, Place.FILES: FilesRoom, Place.COLUMNS: ColumnsRoom}  # fmt: skip

HOSTILE = {
    "closing markup": "[/b]",
    "a link": "[@click=app.quit]x[/]",
    "apostrophe": "O'Brien",
    "formula": "=1+1",
    "long": "x" * 10_000,
    "escape sequence": "\x1b]0;owned\x07\x1b[2J",
    "c1": "\x9b31m",
    "right to left": "\u202egnp\u2066",
    "wide": "漢字かな" * 40,
    "combining": "a" + "\u0301" * 50,
    "lines": "one\ntwo\r\nthree",
}


@pytest.mark.parametrize("place", ROOMS)
def test_every_command_of_a_place_is_done_by_its_room(place: Place) -> None:
    for command in commands.at(place):
        assert hasattr(ROOMS[place], f"do_{command.name.replace('-', '_')}"), command.name


@pytest.mark.parametrize("place", Place)
def test_no_key_means_two_things_in_one_place(place: Place) -> None:
    keys = [key for command in commands.at(place) for key in command.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("place", Place)
def test_help_lists_every_key_of_its_place(place: Place) -> None:
    situation = Situation(place)
    told = "\n".join("".join(part.text for part in row) for row in help_lines(place, situation, 100))
    for command in commands.at(place):
        if command.belongs(situation):
            assert commands.keys_shown(command) in told
            assert command.words in told


@pytest.mark.parametrize(
    ("keys", "own"),
    [
        ("g k", {"considered"}),
        ("g p", {"dismiss"}),
        ("g s", {"dismiss"}),
        ("g q", {"put right", "take back import", "columns"}),
        ("g r", set()),
        ("g m", set()),
        ("g i", set()),
        ("g c", set()),
        ("=", set()),
        ("g d", {"acknowledge"}),
        ("g w", {"drop it"}),
        ("H", {"take it on"}),
    ],
)
async def test_the_help_of_a_list_tells_of_no_key_that_only_another_list_knows(
    opened: Open, keys: str, own: set[str]
) -> None:
    """`I … (not now: I takes back the latest import: in g q.)` stood in the help of the clocks."""
    async with opened("dee") as officer:
        await officer.press(f"{keys} ?")
        page = officer.app.screen
        assert isinstance(page, HelpRoom)
        told = ["".join(part.text for part in row) for row in page.page._lines]
        acts = told[told.index("Acts") + 1 : told.index("Going elsewhere")]
        named = {row[17:37].strip() for row in acts if row[2:3].strip()}
        assert named == own | {"undo", "redo"}


async def test_help_opens_for_the_place_she_is_in(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("?")
        assert "Keys of the board" in officer.screen
        await officer.press("q enter ?")
        assert "Keys of the pupil" in officer.screen
        await officer.press("escape escape")
        assert officer.app.screen is officer.room


async def test_enter_opens_the_pupil_and_changes_nothing(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("enter enter")
        assert isinstance(officer.app.screen, PupilRoom)
        assert "MAKES IT HARD" in officer.screen
        assert "TIMELINE" in "".join(part.text for row in officer.app.screen.page.lines for part in row)
        await officer.press("left")
        assert officer.app.screen is officer.room
    assert school.events() == []


async def test_a_call_works_on_the_pupils_page_too(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("enter c")
        assert "CALLING mother" in officer.screen
        await officer.press("n")
        assert "o answer" in officer.screen
        await officer.press("q")
        assert officer.room.rows.key == school.ids["Abbot"]
    assert school.events() == [("call", school.ids["Abbot"])]


async def test_the_sum_says_who_is_in_it(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c n =")
        assert "not reached 6" in officer.screen
        await officer.press("down enter")
        assert officer.app.screen is officer.room
        assert officer.at == "Carr"  # second there: who was tried stands last


@pytest.mark.parametrize("key", ["r", "d", "m", "q"])
async def test_the_lists_behind_g_open_and_close(opened: Open, key: str) -> None:
    async with opened() as officer:
        await officer.press(f"g {key}")
        assert isinstance(officer.app.screen, ListRoom)
        await officer.press("escape")
        assert officer.app.screen is officer.room


async def test_find_goes_to_the_board_row_or_opens_the_pupil(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("/")
        await officer.type("car")
        assert "Carr, Kit" in officer.screen
        await officer.press("enter")
        assert officer.at == "Carr"
        await officer.press("/")
        await officer.type("pres")
        await officer.press("enter")
        assert isinstance(officer.app.screen, PupilRoom)
        assert "Present, Pat" in officer.screen


async def test_a_group_folds_and_opens(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("z")
        assert "Abbot" not in officer.screen.split("─")[0]
        assert "folded" in officer.screen
        await officer.press("z")
        assert "Abbot, Kit" in officer.screen


@pytest.mark.parametrize("size", [(40, 10), (41, 12), (60, 15), (80, 24), (110, 30), (200, 60), (300, 120)])
async def test_any_window(opened: Open, size: tuple[int, int]) -> None:
    async with opened(size=size) as officer:
        await officer.press("c n enter q ? q / escape = q r")
        await officer.press("escape c tab a escape")


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (39, 12), (80, 9)])
async def test_what_nobody_sees_is_not_done(school: School, opened: Open, size: tuple[int, int]) -> None:
    """`c n` logged a call and `l` an arrival, about whom the window was too small to say."""
    async with opened(size=size) as officer:
        assert "window too small: keys wait, q leaves"[: size[0]] in officer.screen
        await officer.press("c n l m x enter f")
        await officer.type("+3w side door")
        await officer.press("enter u")
        assert school.events() == [] and not officer.room.calling.open
        await officer.pilot.resize_terminal(80, 24)
        await officer.settle()
        assert officer.at == "Abbot" and officer.app.screen is officer.room
        await officer.press("l")
        assert school.events() == [("arrived", school.ids["Abbot"])]


async def test_a_line_open_in_a_window_that_shrinks_waits_with_its_words(
    school: School, opened: Open
) -> None:
    async with opened() as officer:
        await officer.press("t")
        await officer.type("gran will")
        await officer.pilot.resize_terminal(30, 5)
        await officer.settle()
        await officer.type(" ring")
        await officer.press("enter")
        await officer.pilot.resize_terminal(80, 24)
        await officer.settle()
        assert officer.lines[-1].rstrip() == "note gran will"
        await officer.press("enter")
    assert [kind for kind, _ in school.events()] == ["note"]


async def test_a_window_too_small_can_be_left(school: School, opened: Open) -> None:
    async with opened(size=(30, 5)) as officer:
        await officer.press("q")
        assert officer.app.return_code == 0


@pytest.mark.parametrize("columns", [40, 50, 60, 80])
@pytest.mark.parametrize("keys", ["", "enter", "c", "g q", "H"])
async def test_the_key_that_lists_all_others_is_never_cut_from_the_foot(
    opened: Open, columns: int, keys: str
) -> None:
    """At 60 columns the board's foot ended with `x select`: nothing said how to find the rest."""
    async with opened(size=(columns, 20)) as officer:
        await officer.press(keys)
        assert "? keys" in officer.lines[-1]
        assert all(ink.width(line) <= columns for line in officer.lines)


async def test_the_window_shrinks_and_grows_under_an_open_strip(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("c")
        for columns, rows in ((10, 3), (120, 40), (41, 10), (80, 24)):
            await officer.pilot.resize_terminal(columns, rows)
            await officer.settle()
        assert "CALLING mother" in officer.screen


def test_a_huge_window_is_drawn_smaller() -> None:
    assert clamp(65_535, 65_535) == (300, 120)
    assert clamp(0, 0) == (1, 1)


@pytest.mark.parametrize("cells", range(10, 130, 7))
def test_the_sum_adds_up_at_any_width(cells: int) -> None:
    said = fitting(sum_words(Reckoning(92, 51, 12, 9, 3, 17)), cells)
    numbers = [int(number) for number in re.findall(r"\d+", said)]
    assert numbers[0] == sum(numbers[1:])
    assert ink.width(said) <= max(cells, 24)


def test_the_whole_sum_stands_in_eighty_columns() -> None:
    said = fitting(sum_words(Reckoning(92, 51, 12, 9, 3, 17)), 80)
    assert said == "92 absent = 51 explained + 12 messaged + 9 in hand + 3 with DSL + 17 not reached"


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_is_only_text_on_every_screen(school: School, opened: Open, name: str) -> None:
    text = HOSTILE[name]
    record = school.record
    one = add_pupil(
        record, surname=text, forename=text, reg="9A", transport=text, named_adult=text, household="H"
    )
    two = add_pupil(record, surname=text, forename="Two", reg=text, household="H", looked_after=True)
    for pupil in (one, two):
        add_contact(record, pupil, name=text, relationship=text, notes=text, best_time=text, language=text)
        mark(record, pupil, f"{NOW.date().isoformat()} AM", "N")
        for field in ("hard", "helps", "agreed", "do-not-ask", "can-offer"):
            acts.set_card(record, school.bob, pupil, field, text)
        acts.set_barrier(record, school.bob, [pupil], text, keep=True, whose=text)
        acts.set_step(record, school.bob, [pupil], text)
        acts.set_review(record, school.bob, [pupil], NOW.date())
        acts.add_note(record, school.bob, [pupil], text)
    async with opened() as officer:
        for size in ((80, 24), (120, 40)):
            await officer.pilot.resize_terminal(*size)
            officer.room.rows.go(two)
            officer.room.follow(0)
            for keys in (
                "c",
                "s",
                "tab",
                "escape",
                "enter",
                "q",
                "=",
                "q",
                "g r",
                "q",
                "g d",
                "q",
                "/",
            ):
                await officer.press(keys)
                wrong = re.findall(
                    r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", officer.screen.replace("\n", "")
                )
                assert wrong == []
                assert all(ink.width(line) == size[0] for line in officer.lines)


async def test_pasted_control_characters_never_enter_a_note(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("t")
        officer.app.keys.feed(Stroke("paste", "a\x1b[2Jb\nc\x07", True))
        await officer.settle()
        assert officer.room.prompt.entry.text == "a[2Jb c"
        await officer.press("enter")


async def test_a_paste_where_keys_are_commands_runs_nothing(school: School, opened: Open) -> None:
    async with opened() as officer:
        officer.app.keys.feed(Stroke("paste", "mmmlllcnxq", True))
        await officer.settle()
        assert "pasted?" in officer.screen
        for _ in range(30):  # a paste without its brackets
            officer.app.keys.feed(Stroke.of_key("x"))
        await officer.settle()
        assert "keys came at once" in officer.screen
        assert len(officer.room.rows.selected) < 12
    assert school.events() == []


async def test_without_colour_every_state_is_readable(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_work(school.path) as officer:
        assert ink.Ink.ansi
        await officer.press("x")
        assert "●" in officer.lines[5]
        assert officer.lines[6].startswith("▌")
        assert "TODAY 6" in officer.screen


async def test_an_ascii_terminal_gets_ascii_only(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDAY_ASCII", "1")
    async with at_work(school.path, size=(120, 40)) as officer:
        for keys in ("x", "c", "escape", "enter", "q", "?", "q", "b"):
            await officer.press(keys)
            assert officer.screen.isascii()


async def test_an_ascii_terminal_shows_names_by_their_letters(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chloé stood there as `Chlo?`, and with FIRSTDAY_ASCII as bytes that such a terminal garbles."""
    monkeypatch.setenv("FIRSTDAY_ASCII", "1")
    with school.record.write() as db:
        db.execute(
            "UPDATE pupil SET surname = 'Łęcka-Nuñez', forename = 'Chloé 王' WHERE id = ?",
            (school.ids["Abbot"],),
        )
    async with at_work(school.path) as officer:
        assert "Lecka-Nunez, Chl~" in officer.screen and officer.screen.isascii()
        officer.room.rows.go(school.ids["Abbot"])
        await officer.press("enter")
        assert officer.lines[0].startswith("Lecka-Nunez, Chloe ?? . ")


async def test_a_record_that_is_not_there_ends_in_one_line(tmp_path: Path) -> None:
    app = FirstdayApp(tmp_path / "none.db", FixedClock(NOW), "ann")
    async with app.run_test() as pilot:
        await pilot.pause(0.5)
    assert "There is no record" in app.failure
    assert app.return_code == 2


async def test_hanging_up_saves_the_draft_and_frees_the_claim(
    school: School, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.together import claims, drafts

    async with opened() as officer:
        await officer.press("c tab")
        await officer.type("mid sent")
        officer.app.hang_up()
        await officer.pilot.pause(0.5)
        assert officer.app.return_code == 129
    assert drafts.load(school.record, school.ann, "call", school.ids["Abbot"]) == "mid sent"
    assert claims.claims(school.record) == {}
    assert claims.people_on(school.record) == 0


async def test_after_a_lost_line_she_stands_where_she_was(school: School, opened: Open) -> None:
    async with opened() as officer:
        await officer.press("down down c tab")
        await officer.type("mid sent")
        await officer.app.board_room.park()
    async with opened() as officer:
        assert officer.at == "Carr"
        assert "1 call parked at 09:16: ' returns" in officer.screen
        await officer.press("c tab")
        await officer.type("ence")
        assert "Note  mid sentence" in officer.screen


def test_importing_the_app_loads_nothing_of_the_record() -> None:
    heavy = "{'core.record', 'core.board', 'sqlite3', 'pysqlite3', 'sqlite_utils', 'dateutil'}"
    asked = f"import sys, tui.app; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


async def test_q_leaves_the_board_at_once(opened: Open) -> None:
    async with opened() as officer:
        await officer.press("q")
        assert officer.app.return_code == 0


def test_acting_rooms_are_the_board_and_the_pupil() -> None:
    assert issubclass(BoardRoom, ActingRoom)
    assert issubclass(PupilRoom, ActingRoom)
    assert NOW.date() == date(2026, 11, 20)
