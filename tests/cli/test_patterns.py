"""`firstday patterns` and `firstday dismiss`: a habit is asked once, and no flag is kept from a machine."""

from __future__ import annotations

from tests.cli.conftest import Line


def test_people_are_asked_once_and_machines_are_told_of_which_a_flag_is_part(firstday: Line) -> None:
    documents = firstday.ok("patterns", "--json").json
    parts = [one for one in documents if one["part_of"]]
    leading = {(one["pupil"]["id"], one["kind"]) for one in documents if one["part_of"] is None}
    assert parts and {(one["pupil"]["id"], one["part_of"]) for one in parts} <= leading
    lines = [line for line in firstday.ok("patterns").out.splitlines() if line.count(";") >= 2]
    assert len(lines) == len(leading)
    assert sum("Part of this: " in line for line in lines) == len(
        {(one["pupil"]["id"], one["part_of"]) for one in parts}
    )
    assert not [one for one in parts if (one["pupil"]["id"], one["kind"]) in leading]


def test_dismissing_what_leads_dismisses_its_parts(firstday: Line) -> None:
    documents = firstday.ok("patterns", "--json").json
    part = next(one for one in documents if one["part_of"])
    upn = part["pupil"]["upn"]
    told = firstday.ok("dismiss", upn, part["part_of"], "known at home", "+3w").err
    assert told.startswith("Dismissed until ")
    left = {one["kind"] for one in firstday.ok("patterns", upn, "--json").json}
    assert not left & {part["kind"], part["part_of"]}
    firstday.ok("undo")
    assert len(firstday.ok("patterns", "--json").json) == len(documents)
