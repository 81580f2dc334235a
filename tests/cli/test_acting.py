"""Commands that act: each is one event, shows on the board, and can be taken back."""

from __future__ import annotations

import pytest

from core.acts import CARD_FIELDS
from core.record import Record
from tests.cli.conftest import Line
from tests.cli.test_restricted import become

NOT_SPOKEN = ["voicemail", "no-answer", "wrong-number"]


def view(firstday: Line, upn: str) -> dict:
    return firstday.ok("pupil", upn, "--json").json


@pytest.mark.parametrize("outcome", NOT_SPOKEN)
def test_nobody_reached(firstday: Line, absent: list[str], outcome: str) -> None:
    told = firstday.ok("call", absent[0], "--outcome", outcome, "--note", "rings out")
    assert told.out == "" and told.err.count("\n") == 1
    row = firstday.row(absent[0])
    assert row["term"] == "not_reached" and row["attempts"][-1]["outcome"] == outcome
    last = firstday.last()
    assert last["kind"] == "call" and last["data"]["note"] == "rings out" and last["data"]["contact"]


def test_spoke_with_a_reason_explains(firstday: Line, absent: list[str]) -> None:
    before = firstday.board()["reckoning"]
    firstday.ok("call", absent[0], "--outcome", "spoke", "--reason", "ill", "--note", "temperature")
    after = firstday.board()["reckoning"]
    assert after["explained"] == before["explained"] + 1 and after["absent"] == before["absent"]
    row = firstday.row(absent[0])
    assert (row["term"], row["lane"]) == ("explained", "explained") and "ill" in row["why"][0]


@pytest.mark.parametrize(
    ("reason", "word", "code"),
    [("ill", "ill", "I"), ("i", "ill", "I"), ("dentist", "medical", "M"), ("h", "holiday", "G"),
     ("M", None, "M"), ("c1", None, "C1"), ("family", "family", "O"), ("i am ill", None, None)],
)  # fmt: skip
def test_reasons_by_key_word_and_code(
    firstday: Line, absent: list[str], reason: str, word: str | None, code: str | None
) -> None:
    if code is None:
        assert "is no reason here" in firstday.fails(
            "call", absent[0], "--outcome", "spoke", "--reason", reason
        )
        return
    firstday.ok("call", absent[0], "--outcome", "spoke", "--reason", reason)
    data = firstday.last()["data"]
    assert data["code"] == code and (word is None or data["reason"] == word)


def test_would_not_say_stays_in_hand(firstday: Line, absent: list[str]) -> None:
    firstday.ok("call", absent[0], "--outcome", "spoke", "--reason", "n")
    assert firstday.row(absent[0])["term"] == "in_hand"


def test_spoke_without_a_reason_stays_in_hand(firstday: Line, absent: list[str]) -> None:
    firstday.ok("call", absent[0], "--outcome", "spoke")
    assert firstday.row(absent[0])["term"] == "in_hand"


def test_rings_back(firstday: Line, absent: list[str]) -> None:
    firstday.ok("call", absent[0], "--outcome", "rings-back", "--ring", "9:45")
    assert firstday.last()["data"]["ring_at"] == "09:45"
    row = firstday.row(absent[0])
    assert row["term"] == "in_hand" and "rings back 09:45" in row["why"][0]


def test_a_message_is_an_attempt(firstday: Line, absent: list[str]) -> None:
    firstday.ok("call", absent[0], "--outcome", "message", "--with", absent[1], "--note", "link sent")
    assert [firstday.row(upn)["term"] for upn in absent[:2]] == ["texted", "texted"]
    events = firstday.ok("journal", "--json").json[-2:]
    assert len({event["act"] for event in events}) == 1 and {event["kind"] for event in events} == {"message"}
    firstday.ok("undo")
    assert [firstday.row(upn)["term"] for upn in absent[:2]] == ["not_reached", "not_reached"]


def test_did_not_know_goes_to_the_dsl(firstday: Line, absent: list[str]) -> None:
    firstday.ok("call", absent[0], "--outcome", "did-not-know")
    assert firstday.row(absent[0])["term"] == "with_dsl"
    name = view(firstday, absent[0])["pupil"]["name"]
    assert f"{name}" in firstday.ok("dsl").out
    assert "Only the DSL" in firstday.fails("dsl", "--ack", absent[0])


def test_the_dsl_acknowledges(nowhere: Line) -> None:
    nowhere.ok("init", "--school", "S")
    folder = nowhere.record.parent
    (folder / "pupils.csv").write_text("UPN,Legal Surname,Legal Forename,Reg\nA1,One,Amy,7A\nA2,Two,Bo,7B\n")
    nowhere.ok("import", folder / "pupils.csv")
    assert nowhere.ok("dsl").out == ""
    assert "not waiting" in nowhere.fails("dsl", "--ack", "A1")
    nowhere.ok("call", "A1", "--outcome", "did-not-know")
    nowhere.ok("dsl", "--ack", "A1")
    assert "not waiting" in nowhere.fails("dsl", "--ack", "A1")


def test_back_covers_the_days_before_it(firstday: Line, absent: list[str]) -> None:
    firstday.ok("call", absent[0], "--outcome", "spoke", "--reason", "ill", "--back", "2026-11-25")
    assert firstday.last()["data"]["until"] == "2026-11-24"


def test_the_contact_rung(firstday: Line, absent: list[str]) -> None:
    upn = next(upn for upn in absent if len(view(firstday, upn)["contacts"]) > 1)
    second = view(firstday, upn)["contacts"][1]
    firstday.ok("call", upn, "--outcome", "voicemail", "--contact", 2)
    assert firstday.last()["data"]["contact"] in (second["relationship"], second["name"])
    assert view(firstday, upn)["contacts"][1]["last"]["outcome"] == "voicemail"
    for number in ("0", "9", "-1"):
        assert "no contact" in firstday.fails("call", upn, "--outcome", "voicemail", "--contact", number)


def test_one_call_about_a_sibling_too(large: Line) -> None:
    row = next(
        row
        for row in large.board()["rows"]
        if row["term"] == "not_reached" and "also away" in " ".join(row["why"])
    )
    sibling = next(why for why in row["why"] if "also away" in why).split(": ")[1].split(",")[0]
    forename, reg = sibling.rsplit(" ", 1)
    surnames = [r["pupil"] for r in large.board()["rows"] if r["pupil"]["reg"] == reg]
    other = next(one for one in surnames if one["name"].endswith(f", {forename}"))
    ended = large(
        "call", row["pupil"]["upn"], "--outcome", "spoke", "--reason", "ill", "--with", other["upn"]
    )
    if ended.code:  # this contact may not be told about the other
        assert "may not be told" in ended.err
        return
    events = large.ok("journal", "--json").json[-2:]
    assert [event["pupil"]["upn"] for event in events] == [row["pupil"]["upn"], other["upn"]]
    assert large.row(other["upn"])["term"] == "explained"


def test_a_call_is_not_about_a_stranger(firstday: Line, absent: list[str]) -> None:
    said = firstday.fails("call", absent[0], "--outcome", "spoke", "--reason", "i", "--with", absent[1])
    assert "may not be told about" in said


@pytest.mark.parametrize(
    "options",
    [["--outcome", "voicemail", "--reason", "ill"], ["--outcome", "message", "--contact", "1"],
     ["--outcome", "message", "--contact", "0"], ["--outcome", "message", "--reason", "ill"],
     ["--outcome", "voicemail", "--back", "2026-11-25"], ["--outcome", "spoke", "--back", "2026-11-25"],
     ["--outcome", "no-answer", "--ring", "10:00"],
     ["--outcome", "spoke", "--reason", "i", "--back", "2026-11-20"],
     ["--outcome", "spoke", "--reason", "i", "--back", "2026-11-01"],
     ["--outcome", "spoke", "--reason", "i", "--back", "31/12"],
     ["--outcome", "rings-back", "--ring", "noon"], ["--outcome", "rings-back", "--ring", "25:00"]],
)  # fmt: skip
def test_what_a_call_cannot_keep_is_refused(firstday: Line, absent: list[str], options: list[str]) -> None:
    firstday.fails("call", absent[0], *options)


def test_arrived(firstday: Line, absent: list[str]) -> None:
    before = firstday.board()["reckoning"]["absent"]
    firstday.ok("arrived", absent[0], "--at", "9:10")
    assert firstday.board()["reckoning"]["absent"] == before - 1
    assert firstday.row(absent[0])["lane"] == "arrived"
    assert "arrived at 09:10 already" in firstday.fails("arrived", absent[0])
    firstday.ok("arrived", absent[1])
    assert firstday.last()["data"]["time"] == "09:16"
    for time in ("23:59", "9", "half past", "09:60", "-1:00"):
        firstday.fails("arrived", absent[2] if len(absent) > 2 else absent[1], "--at", time)


def test_arrived_of_who_is_marked_present_notes_nothing(firstday: Line) -> None:
    here = next(row["pupil"]["upn"] for row in firstday.board()["rows"] if row["codes"]["AM"] == "/")
    assert "is already marked present (/) this morning: no arrival noted" in firstday.fails("arrived", here)


def test_owner_review_and_barrier(firstday: Line, absent: list[str]) -> None:
    upn = absent[0]
    firstday.ok("assign", upn, "MS")
    assert "Fri 11 Dec" in firstday.ok("review", upn).err
    firstday.ok("barrier", upn, "The gate is crowded when the bus comes in")
    found = view(firstday, upn)
    assert (found["plan"]["owner"], found["plan"]["owner_name"]) == ("marek", "Marek Stolarski")
    assert found["plan"]["review_on"] == "2026-12-11" == firstday.row(upn)["review_on"]
    assert list(found["barriers"][0]) == ["text", "kind", "whose", "since", "by"]
    assert found["barriers"][0]["text"] == "The gate is crowded when the bus comes in"
    assert firstday.ok("pupil", upn).out.splitlines()[1].startswith("MAKES IT HARD  The gate is crowded")


@pytest.mark.parametrize("owner", ["marek", "MS", "ms", "Marek", "@marek", "stolar"])
def test_an_owner_however_typed(firstday: Line, absent: list[str], owner: str) -> None:
    assert "Marek Stolarski" in firstday.ok("assign", absent[0], owner).err


@pytest.mark.parametrize(
    ("when", "day"),
    [("+3w", "2026-12-11"), ("2026-12-14", "2026-12-14"), ("14/12", "2026-12-14"), ("fri", "2026-11-27"),
     ("2", "2026-12-04"), ("", "2026-12-11")],
)  # fmt: skip
def test_a_review_however_typed(firstday: Line, absent: list[str], when: str, day: str) -> None:
    firstday.ok("review", absent[0], when)
    assert firstday.last()["data"]["review"] == day


@pytest.mark.parametrize("when", ["31/02", "2026-11-01", "+99w", "9999-12-31", "soon", "0"])
def test_no_day_for_a_review(firstday: Line, absent: list[str], when: str) -> None:
    firstday.fails("review", absent[0], when)


def test_a_day_without_school_is_moved_and_said(firstday: Line, absent: list[str]) -> None:
    told = firstday.ok("review", absent[0], "sunday").err
    assert told == "Review set. Sun 22 Nov is no school day: Mon 23 Nov\n"
    assert firstday.last()["data"]["review"] == "2026-11-23"


def test_a_review_says_the_day_it_replaces(firstday: Line, absent: list[str]) -> None:
    """`review WHO ""` put three weeks in the place of the day that was set, and said nothing of it."""
    firstday.ok("review", absent[0], "27/11")
    assert firstday.ok("review", absent[0], "").err.endswith("; it was set for Fri 27 Nov\n")
    assert "it was set" not in firstday.ok("review", absent[0], "").err


def test_a_promise_for_a_day_without_school_is_one_plain_sentence(firstday: Line, absent: list[str]) -> None:
    """It read "Promised by Sun 22 Nov is no school day: …"."""
    told = firstday.ok("promise", absent[0], "A bus pass", "sunday").err
    assert told == "Promise noted. Sun 22 Nov is no school day: Mon 23 Nov\n"
    assert firstday.ok("promise", absent[0], "A locker", "fri").err.startswith("Promised by Fri 27 Nov, ")


def test_a_vague_barrier_is_asked_about_and_kept_if_insisted(firstday: Line, absent: list[str]) -> None:
    said = firstday.fails("barrier", absent[0], "anxious")
    assert said.endswith("?") or "?" in said
    firstday.ok("barrier", absent[0], "anxious", "--keep")
    assert firstday.last()["data"]["kept"] is True


def test_all_in_one_line(firstday: Line, absent: list[str]) -> None:
    line = "@marek +2w quiet entrance, met at 08:40 / the gate is crowded at 08:50"
    firstday.ok("follow", absent[0], line)
    found = view(firstday, absent[0])
    assert found["plan"]["next_step"] == "quiet entrance, met at 08:40"
    assert (found["plan"]["owner"], found["plan"]["review_on"]) == ("marek", "2026-12-04")
    firstday.ok("undo")
    assert view(firstday, absent[0])["plan"]["owner"] is None
    firstday.fails("follow", absent[0], " ")


def test_notes_and_the_card(firstday: Line, absent: list[str]) -> None:
    firstday.ok("note", absent[0], "Grandmother collects on Fridays\nfrom the office")
    assert "collects on Fridays\nfrom" in view(firstday, absent[0])["timeline"][0]["text"]
    for field in CARD_FIELDS:
        firstday.ok("card", absent[0], field, f"about {field}")
    assert "HELPS  about helps" in firstday.ok("pupil", absent[0]).out
    firstday.ok("card", absent[0], "helps", "")
    assert "HELPS  about" not in firstday.ok("pupil", absent[0]).out
    assert "no field of the card" in firstday.fails("card", absent[0], "colour", "red")
    firstday.fails("note", absent[0], "  ")


def test_a_code_suggested(firstday: Line, absent: list[str]) -> None:
    firstday.ok("suggest", absent[0], "I")
    assert firstday.row(absent[0])["term"] == "not_reached"
    firstday.ok("suggest", absent[0], "i", "mother emailed 08:50")
    assert firstday.row(absent[0])["term"] == "explained"
    for code in ("H", "ZZ", "", "-"):
        firstday.fails("suggest", absent[0], code)


def test_undo_and_redo(firstday: Line, absent: list[str]) -> None:
    firstday.ok("call", absent[0], "--outcome", "spoke", "--reason", "ill")
    told = firstday.ok("undo")
    assert "Took back" in told.err and told.out == ""
    assert firstday.row(absent[0])["term"] == "not_reached"
    firstday.ok("redo")
    assert firstday.row(absent[0])["term"] == "explained"
    assert "nothing of yours to bring back" in firstday.fails("redo")
    firstday.ok("undo")
    undone = [event for event in firstday.ok("journal", absent[0], "--json").json if event["undone_by"]]
    assert undone[-1]["kind"] == "call"
    assert "(taken back)" in firstday.ok("journal", absent[0]).out


def test_nothing_to_take_back(nowhere: Line) -> None:
    nowhere.ok("init", "--school", "S")
    assert "nothing of yours" in nowhere.fails("undo")
    assert "nothing of yours" in nowhere.fails("redo")


def test_who_only_reads_changes_nothing(firstday: Line, absent: list[str]) -> None:
    from tui.cli.session import account

    with Record.open(firstday.record) as record, record.write() as db:
        db.execute("UPDATE staff SET listed = 0 WHERE account = ?", (account(),))
    upn = absent[0]
    commands = [
        ("call", upn, "--outcome", "voicemail"), ("arrived", upn), ("assign", upn, "MS"), ("review", upn),
        ("barrier", upn, "the gate is crowded at 08:50"), ("note", upn, "x"), ("card", upn, "helps", "x"),
        ("suggest", upn, "I"), ("follow", upn, "@MS +3w"), ("undo",), ("redo",),
        ("import", str(firstday.record)), ("rules", "reset", "order"),
    ]  # fmt: skip
    for command in commands:
        assert "may read but not change" in firstday.fails(*command), command
    firstday.ok("board")
    firstday.ok("pupil", upn)


@pytest.mark.parametrize(
    "line",
    [
        "follow {} busy gate",
        "barrier {} gate",
        "barrier nobody-of-that-name gate",
        "assign {} nobody",
        "review {} yesterday",
        "promise {} taxi yesterday",
        "dismiss {} no-flag why yesterday",
        "suggest {} QQ",
        "call nobody-of-that-name --outcome no-answer",
        "arrived {} --at 25:99",
    ],
)
@pytest.mark.parametrize("role", ["leader", ""])
def test_who_only_reads_is_told_so_before_being_asked_for_better_words(
    firstday: Line, absent: list[str], line: str, role: str
) -> None:
    """A headteacher was asked which part of the morning was hard, and then refused."""
    become(firstday.record, role)
    first, who, *rest = line.format(absent[0]).split(" ", 2)
    words = rest[0].split() if "--" in line or first in ("promise", "dismiss") else rest
    assert "may read but not change the record" in firstday.fails(first, who, *words)
