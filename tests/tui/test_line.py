"""The app on a line of its own: bad bytes, a lost line, a window nobody has, few bytes."""

from __future__ import annotations

import os
import signal
import termios
import time
from collections.abc import Iterator

import pytest

from core.together import claims, drafts
from tests.tui.conftest import School
from tests.tui.line import START, Line


@pytest.fixture
def line(school: School) -> Iterator[Line]:
    """The app, with its board drawn."""
    made = Line(school.record)
    made.wait("not reached")
    made.settle()  # the preview too
    yield made
    made.close()


def test_a_cursor_move_costs_at_most_400_bytes_and_rest_costs_none(line: Line) -> None:
    line.type(b"j")  # clears what was said at the beginning
    line.settle()
    line.type(b"k")
    assert 0 < len(line.read(0.05)) <= 400
    line.read(0.5)
    assert line.read(2.0) == b""


def test_bytes_that_are_no_text_do_not_end_it(line: Line, school: School) -> None:
    line.type(b"t")
    line.read(0.3)
    for byte in (b"\xa3", b"\xe9", b"\xff", b"\xf0\x9f"):
        line.type(byte)
        line.read(0.1)
    line.type(b"still here\r")
    line.wait("Noted")
    line.type(b"q")
    assert line.status() == 0
    assert [kind for kind, _ in school.events()] == ["note"]


def test_a_paste_without_brackets_runs_nothing(line: Line, school: School) -> None:
    line.type(b"message mother, call later, look at quiet room x")
    line.wait("pasted?")
    assert school.events() == []


def test_a_window_nobody_has_is_drawn_smaller(line: Line) -> None:
    line.resize(65_535, 65_535)
    line.read(2.0)
    assert line.resident < 200_000


def test_a_hung_up_line_keeps_the_note_and_frees_the_pupil(line: Line, school: School) -> None:
    line.type(b"c\t")
    line.read(0.3)
    line.type(b"half a")
    line.read(0.1)
    os.kill(line.pid, signal.SIGHUP)
    assert line.status() == 129
    assert drafts.load(school.record, school.ann, "call", school.ids["Abbot"]) == "half a"
    assert claims.claims(school.record) == {}


def test_a_lost_line_ends_it_even_where_hang_ups_are_ignored(school: School) -> None:
    line = Line(school.record, deaf=True)
    try:
        line.wait("not reached")
        os.close(line.fd)
        assert line.status() == 129
    finally:
        line.close()


CLEAN = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?7h", b"\x1b[?1004l")


def half_a_note(line: Line, text: bytes = b"half a") -> None:
    """Type a note on the first pupil's call, which is drafted within a second."""
    line.type(b"c\t")
    line.read(0.3)
    line.type(text)
    line.read(0.1)


def gone(line: Line) -> int | None:
    """How the process ended, in the three seconds it has."""
    return line.status(3.0)


@pytest.mark.parametrize("one", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_leave_keeps_the_note_and_leaves_the_terminal_clean(
    line: Line, school: School, one: signal.Signals
) -> None:
    before = termios.tcgetattr(line.fd)[3]
    assert not before & termios.ICANON
    half_a_note(line)
    os.kill(line.pid, one)
    said = line.read(1.5)
    assert gone(line) == 129
    assert [end for end in CLEAN if end not in said] == []
    assert termios.tcgetattr(line.fd)[3] & termios.ICANON
    assert drafts.load(school.record, school.ann, "call", school.ids["Abbot"]) == "half a"
    assert claims.claims(school.record) == {} and claims.people_on(school.record) == 0


def test_with_the_record_locked_by_another_it_is_gone_in_three_seconds_all_the_same(
    line: Line, school: School
) -> None:
    half_a_note(line)
    line.read(1.0)  # drafted
    with school.record.write():
        line.type(b" sentence")
        line.read(0.2)
        os.kill(line.pid, signal.SIGTERM)
        said = line.read(2.5)
        assert gone(line) == 129
    assert [end for end in CLEAN if end not in said] == []
    assert drafts.load(school.record, school.ann, "call", school.ids["Abbot"]) == "half a"
    assert claims.claims(school.record) == {}


def test_with_nobody_reading_the_terminal_it_still_drafts_and_leaves(line: Line, school: School) -> None:
    half_a_note(line)
    for wide in range(200):  # far more than a terminal holds
        line.resize(80 + wide % 40, 24)
        time.sleep(0.02)
    line.type(b" sentence")
    time.sleep(1.0)
    assert drafts.load(school.record, school.ann, "call", school.ids["Abbot"]) == "half a sentence"
    os.kill(line.pid, signal.SIGTERM)
    assert gone(line) is not None
    assert claims.claims(school.record) == {}


def test_a_terminal_that_is_read_again_shows_the_screen_whole(line: Line) -> None:
    for wide in range(300):
        line.resize(80 + wide % 40, 24)
        time.sleep(0.02)
    line.resize(80, 24)
    time.sleep(0.5)
    line.read(1.5)
    line.type(b"?")
    line.wait("Keys of the board", 3.0)
    line.type(b"q")
    shown = line.wait("not reached", 3.0)
    assert b"Abbot" in shown + line.read(0.5)


def test_ctrl_z_and_ctrl_backslash_neither_stop_nor_end_it(line: Line) -> None:
    line.type(b"\x1a")
    line.type(b"\x1c")
    for one in (signal.SIGTSTP, signal.SIGQUIT, signal.SIGCONT):
        os.kill(line.pid, one)
    line.read(0.3)
    line.type(b"?")
    line.wait("Keys of the board", 3.0)
    line.type(b"qq")
    assert line.status() == 0


def test_five_hundred_sizes_in_two_seconds(line: Line) -> None:
    sizes = ((0, 0), (1, 1), (10_000, 10_000), (65_535, 65_535), (80, 24), (41, 12), (120, 40))
    for number in range(500):
        line.resize(*sizes[number % len(sizes)])
        line.read(0.003)
    line.resize(80, 24)
    line.read(1.0)
    assert line.resident < 300_000
    line.type(b"?")
    line.wait("Keys of the board", 2.0)
    line.type(b"qq")
    assert line.status() == 0


@pytest.mark.parametrize("brackets", [(b"\x1b[200~", b"\x1b[201~"), (b"", b"")])
def test_a_megabyte_pasted_into_a_note_is_kept_as_far_as_a_note_goes(
    line: Line, school: School, brackets: tuple[bytes, bytes]
) -> None:
    line.type(b"t")
    line.read(0.3)
    start, end = brackets
    shown = line.flood(start + b"first words " + b"0123456789" * 100_000 + end)
    if b"cut off" not in shown:
        line.wait("cut off")
    line.read(1.0)  # what else was pasted: Enter in one read with it would be pasted too
    line.type(b"\r")
    line.wait("Noted")
    assert line.resident < 300_000
    line.type(b"q")
    assert line.status() == 0
    (text,) = school.record.db.execute("SELECT text FROM note").fetchone()
    assert text.startswith("first words 0123456789012")


def test_a_paste_whose_end_never_comes_gives_the_keys_back(line: Line) -> None:
    line.type(b"t\x1b[200~half a paste")
    line.wait("half a paste", 5.0)
    line.type(b" and typed")
    line.wait("typed", 5.0)


@pytest.mark.parametrize(
    "bad", [b"\xa3", b"\x93", b"\xff", b"caf\xc3", "café £5".encode("utf-16"), "Zoë".encode("latin-1")]
)
def test_text_in_another_encoding_is_kept_with_a_mark(line: Line, school: School, bad: bytes) -> None:
    line.type(b"t")
    line.read(0.3)
    line.type(b"before " + bad)
    line.read(0.3)
    line.type(b" after")
    line.read(0.3)
    line.type(b"\r")
    line.wait("Noted")
    (text,) = school.record.db.execute("SELECT text FROM note").fetchone()
    assert text.startswith("before ") and text.endswith(" after") and "\ufffd" in text


def test_an_e_acute_that_comes_in_two_halves_is_one(line: Line, school: School) -> None:
    line.type(b"tcaf\xc3")
    line.read(0.3)
    line.type(b"\xa9\r")
    line.wait("Noted")
    assert school.record.db.execute("SELECT text FROM note").fetchone()[0] == "café"


# Two faults with a child's words in their variables: where the window is left, and in leaving itself.
FAULTY = (
    """
from tui.app import FirstdayApp
def fall(self, status=0):
    words = "the gate is so loud I freeze"
    raise KeyError(words)
FirstdayApp.on_app_blur = FirstdayApp.hang_up = fall
"""
    + START
)


@pytest.mark.parametrize("leaving", [False, True])
def test_a_fault_leaves_a_number_and_nothing_of_a_child(school: School, leaving: bool) -> None:
    line = Line(school.record, start=FAULTY)
    try:
        line.wait("not reached")
        line.settle()
        if leaving:
            os.kill(line.pid, signal.SIGTERM)
        else:
            line.type(b"\x1b[O")
        said = line.read(2.5)
        assert line.status(3.0) == (129 if leaving else 1)
    finally:
        line.close()
    after = said.rpartition(b"\x1b[?1049l")[2]
    assert [end for end in CLEAN if end not in said] == []
    assert b"Traceback" not in said and b"loud" not in said and b"Abbot" not in after
    assert leaving or b"Firstday stopped (error " in after
