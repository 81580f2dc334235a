"""Under a forced command there is the board, and no command beside it."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Line


@pytest.mark.parametrize("words", ["board", "backup x.db", "import x.csv", "demo", "rules load order x"])
def test_no_command_is_run(firstday: Line, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTDAY_CAPTIVE", "1")
    before = firstday.everything()
    ended = firstday(*words.split())
    assert (ended.code, ended.out) == (2, "")
    assert "opens the board and nothing else" in ended.err
    assert firstday.everything() == before
