"""`firstday corrections`: printed, as JSON, as a file for whoever enters them in the MIS."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.cli.conftest import Line


def test_a_reason_found_out_is_listed_until_an_import_shows_it(
    firstday: Line, absent: list[str], tmp_path: Path
) -> None:
    one = absent[0]
    firstday.ok("call", one, "--outcome", "spoke", "--reason", "ill")
    mine = [c for c in firstday.ok("corrections", "--json").json if c["pupil"]["upn"] == one]
    assert [(c["session"], c["suggested"], c["differs"]) for c in mine] == [("2026-11-20 AM", ["I"], False)]
    assert "enter I in the MIS" in firstday.ok("corrections").out

    marks = tmp_path / "marks.csv"
    marks.write_text(f"UPN,Date,Session,Mark\n{one},2026-11-20,AM,I\n")
    assert firstday("import", "--force", "--taken", "2026-11-20T09:30", marks).code == 0
    assert not [c for c in firstday.ok("corrections", "--json").json if c["pupil"]["upn"] == one]


def test_the_file_holds_a_row_a_session_and_its_leaving_is_journalled(
    firstday: Line, absent: list[str], tmp_path: Path
) -> None:
    firstday.ok("call", absent[0], "--outcome", "spoke", "--reason", "ill", "--note", "=1+1")
    out = tmp_path / "corrections.csv"
    said = firstday.ok("corrections", "--csv", out)
    listed = firstday.ok("corrections", "--json").json
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(listed) > 0
    assert f"{len(rows)} correction" in said.err + said.out
    (mine,) = [row for row in rows if row["UPN"] == absent[0]]
    assert (mine["Date"], mine["Session"], mine["Mark"]) == ("2026-11-20", "AM", "I")
    last = firstday.last()
    assert (last["kind"], last["data"]["to"]) == ("export", str(out))
    assert "is there already" in firstday.fails("corrections", "--csv", out)


def test_when_the_mis_shows_everything_it_says_so(firstday: Line) -> None:
    for one in firstday.ok("corrections", "--json").json:
        marks = firstday.record.parent / "all.csv"
        day, half = one["session"].split()
        marks.write_text(f"UPN,Date,Session,Mark\n{one['pupil']['upn']},{day},{half},{one['suggested'][0]}\n")
        firstday("import", "--force", "--taken", "2026-11-20T09:40", marks)
    ended = firstday.ok("corrections")
    assert "The MIS shows all that was found out." in ended.err
    assert ended.out == ""


def test_the_offices_own_sheet_is_not_the_mis_and_settles_nothing(
    firstday: Line, absent: list[str], tmp_path: Path
) -> None:
    """An office sheet said I, and the list said that the MIS shows all; the MIS still had N."""
    one = absent[0]
    firstday.ok("call", one, "--outcome", "spoke", "--reason", "ill")
    office = tmp_path / "office.csv"
    office.write_text(f"Number,Day of it,Half,Said\n{one},2026-11-20,AM,I\n")
    columns = [f"{name}={field}" for name, field in
               (("Number", "upn"), ("Day of it", "date"), ("Half", "session"), ("Said", "mark"))]  # fmt: skip
    named = [word for column in columns for word in ("--column", column)]
    kept = firstday("profile", office, "--save", "Office", "--as", "marks-session", *named, "--own-list")
    assert "settle no correction" in kept.err + kept.out
    assert "own_list = true" in firstday.ok("profile", "--show", "Office").out
    assert "own list" in firstday.ok("profile", "--list").out
    assert firstday("import", "--taken", "2026-11-20T09:30", office).code == 0

    def mine() -> list[tuple[str, str]]:
        found = firstday.ok("corrections", "--json").json
        return [(c["mark"], c["said"]) for c in found if c["pupil"]["upn"] == one]

    assert [said for _, said in mine()] == ["enter I in the MIS"]
    marks = tmp_path / "marks.csv"
    marks.write_text(f"UPN,Date,Session,Mark\n{one},2026-11-20,AM,I\n")
    assert firstday("import", "--force", "--taken", "2026-11-20T09:40", marks).code == 0
    assert mine() == []
