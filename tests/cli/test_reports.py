"""`firstday report cohorts`: groups side by side, as they may leave the school."""

from __future__ import annotations

import csv
from pathlib import Path

from core.cohorts import BY
from core.record import Record
from tests.cli.conftest import Line


def test_groups_are_printed_and_given_to_programs(firstday: Line) -> None:
    printed = firstday.ok("report", "cohorts").out
    assert "year 7; " in printed and "points" in printed
    found = firstday.ok("report", "cohorts", "--by", "year", "--json").json
    assert [one["group"] for one in found] == ["7", "8", "9", "10", "11"]
    first = found[0]
    assert first["pupils"] >= 10 and first["possible"] > first["missed"] > 0
    assert first["persistent"] >= first["severe"] >= 0 and first["percent_now"] is not None
    assert {one["by"] for one in firstday.ok("report", "cohorts", "--json").json} == set(BY)


def test_a_small_group_is_in_nothing_that_leaves(firstday: Line, tmp_path: Path) -> None:
    with Record.open(firstday.record) as record, record.write() as db:
        db.execute("UPDATE pupil SET reg = '=9Z' WHERE id IN (SELECT id FROM pupil LIMIT 3)")
    out = tmp_path / "forms.csv"
    firstday.ok("report", "cohorts", "--by", "form", "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    (small,) = [row for row in rows if row["Group"] == "'=9Z"]  # no formula in a spreadsheet
    assert (small["Pupils"], small["Sessions missed"], small["Missed half or more"]) == ("under 10", "", "")
    assert sum(not row["Sessions missed"] for row in rows) >= 2, "it would be the whole less the rest"
    assert all(float(row["Sessions missed"]) >= 0 for row in rows if row["Pupils"].isdigit())
    assert "=9Z; under 10 pupils\n" in firstday.ok("report", "cohorts", "--by", "form").out


def test_what_left_is_journalled_and_no_act_to_take_back(firstday: Line, tmp_path: Path) -> None:
    out = tmp_path / "year.csv"
    firstday.ok("report", "cohorts", "--by", "year", "--out", out)
    last = firstday.last()
    assert (last["kind"], last["data"]["what"]) == ("export", "report cohorts by year")
    assert last["data"]["to"] == str(out)
    assert "is there already" in firstday.fails("report", "cohorts", "--by", "year", "--out", out)
    assert firstday.last()["id"] == last["id"]
    firstday("undo")
    assert not [e for e in firstday.ok("journal", "--json").json if e["id"] == last["id"] and e["undone_by"]]


def test_what_is_no_report_is_said_in_a_line(firstday: Line) -> None:
    assert "cohorts" in firstday.fails("report", "league")
    assert "year, form, sen" in firstday.fails("report", "cohorts", "--by", "surname")
    assert "whole school" in firstday.fails("report", "cohorts", "Ann")


def ehcp(firstday: Line) -> tuple[str, str]:
    """UPNs of a pupil with an EHCP and of one without."""
    with Record.open(firstday.record) as record:
        rows = record.db.execute(
            "SELECT min(upn) FROM pupil WHERE listed GROUP BY sen = 'E' OR ehcp_review <> '' ORDER BY 1"
        ).fetchall()
        (plan,) = record.db.execute("SELECT min(upn) FROM pupil WHERE sen = 'E' AND listed").fetchone()
    assert len(rows) == 2
    return plan, next(row[0] for row in rows if row[0] != plan)


def test_the_page_of_an_ehcp_review_is_printed_saved_and_given_to_programs(
    firstday: Line, tmp_path: Path
) -> None:
    plan, none = ehcp(firstday)
    printed = firstday.ok("report", "ehcp-review", plan).out
    for part in ("ATTENDANCE IN SESSIONS", "SESSIONS BY CODE", "WHAT THE FAMILY SAID", "THE REGISTER SINCE"):
        assert part in printed
    assert firstday.last()["kind"] != "export"  # what is printed has not left
    found = firstday.ok("report", "ehcp-review", plan, "--json").json
    this_year = found["periods"][0]["attendance"]
    told = firstday.ok("pupil", plan, "--json").json["attendance"]
    assert {name: this_year[name] for name in ("possible", "attending", "late", "percent")} == {
        name: told[name] for name in ("possible", "attending", "late", "percent")
    }
    out = tmp_path / "page.txt"
    firstday.ok("report", "ehcp-review", plan, "--out", out)
    assert out.read_text().replace("\f", "") == printed
    last = firstday.last()
    assert (last["kind"], last["data"]) == ("export", {"what": "EHCP review page", "to": str(out)})
    assert "is there already" in firstday.fails("report", "ehcp-review", plan, "--out", out)
    assert "cannot be written" in firstday.fails(
        "report", "ehcp-review", plan, "--out", tmp_path / "no" / "p"
    )
    assert firstday.last()["id"] == last["id"]
    assert "has no EHCP" in firstday.fails("report", "ehcp-review", none)
    assert "Say about whom" in firstday.fails("report", "ehcp-review")


def test_text_is_not_written_into_a_file_called_html(firstday: Line, tmp_path: Path) -> None:
    plan, _ = ehcp(firstday)
    page = tmp_path / "but.html"
    said = firstday.fails("report", "ehcp-review", plan, "--out", page)
    assert "The report ehcp-review is no .html file: give --out but.txt" in said
    table = tmp_path / "groups.XLSX"
    assert "give --out groups.csv" in firstday.fails("report", "cohorts", "--out", table)
    assert not page.exists() and not table.exists() and firstday.last()["kind"] != "export"
    firstday.ok("report", "ehcp-review", plan, "--out", tmp_path / "but.txt")
