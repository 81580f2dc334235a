"""Which files are refused and why; a dry run; a refusal leaves every table as it was."""

from __future__ import annotations

import json

import pytest

from importers.apply import exit_code
from tests.importers.desk import CALENDAR, MARKS, Desk, session_rows, upn

DAY = "2026-11-16"
NINE, TEN = "2026-11-20T09:00", "2026-11-20T10:00"


def marks(count: int, code: str = "/", start: int = 1) -> str:
    return session_rows(*((n, DAY, "AM", code) for n in range(start, start + count)))


def zipped(text: str) -> bytes:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("notes.txt", text)
    return held.getvalue()


UNREADABLE = {
    "empty": b"",
    "blank": b"  \n \n",
    "byte order mark alone": b"\xef\xbb\xbf",
    "binary": bytes(range(256)) * 20,
    "nul bytes": MARKS.encode() + b"A\x00B,2026-11-16,AM,/\n",
    "old excel": b"\xd0\xcf\x11\xe0" + bytes(500),
    "web page": b"<html><table><tr><td>UPN</td></tr></table></html>",
    "pdf": b"%PDF-1.7 ...",
    "a zip that is no workbook": zipped("hello"),
    "half a workbook": b"PK\x03\x04" + bytes(40),
    "quote never closed": (MARKS + f'{upn(1)},{DAY},AM,"/\n{upn(2)},{DAY},AM,/\n').encode(),
    "cut in a row": marks(10).encode()[:-20],
    "cut in a letter": "UPN,Date,Session,Mark,Comment\nA,2026-11-16,AM,/,Nuñ".encode()[:-1],
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_3_and_changes_nothing(desk: Desk, what: str) -> None:
    desk.with_pupils()
    before = desk.everything()
    [result] = results = desk.load(UNREADABLE[what])
    assert result.outcome == "refused" and exit_code(results) == 3
    assert "\n" not in str(result.error) and result.file in str(result.error)
    assert desk.everything() == before


def test_missing_file_and_folder(desk: Desk) -> None:
    for path in (desk.folder / "none.csv", desk.folder):
        [result] = results = desk.load(path)
        assert exit_code(results) == 3 and path.name in str(result.error)


REFUSED = {
    "captions only": MARKS,
    "no captions": f"{upn(1)},{DAY},AM,/\n",
    "nobody known": session_rows((901, DAY, "AM", "/"), (902, DAY, "AM", "/")),
    "every mark undefined": marks(10, "?!"),
    "month first": session_rows((1, DAY, "AM", "/")) + f"{upn(1)},11/17/2026,AM,/\n",
    "lessons": "UPN,Date,Period,Subject,Mark\nA,2026-11-16,1,Maths,/\n",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_does_not_serve_is_2_and_changes_nothing(desk: Desk, what: str) -> None:
    desk.with_pupils()
    before = desk.everything()
    results = desk.load(REFUSED[what])
    assert results[0].outcome == "refused" and exit_code(results) == 2, results[0].error
    assert "\n" not in str(results[0].error)
    assert desk.everything() == before


EDGE = [(10, 6, False), (10, 7, True), (5, 3, False), (5, 4, True), (7, 4, False), (7, 5, True), (1, 1, True)]


@pytest.mark.parametrize(("held", "count", "taken"), EDGE)
def test_forty_percent_fewer_is_refused(desk: Desk, held: int, count: int, taken: bool) -> None:
    desk.with_pupils(held)
    desk.one(marks(held), NINE, profile="daily")
    before = desk.everything()
    [result] = desk.load(marks(count, "I"), at=TEN, profile="daily")
    assert (result.outcome == "applied") is taken
    if not taken:
        assert f"{count} pupils, where the last such file had {held}" in str(result.error)
        assert "--force" in str(result.error) and desk.everything() == before
        assert desk.one(marks(count, "I"), TEN, force=True, profile="daily").marks.changed == count


def test_the_usual_size_is_that_of_the_last_file_applied(desk: Desk) -> None:
    desk.with_pupils(10)
    desk.one(marks(10), NINE)
    desk.one(marks(4, "I"), TEN, force=True)
    desk.one(marks(3, "N"), TEN)  # three is usual, now that four were
    assert desk.load(marks(1, "M"), at=TEN, profile="marks")[0].outcome == "refused"


def test_a_reg_groups_file_is_its_own_profile(desk: Desk) -> None:
    desk.with_pupils(20, "ABCD")
    desk.one(marks(20), NINE)
    group = session_rows(*((n, DAY, "PM", "\\") for n in range(4, 21, 4)))
    result = desk.one(group, TEN)
    assert result.profile == "marks 7A" and result.marks.new == 5
    assert desk.one(session_rows((4, DAY, "PM", "I"), (8, DAY, "PM", "I"), (1, DAY, "PM", "I"), *(
        (n, DAY, "PM", "I") for n in range(9, 19))), TEN).profile == "marks"  # fmt: skip


def test_short_contacts_and_pupils_are_refused_too(desk: Desk) -> None:
    desk.with_pupils(10)
    head = "UPN,Priority,Name,Phone\n"
    ring = [f"{upn(n)},1,Parent,07700900{n:03d}\n" for n in range(1, 11)]
    desk.one(head + "".join(ring))
    assert desk.load(head + "".join(ring[:6]))[0].outcome == "refused"
    roll = "UPN,Legal Surname,Reg\n" + "".join(f"{upn(n)},S,7{'AB'[n % 2]}\n" for n in range(1, 7))
    assert desk.load(roll)[0].outcome == "refused"


def test_one_refusal_does_not_keep_the_others_out(desk: Desk) -> None:
    desk.with_pupils()
    results = desk.load(b"", marks(10), CALENDAR)
    assert [r.outcome for r in results] == ["refused", "applied", "applied"]
    assert exit_code(results) == 1
    again = desk.load(marks(10), CALENDAR)
    assert [r.outcome for r in again] == ["already-imported"] * 2 and exit_code(again) == 0


def test_something_set_aside_is_1(desk: Desk) -> None:
    desk.with_pupils()
    assert exit_code(desk.load(marks(10) + f"{upn(1)},{DAY},PM,?\n")) == 1
    assert exit_code(desk.load(b"", REFUSED["nobody known"])) == 3
    assert exit_code(desk.load(REFUSED["nobody known"])) == 2


TRIED = {
    "marks": lambda: [marks(10) + f"{upn(1)},{DAY},PM,?\n"],
    "all known": lambda: [marks(10, "I")],
    "a whole first day": lambda: [
        CALENDAR, "Account,Name,Role\namy,Amy,officer\n",
        "UPN,Legal Surname,Reg\n" + f"{upn(77)},New,9Z\n",
        f"UPN,Name,Phone\n{upn(77)},Mum,07700900111\n", session_rows((77, DAY, "AM", "N")),
    ],
    "refused": lambda: [REFUSED["nobody known"]],
    "refused midway": lambda: ["from,to,kind,name\n2026-12-21,,holiday,X\n", marks(10, "M")],
    "unreadable": lambda: [b""],
    "short": lambda: [marks(2, "M")],
}  # fmt: skip


@pytest.mark.parametrize("what", TRIED)
def test_a_dry_run_changes_nothing_and_ends_as_the_real_one(desk: Desk, what: str) -> None:
    desk.with_pupils()
    desk.one(marks(10, "I"), NINE, profile="marks")
    before, version = desk.everything(), desk.record.data_version()
    paths = [desk.file(text) for text in TRIED[what]()]
    tried = desk.load(*paths, at=TEN, dry=True)
    assert desk.everything() == before and desk.record.data_version() == version
    done = desk.load(*paths, at=TEN)
    assert exit_code(tried) == exit_code(done)
    assert [r.outcome.replace("dry-run", "applied") for r in tried] == [r.outcome for r in done]
    told = [{**r.as_dict(), "seconds": 0, "outcome": ""} for r in (*tried, *done)]
    assert told[: len(tried)] == told[len(tried) :]


def test_a_dry_run_keeps_nobody_waiting(desk: Desk) -> None:
    from core.record import Record

    desk.with_pupils()
    with Record.open(desk.path) as other, other.write():
        [result] = desk.load(marks(10), dry=True)  # while somebody else holds the write lock
    assert result.outcome == "dry-run" and result.marks.new == 10


def test_the_json_of_a_file(desk: Desk) -> None:
    desk.with_pupils()
    found = desk.one(marks(10) + f"{upn(1)},{DAY},PM,?\n", NINE).as_dict()
    promised = "file sha256 format profile outcome taken pupils contacts marks quarantined notes seconds"
    assert list(found) == [*promised.split(), "older", "days"]
    assert found["marks"] == {"new": 10, "changed": 0, "same": 0} and len(found["sha256"]) == 64
    assert list(found["quarantined"][0]) == ["row", "key", "reason"] and found["quarantined"][0]["row"] == 12
    assert json.loads(json.dumps(found)) == found


def test_a_workbook_and_tabs(desk: Desk, workbook) -> None:
    from datetime import date

    desk.with_pupils()
    book = workbook([["UPN", "Date", "Session", "Mark"], [upn(1), date(2026, 11, 16), "AM", "I"]])
    tabs = desk.file(marks(3, "O", 2).replace(",", "\t").encode("utf-16"))
    assert [r.outcome for r in desk.load(book, tabs, at=NINE)] == ["applied", "applied"]
    assert [desk.mark(n) for n in (1, 2, 4)] == ["I", "O", "O"]


def test_who_only_reads_imports_nothing(desk: Desk) -> None:
    from core.errors import Refused
    from core.model import Role
    from core.people import Actor

    with pytest.raises(Refused, match="may read but not change"):
        desk.load(CALENDAR, me=Actor("lee", "Lee", "L", Role.LEADER))
    with pytest.raises(Refused):
        desk.load(CALENDAR, dry=True, me=Actor("lee", "Lee", "L", Role.LEADER))
