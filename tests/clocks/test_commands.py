"""The commands: clocks, promise, part-time; and the list behind `g k`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.lists.by_key import read_list
from core.record import Record
from tests.clocks.making import attend, put, put_days
from tests.core.making import add_pupil, make_record
from tui.cli.program import cli


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A record with Kit Kerr, away five days of last week and N this Friday."""
    with make_record(tmp_path) as record:
        one = add_pupil(record, surname="Kerr", forename="Kit")
        attend(record, one)
        put_days(record, one, "2026-11-09", 5, "O")
        put(record, one, {"2026-11-20": "N -"})
        return record.path


def run(place: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--record", str(place), "--today", "2026-11-20T09:16", *words])


def read(place: Path, *words: str) -> list[dict[str, Any]]:
    done = run(place, "clocks", *words, "--json")
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_json_as_the_contract_has_it(place: Path) -> None:
    ten, n_code = read(place)
    assert list(ten) == ["pupil", "kind", "due", "met_on", "state", "count", "sessions", "rule", "advice"]
    assert ten["pupil"] | {"id": 1} == {
        "id": 1, "upn": "A801200000001", "adno": "000001", "name": "Kerr, Kit", "year": "9", "reg": "9A",
    }  # fmt: skip
    assert (ten["kind"], ten["state"], ten["due"], ten["met_on"]) == (
        "ten-sessions", "met", None, "2026-11-13 PM",
    )  # fmt: skip
    assert ten["count"] == len(ten["sessions"]) == 11
    assert ten["sessions"][0] == "2026-11-09 AM"
    assert (n_code["kind"], n_code["state"], n_code["due"], n_code["met_on"]) == (
        "n-code", "running", "2026-11-27", None,
    )  # fmt: skip


def test_in_words(place: Path) -> None:
    done = run(place, "clocks", "Kerr")
    assert done.stdout.splitlines()[0].startswith(
        "Kerr, Kit 9A; met Fri 13 Nov PM; 10 sessions in 10 school weeks; 11 sessions, Mon 9 Nov AM to "
    )


def test_considered(place: Path) -> None:
    done = run(place, "clocks", "Kerr", "--considered", "Quiet entrance from Monday")
    assert (done.exit_code, done.stderr) == (0, "Considered: ten sessions · Kerr, Kit\n")
    assert [clock["kind"] for clock in read(place, "Kerr")] == ["n-code"]
    assert "nothing waiting" in str(run(place, "clocks", "Kerr", "--considered", "again").exception)


def test_a_promise_and_keeping_it(place: Path) -> None:
    assert run(place, "promise", "Kerr", "A locker by the library", "fri").exit_code == 0
    assert [clock["due"] for clock in read(place, "Kerr") if clock["kind"] == "promised-help"] == [
        "2026-11-27"
    ]
    assert "Done as promised: A locker" in run(place, "promise", "Kerr", "--kept").stderr
    assert "promised-help" not in [clock["kind"] for clock in read(place, "Kerr")]


def test_part_time(place: Path) -> None:
    done = run(place, "part-time", "Kerr", "2026-11-23", "2026-12-11", "--sessions", "Mon PM, Fri PM")
    assert "Part-time Mon 23 Nov to Fri 11 Dec, without Mon PM, Fri PM" in done.stderr
    assert [c["due"] for c in read(place, "Kerr") if c["kind"] == "part-time-end"] == ["2026-12-11"]


@pytest.mark.parametrize(
    "words",
    [("clocks", "--considered", "x"), ("clocks", "Kerr", "--kind", "n-codes"), ("promise", "Kerr", "x"),
     ("part-time", "Kerr", "soon", "later"), ("promise", "Kerr", "--kept"), ("clocks", "Nobody")],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_nothing_is_kept(place: Path, words: tuple[str, ...]) -> None:
    done = run(place, *words)
    assert done.exit_code != 0
    with Record.open(place) as record:
        assert record.db.execute("SELECT count(*) FROM event").fetchone()[0] == 0


def test_without_a_calendar(tmp_path: Path) -> None:
    with make_record(tmp_path, calendar=False) as record:
        path = record.path
    done = run(path, "clocks")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no deadlines" in done.stderr


def test_the_list_behind_g_k(place: Path) -> None:
    from core.clock import FixedClock
    from tests.core.making import NOW

    with Record.open(place, FixedClock(NOW)) as record:
        listing = read_list(record, "clocks")
    assert [(row.group, *row.cells[:2]) for row in listing.rows] == [
        ("MET, NOT YET CONSIDERED", "Fri 13 Nov", "Kerr, Kit"),
        ("RUNNING", "Fri 27 Nov", "Kerr, Kit"),
    ]
    assert "met Fri 13 Nov PM" in listing.rows[0].detail


def test_of_two_promises_of_the_same_words_the_first_due_is_kept(place: Path) -> None:
    for text, when in (("Bus pass", "2026-11-27"), ("Bus pass", "2026-12-04"), ("Bus pass for May", "fri")):
        assert run(place, "promise", "Kerr", text, when).exit_code == 0
    assert run(place, "promise", "Kerr", "Bus", "--kept").exit_code != 0
    assert run(place, "promise", "Kerr", "bus pass", "--kept").exit_code == 0
    left = [(one["advice"], one["due"]) for one in read(place) if one["kind"] == "promised-help"]
    assert left == [("Promised: Bus pass for May", "2026-11-27"), ("Promised: Bus pass", "2026-12-04")]


def test_one_kind_alone_is_listed(place: Path) -> None:
    """`clocks --kind ehcp-review` said "--kind goes with --considered" and listed nothing."""
    assert [clock["kind"] for clock in read(place, "--kind", "n-code")] == ["n-code"]
    assert [clock["kind"] for clock in read(place, "Kerr", "--kind", "ten-sessions")] == ["ten-sessions"]
    none = run(place, "clocks", "--kind", "ehcp-review")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No clock is running: ehcp-review.\n")
    refused = str(run(place, "clocks", "--kind", "ehcp").exception)
    assert refused.startswith("ehcp is no clock: tell-social-worker, ")
