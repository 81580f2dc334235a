"""board, pupil, people, journal: what they print, and the JSON promised."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Line

SUM = ("explained", "texted", "in_hand", "with_dsl", "not_reached")
LANES = {"call-now", "in-hand", "with-dsl", "clock", "review-due", "flag", "explained", "arrived"}


def test_the_board_of_the_fictional_morning(large: Line) -> None:
    board = large.board()
    promised = (
        "school date session marks_at minutes_old marks_in_part set_aside refused registers_missing unknown "
        "reckoning rows"
    )
    assert list(board) == promised.split()
    assert (board["marks_in_part"], board["set_aside"], board["refused"]) == (False, 0, [])
    assert (board["school"], board["date"], board["session"]) == ("Alder Vale School", "2026-11-20", "AM")
    assert (board["marks_at"], board["minutes_old"]) == ("2026-11-20T09:12:00", 4)
    assert len(board["registers_missing"]) == 2 and board["unknown"] > 0
    sums = board["reckoning"]
    assert list(sums) == ["absent", *SUM]
    assert sums["absent"] == 92 == sum(sums[term] for term in SUM)
    assert 36 <= sums["absent"] - sums["explained"] <= 44
    for term in SUM:
        assert sums[term] == sum(row["term"] == term for row in board["rows"])


def test_the_rows_of_the_board(large: Line) -> None:
    rows = large.board()["rows"]
    keys = [
        "pupil", "lane", "tier", "term", "rank", "why", "day_of_absence", "codes", "attempts", "claimed_by",
        "owner", "review_on", "flags", "clocks",
    ]  # fmt: skip
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert list(row) == keys and list(row["pupil"]) == ["id", "upn", "adno", "name", "year", "reg"]
        assert row["lane"] in LANES and row["why"] and set(row["codes"]) == {"AM", "PM"}
        for attempt in row["attempts"]:
            assert list(attempt) == ["at", "by", "contact", "outcome"]
    families = [row for row in rows if any("also away" in why for why in row["why"])]
    assert len(families) >= 22  # eleven households of two or more


def test_the_board_printed(large: Line) -> None:
    told = large.ok("board")
    assert not told.err
    head, sum_line, marks, *rest = told.out.splitlines()
    assert "Alder Vale School" in head and "Fri 20 Nov 09:16" in head and "AM" in head
    assert sum_line.startswith("92 absent = ")
    assert marks.startswith("marks 20 Nov 09:12 (4 min old) · 2 registers missing (")
    assert rest[0] == "fictional school"
    groups = [line.split(" (")[0] for line in rest if line and line[0].isupper() and line.endswith(")")]
    assert groups[:2] == ["NOW", "TODAY"] and groups == list(dict.fromkeys(groups))


def test_the_board_without_calendar_and_pupils(nowhere: Line) -> None:
    nowhere.ok("init", "--school", "Empty School")
    board = nowhere.board()
    assert board["reckoning"]["absent"] == 0 and board["rows"] == [] and board["marks_at"] is None
    assert "no calendar loaded" in nowhere.ok("board").out


def test_a_pupil(firstday: Line, absent: list[str]) -> None:
    found = firstday.ok("pupil", absent[0], "--json").json
    assert list(found) == [
        "pupil", "attendance", "clocks", "flags", "barriers", "plan", "contacts", "timeline", "past"
    ]  # fmt: skip
    assert list(found["attendance"]) == [
        "from", "to", "possible", "attending", "authorised", "unauthorised", "late", "missing_marks",
        "not_possible", "percent", "persistent", "severe",
    ]  # fmt: skip
    figures = found["attendance"]
    assert figures["possible"] == figures["attending"] + figures["authorised"] + figures["unauthorised"]
    assert isinstance(figures["percent"], float) and figures["to"] == "2026-11-20"
    told = firstday.ok("pupil", absent[0]).out
    assert told.splitlines()[1].startswith("MAKES IT HARD") and "NEXT STEP" in told and "CONTACT 1" in told


def test_a_pupil_by_admission_number_and_name(firstday: Line, absent: list[str]) -> None:
    one = firstday.ok("pupil", absent[0], "--json").json["pupil"]
    assert firstday.ok("pupil", one["adno"], "--json").json["pupil"] == one
    assert firstday.ok("pupil", one["adno"].lstrip("0"), "--json").json["pupil"] == one
    surname, forename = one["name"].split(", ")
    assert firstday.ok("pupil", f"{forename} {surname}", "--json").json["pupil"] == one
    assert firstday.ok("pupil", one["upn"].lower(), "--json").json["pupil"] == one


def test_attendance_of_a_span(firstday: Line, absent: list[str]) -> None:
    told = firstday.ok("pupil", absent[0], "--from", "2026-11-16", "--to", "2026-11-18", "--json").json
    assert told["attendance"]["from"] == "2026-11-16" and told["attendance"]["possible"] <= 6
    nothing = firstday.ok("pupil", absent[0], "--from", "2026-08-01", "--to", "2026-08-02", "--json").json
    figures = nothing["attendance"]
    assert figures["possible"] == 0
    assert [figures[key] for key in ("percent", "persistent", "severe")] == [None] * 3
    assert "attended n/a" in firstday.ok("pupil", absent[0], "--from", "2026-08-01", "--to", "2026-08-02").out


@pytest.mark.parametrize("span", [("2030-01-01", None), ("1995-01-01", "2035-01-01"), (None, "2020-01-01")])
def test_odd_spans_are_no_trouble(
    firstday: Line, absent: list[str], span: tuple[str | None, str | None]
) -> None:
    args = [word for name, day in zip(("--from", "--to"), span, strict=True) if day for word in (name, day)]
    ended = firstday("pupil", absent[0], *args, "--json")
    assert ended.code in (0, 2)
    assert ended.code == 0 or ended.err.count("\n") == 1


def test_people(firstday: Line) -> None:
    found = firstday.ok("people", "--json").json
    assert [list(one) for one in found] == [["account", "name", "initials", "role", "email"]] * len(found)
    assert {one["role"] for one in found} == {"officer", "pastoral", "senco", "dsl", "leader"}
    assert len(firstday.ok("people").out.splitlines()) == len(found)


def test_nobody_on_the_staff_list_yet(nowhere: Line) -> None:
    nowhere.ok("init", "--school", "S")
    told = nowhere.ok("people")
    assert told.out == "" and "as an officer" in told.err
    assert nowhere.ok("people", "--json").json == []


def test_the_journal(firstday: Line, absent: list[str]) -> None:
    firstday.ok("note", absent[0], "rang the office")
    found = firstday.ok("journal", "--json").json
    assert [one["id"] for one in found] == list(range(1, len(found) + 1))
    assert list(found[-1]) == ["id", "act", "at", "by", "kind", "pupil", "data", "hash", "undone_by"]
    assert found[-1]["kind"] == "note" and found[-1]["pupil"]["upn"] == absent[0]
    assert found[-1]["data"]["text"] == "rang the office" and len(found[-1]["hash"]) == 64
    own = firstday.ok("journal", absent[0], "--json").json
    assert own[-1] == found[-1] and {one["pupil"]["upn"] for one in own} == {absent[0]}
    assert "rang the office" in firstday.ok("journal", absent[0]).out.splitlines()[-1]


def test_a_sound_journal_and_its_head(firstday: Line, absent: list[str]) -> None:
    said, head = firstday.ok("journal", "--verify").out.splitlines()
    assert "unaltered" in said and head.startswith("head ")
    noted = head.removeprefix("head ")
    firstday.ok("note", absent[0], "later")
    assert firstday.ok("journal", "--verify", "--head", noted).out.startswith(said.split()[0][:0])
    assert firstday.ok("journal", "--verify", "--head", noted, "--json").json["sound"] is True
    for other in (f"1:{noted.split(':')[1]}", "0" * 63 + "1", "999:abc", "rubbish"):
        ended = firstday("journal", "--verify", "--head", other)
        assert ended.code == 1 and "not in this journal" in ended.out


def test_an_altered_journal_is_found(firstday: Line, absent: list[str]) -> None:
    from core.record import Record

    firstday.ok("note", absent[0], "as it was")
    with Record.open(firstday.record) as record, record.write() as db:
        db.execute("DROP TRIGGER body_stands")
        db.execute("UPDATE event_body SET body = replace(body, 'as it was', 'as it is')")
    ended = firstday("journal", "--verify")
    assert ended.code == 1 and "altered" in ended.out and not ended.err
    found = firstday("journal", "--verify", "--json")
    assert found.code == 1 and found.json["sound"] is False


def test_a_rehearsed_day(firstday: Line) -> None:
    before = firstday.bare(
        "--record", str(firstday.record), "--today", "2026-11-19T08:30", "board", "--json"
    ).json
    assert before["date"] == "2026-11-19"
    day = firstday.bare("--record", str(firstday.record), "--today", "2026-11-20", "board", "--json").json
    assert day["minutes_old"] == firstday.board()["minutes_old"]  # it stands at 09:16 that day
    sunday = firstday.bare("--record", str(firstday.record), "--today", "2026-11-22", "board")
    assert "No school today: a Sunday" in sunday.out


def test_the_clock_of_a_fictional_school_never_runs_back(firstday: Line, absent: list[str]) -> None:
    firstday.bare("--record", str(firstday.record), "--today", "2026-11-20T11:30", "note", absent[0], "later")
    firstday.ok("note", absent[0], "later still")
    assert firstday.last()["at"] >= "2026-11-20T11:30"
