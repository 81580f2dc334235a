"""The morning as an officer works it, by keys in a real terminal; afterwards the record is read."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.tmux import Terminal, run
from tui.typing_on import WORDS

pytestmark = pytest.mark.terminal


def board(record: Path) -> dict[str, Any]:
    """The board as a script reads it."""
    told = run("--record", str(record), "board", "--json")
    assert told.returncode == 0, told.stderr
    return dict(json.loads(told.stdout))


def events(record: Path) -> list[dict[str, Any]]:
    """The journal as a script reads it."""
    return list(json.loads(run("--record", str(record), "journal", "--json").stdout))


def test_from_demo_to_a_logged_call() -> None:
    with Terminal("demo", "--pupils", "200", "--years", "1") as terminal:
        terminal.wait("not reached")
        terminal.type("c n")
        terminal.wait(lambda shown: "no answer" in shown.casefold())
        terminal.type("q")
        terminal.wait("ended with status 0")


def test_two_keys_log_a_no_answer_and_the_record_holds_it(record: Path) -> None:
    before = board(record)
    first = before["rows"][0]["pupil"]["id"]
    with Terminal("--record", str(record)) as terminal:
        terminal.wait("not reached")
        terminal.type("c n")
        terminal.wait(lambda shown: "no answer" in shown.casefold())
        terminal.type("q")
        terminal.wait("ended with status 0")
    row = next(row for row in board(record)["rows"] if row["pupil"]["id"] == first)
    assert row["attempts"][-1]["outcome"] == "no-answer"
    assert row["term"] == "not_reached"
    assert run("--record", str(record), "journal", "--verify").returncode == 0


def test_three_keys_log_a_conversation_with_its_reason(record: Path) -> None:
    before = board(record)
    first = before["rows"][0]["pupil"]["id"]
    with Terminal("--record", str(record)) as terminal:
        terminal.wait("not reached")
        terminal.type("c s i")
        terminal.wait(lambda shown: f"{before['reckoning']['explained'] + 1} explained" in shown)
        terminal.type("q")
        terminal.wait("ended with status 0")
    after = board(record)
    assert after["reckoning"]["explained"] == before["reckoning"]["explained"] + 1
    assert after["reckoning"]["not_reached"] == before["reckoning"]["not_reached"] - 1
    last = events(record)[-1]
    assert (last["kind"], last["pupil"]["id"], last["data"]["reason"]) == ("call", first, "ill")


def test_owner_and_review_in_at_most_eight_keys(record: Path) -> None:
    first = board(record)["rows"][0]["pupil"]["upn"]
    people = json.loads(run("--record", str(record), "people", "--json").stdout)
    owner = next(one for one in people if one["role"] == "senco")
    keys = ["o", *owner["initials"].lower(), "Enter", "r", "Enter"]
    assert len(keys) <= 8
    with Terminal("--record", str(record)) as terminal:
        terminal.wait("not reached")
        terminal.type(" ".join(keys))
        terminal.wait(lambda shown: "review" in shown.casefold() and "11 Dec" in shown)
        terminal.type("q")
        terminal.wait("ended with status 0")
    plan = json.loads(run("--record", str(record), "pupil", first, "--json").stdout)["plan"]
    assert (plan["owner"], plan["review_on"]) == (owner["account"], "2026-12-11")


def test_an_act_elsewhere_shows_within_a_second_and_the_cursor_keeps_its_pupil(record: Path) -> None:
    rows = board(record)["rows"]
    with Terminal("--record", str(record), size="120x40") as terminal:
        terminal.wait("not reached")
        terminal.type("Down Down")
        here = cursor_line(terminal.wait(lambda shown: "▌" in shown))
        done = run(
            "--record", str(record), "call", rows[0]["pupil"]["upn"], "--outcome", "spoke", "--reason", "ill"
        )
        assert done.returncode == 0, done.stderr
        explained = board(record)["reckoning"]["explained"]
        shown = terminal.wait(f"{explained} explained")
        assert cursor_line(shown) == here
        terminal.type("q")


def cursor_line(shown: str) -> str:
    """The name and form on the line the cursor is on."""
    line = next(line for line in shown.splitlines() if line.startswith("▌"))
    return re.split(r"\s{2,}", line.strip("▌ "))[0]


def test_undo_by_key_takes_the_call_back(record: Path) -> None:
    before = board(record)["reckoning"]
    with Terminal("--record", str(record)) as terminal:
        terminal.wait("not reached")
        terminal.type("c s t")
        terminal.wait(f"{before['explained'] + 1} explained")
        time.sleep(WORDS)  # faster than that it is the u of "unwell"
        terminal.type("u")
        terminal.wait(f"{before['explained']} explained")
        terminal.type("q")
        terminal.wait("ended with status 0")
    assert board(record)["reckoning"] == before
    assert [event["kind"] for event in events(record)[-2:]] == ["call", "undo"]


@pytest.mark.parametrize("key", ["Enter", "?", "=", "g r", "g d", "g m", "g q", "/"])
def test_every_place_opens_and_closes_without_changing_anything(record: Path, key: str) -> None:
    before = len(events(record))
    with Terminal("--record", str(record)) as terminal:
        board_screen = terminal.wait("not reached")
        terminal.type(key)
        terminal.wait(lambda shown: shown != board_screen)
        terminal.type("Escape")
        terminal.wait("c call")
        terminal.type("q")
        terminal.wait("ended with status 0")
    assert len(events(record)) == before


@pytest.mark.parametrize(
    ("size", "term", "more"),
    [
        ("200x60", "xterm-256color", {}),
        ("80x24", "screen", {}),
        ("80x24", "xterm", {"NO_COLOR": "1"}),
        ("41x12", "xterm", {}),
    ],
)
def test_any_terminal(record: Path, size: str, term: str, more: dict[str, str]) -> None:
    with Terminal("--record", str(record), size=size, term=term, **more) as terminal:
        terminal.wait("▌")
        terminal.type("c v")
        terminal.wait(lambda shown: "voicemail" in shown.casefold())
        terminal.type("q")
        terminal.wait("ended with status 0")


def test_invalid_bytes_from_the_terminal_do_not_end_the_app(record: Path) -> None:
    with Terminal("--record", str(record)) as terminal:
        terminal.wait("not reached")
        terminal.type("t")
        for byte in ("a3", "e9", "ff"):
            terminal._run("send-keys", "-H", byte)
        terminal.type("=still_here Enter")
        terminal.wait(lambda shown: "noted" in shown.casefold())
        terminal.type("q")
        terminal.wait("ended with status 0")
    assert "still here" in events(record)[-1]["data"]["text"]
