"""A refusal names the real cause first, and what mends it."""

from __future__ import annotations

import pytest

from tests.importers.desk import MARKS, Desk, session_rows, upn

DAY = "2026-11-16"


@pytest.fixture
def school(desk: Desk) -> Desk:
    return desk.with_pupils()


def said(desk: Desk, text: str) -> str:
    [done] = desk.load(text)
    assert done.outcome == "refused" and done.error is not None and done.error.exit_code == 2
    return str(done.error)


def test_codes_nobody_knows_are_no_missing_pupils_file(school: Desk) -> None:
    told = said(school, session_rows((1, DAY, "AM", "poorly"), (2, DAY, "AM", "poorly")))
    assert 'no row could be understood (row 2: the mark "poorly" is no attendance code)' in told
    assert "pupils file" not in told


def test_a_file_of_captions_alone_says_so(school: Desk) -> None:
    told = said(school, MARKS)
    assert "captions and no rows below them" in told and "pupils file" not in told


def test_pupils_nobody_knows_still_ask_for_the_pupils_file(school: Desk) -> None:
    told = said(school, session_rows((1, DAY, "AM", "poorly"), (77, DAY, "AM", "/"), (78, DAY, "AM", "/")))
    assert f"no pupil with UPN {upn(77)}" in told and "Import the pupils file first" in told


@pytest.mark.parametrize("head", ["Kid,When,Half,What", "UPN,Date,Mark,Room"])
def test_captions_nobody_knows_end_with_the_profile_that_reads_them(school: Desk, head: str) -> None:
    told = said(school, f"{head}\na,b,c,d\n")
    assert told.endswith("or say once which column is which: firstday profile FILE (P in g q).")
