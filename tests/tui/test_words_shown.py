"""Words a stranger stumbled over: keys of the reason list are never shown as such."""

from __future__ import annotations

from core.reasons import REASONS
from core.telling import tell_call
from tests.tui.conftest import Open


def test_every_reason_is_told_in_words() -> None:
    for reason in REASONS:
        told = tell_call(
            {"outcome": "spoke", "contact": "mother", "reason": reason.word, "code": reason.code}
        )
        assert told == f"spoke to mother: {reason.phrase} (suggests {reason.code})"
    assert "a reason of its own" in tell_call({"outcome": "spoke", "reason": "a reason of its own"})


async def test_would_not_say_reads_so_everywhere(opened: Open) -> None:
    async with opened(size=(120, 40)) as officer:
        await officer.press("c s n")
        shown = [officer.screen]
        officer.room.rows.go(1)
        officer.room.follow(0)
        await officer.settle()
        shown.append(officer.screen)
        await officer.press("enter")
        shown.append(officer.screen)
    assert all("would not say" in screen and "wont-say" not in screen for screen in shown)


async def test_a_reason_known_today_is_in_words_on_the_pupils_page(opened: Open) -> None:
    async with opened(size=(120, 40)) as officer:
        await officer.press("c s a")
        officer.room.rows.go(1)
        officer.room.follow(0)
        await officer.settle()
        assert "today: anxious about coming in, mother" in officer.screen
        await officer.press("enter")
        assert "anxious about coming in, mother, suggests code I" in officer.screen
