"""erase, report subject-access, setting: what leaves the record, and what leaves it for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Line
from tests.cli.test_restricted import WORD, become, confide


def test_a_subject_access_page_is_written_for_its_owner_alone_and_journalled(
    firstday: Line, absent: list[str], tmp_path: Path
) -> None:
    confide(firstday.record, absent[0])
    out = tmp_path / "held.html"
    said = firstday.ok("report", "subject-access", absent[0], "--out", out).err
    assert f"{out}: " in said and out.stat().st_mode & 0o777 == 0o600
    assert "Everything held about" in out.read_text() and WORD not in out.read_text()
    last = firstday.last()
    assert (last["kind"], last["data"]["what"]) == ("export", "subject access")
    assert last["pupil"]["upn"] == absent[0]
    assert "is there already" in firstday.fails("report", "subject-access", absent[0], "--out", out)


def test_it_says_what_it_needs(firstday: Line, absent: list[str]) -> None:
    assert "Say about whom" in firstday.fails("report", "subject-access")
    assert "give --out FILE.html" in firstday.fails("report", "subject-access", absent[0])


def test_an_account_nobody_listed_takes_none(firstday: Line, absent: list[str], tmp_path: Path) -> None:
    become(firstday.record, "")
    out = tmp_path / "held.html"
    assert "nothing leaves the record" in firstday.fails("report", "subject-access", absent[0], "--out", out)
    assert not out.exists()


def test_a_child_s_words_are_erased_and_the_journal_verifies(firstday: Line, absent: list[str]) -> None:
    become(firstday.record, "dsl")
    upn = absent[0]
    firstday.ok("note", upn, f"{WORD} of the child")
    firstday.ok("suggest", upn, "I", "mother emailed 08:50")
    dry = firstday.ok("erase", upn, "--reason", "asked", "--dry-run")
    assert WORD in dry.out and "stays until 2032-11-20" in dry.out and "nothing was changed" in dry.err
    done = firstday.ok("erase", upn, "--reason", "asked")
    assert "The journal stays whole" in done.err and "six years (SI 2024/208" in done.err
    assert WORD not in firstday.ok("journal", "--json").out + firstday.ok("pupil", upn, "--json").out
    firstday.ok("journal", "--verify")
    firstday.ok("check")


def test_who_may_not_erase_is_told_whose_it_is(firstday: Line, absent: list[str]) -> None:
    firstday.ok("note", absent[0], WORD)
    assert "Erasing is the DSL's" in firstday.fails("erase", absent[0], "--reason", "asked")
    assert "Erasing is the DSL's" in firstday.fails("erase", absent[0], "--reason", "asked", "--dry-run")


def test_settings_are_listed_told_and_set(firstday: Line) -> None:
    assert "phones = shown" in firstday.ok("setting").out
    firstday.ok("setting", "phones", "masked")
    assert firstday.ok("setting", "phones").out.startswith("phones = masked")
    assert "it takes shown or masked" in firstday.fails("setting", "phones", "maybe")


def test_heads_go_to_a_file_elsewhere_and_the_journal_is_verified_against_all(
    firstday: Line, absent: list[str], tmp_path: Path
) -> None:
    heads = tmp_path / "heads.txt"
    assert firstday.ok("journal", "--head-out", heads).out.startswith("head ")
    firstday.ok("note", absent[0], "later")
    firstday.ok("journal", "--verify", "--head", heads, "--head-out", heads)
    assert len(heads.read_text().splitlines()) == 2
    firstday.ok("journal", "--verify", "--head", heads)
    assert firstday("journal", "--verify", "--head", tmp_path / "record.db").code == 3


@pytest.mark.parametrize("typed", ["heads.txt", "/nonexistent/heads-2026-11-20T09:16"])
def test_a_mistyped_head_is_no_journal_that_somebody_has_cut(firstday: Line, typed: str) -> None:
    """A path without a file was taken for a head: “its end was cut off or it was written anew”."""
    ended = firstday("journal", "--verify", "--head", typed)
    assert (ended.code, ended.out) == (3, "")
    assert "no such file of heads" in ended.err and ended.err.count("\n") == 1
    never = firstday("journal", "--verify", "--head", f"1:{'0' * 64}")
    assert never.code == 1 and "cut off" in never.out
