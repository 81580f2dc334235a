"""Names meant to do harm, from a file to every command that prints: text all the way, and no control."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.cli.conftest import Ended, Line
from tests.importers.desk import CALENDAR, upn

NAMES = [
    "[/b]", "[bold]loud[/bold]", "[@click=app.boom]Ann[/]", "[a='b", "O'Brien", "Nuñez", "=1+1", "+44", "-5",
    "@SUM(A1)", "x" * 10_000, "\x1b[31mred\x1b[0m", "\x1b]0;owned\x07", "\x1b]52;c;cm0gLXJm\x1b\\",
    "\x9b31m", "\x9d0;t\x9c", "\x00nul\x7f", "\u202egnp.exe", "\u2066iso\u2069", "a\u200bb",
    "Zoë\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "\U000e0041tag", "中文名", "محمد", "line\nbreak", "tab\there", "\\", "%s%n{0}", "'; DROP TABLE pupil; --",
    "\u2028sep", "—", "null", "None", "🙂",
]  # fmt: skip
# What must never reach a terminal: controls other than our own line ends, and what reorders or hides text.
HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def table(captions: str, rows: list[list[str]]) -> str:
    held = io.StringIO()
    csv.writer(held).writerows([captions.split(","), *rows])
    return held.getvalue()


@pytest.fixture
def hostile(nowhere: Line) -> Line:
    """A school in which every text is one of these."""
    people = list(enumerate((name for name in NAMES if "\x00" not in name), 1))
    files = {
        "calendar.csv": CALENDAR,
        "pupils.csv": table(
            "UPN,Legal Surname,Legal Forename,Reg,Transport,Medical plan,Named adult,Language,Social worker",
            [[upn(n), name, name, f"7{'AB'[n % 2]}", name, name, name, name, name] for n, name in people],
        ),
        "contacts.csv": table(
            "UPN,Priority,Name,Relationship,Phone,Notes",
            [[upn(n), "1", f"{name}.", name, f"07700900{n:03d}", name] for n, name in people],
        ),
        "marks.csv": table(
            "UPN,Date,Session,Mark,Comment",
            [[upn(n), "2026-11-20", "AM", "N", name] for n, name in people]
            + [[name, name, name, name, ""] for _, name in people],
        ),
    }  # fmt: skip
    nowhere.ok("init", "--school", "School \x1b]0;owned\x07 [/b]")
    for name, text in files.items():
        (nowhere.record.parent / name).write_text(text, encoding="utf-8", newline="")
        clean(today(nowhere, "import", str(nowhere.record.parent / name)))
    return nowhere


def today(line: Line, *args: str) -> Ended:
    return line("--today", "2026-11-20T09:16", *args)


def clean(ended: Ended) -> Ended:
    """Nothing harmful on either stream."""
    assert ended.code in (0, 1), ended.err
    for stream in (ended.out, ended.err):
        assert not HARMFUL.search(stream), HARMFUL.search(stream)
    return ended


def test_every_name_is_text_wherever_it_is_printed(hostile: Line) -> None:
    rows = clean(today(hostile, "board", "--json")).json["rows"]
    assert len(rows) >= len(NAMES) - 3
    clean(today(hostile, "board"))
    for row in rows:
        who = row["pupil"]["upn"]
        clean(today(hostile, "pupil", who))
        clean(today(hostile, "pupil", who, "--json"))
    names = {row["pupil"]["name"].split(", ")[0] for row in rows}
    assert {"[/b]", "[bold]loud[/bold]", "[@click=app.boom]Ann[/]", "O'Brien", "Nuñez", "=1+1", "+44"} < names
    assert any(len(name) == 300 and name.endswith("…") for name in names)


@pytest.mark.parametrize(
    "text", [name for name in NAMES if "\x00" not in name], ids=lambda text: ascii(text)[:30]
)
def test_whatever_is_typed_is_text_in_the_journal(hostile: Line, text: str) -> None:
    who = upn(1)
    clean(today(hostile, "note", who, f"note {text}"))
    clean(today(hostile, "call", who, "--outcome", "voicemail", "--note", text))
    clean(today(hostile, "barrier", who, f"the gate {text}", "--keep"))
    clean(today(hostile, "card", "--", who, "helps", text))
    clean(today(hostile, "suggest", "--", who, "I", text))
    for command in ("journal", "journal --json", f"journal {who}", f"pupil {who} --json", "board", "dsl"):
        clean(today(hostile, *command.split()))
    ended = today(hostile, "pupil", "--", text)
    assert ended.code in (0, 2) and not HARMFUL.search(ended.err) and ended.err.count("\n") <= 1


def test_hostile_staff(nowhere: Line) -> None:
    from tui.cli.session import account

    nowhere.ok("init", "--school", "S")
    rows = [
        [f"a{n}\x1b[31m", name, name[:3], "officer", name]
        for n, name in enumerate(NAMES)
        if "\x00" not in name
    ]
    path = nowhere.record.parent / "staff.csv"
    text = table("Account,Name,Initials,Role,Email", [[account(), "Me", "ME", "officer", ""], *rows])
    path.write_text(text, encoding="utf-8", newline="")
    clean(nowhere("import", str(path)))
    clean(nowhere("people"))
    assert len(clean(nowhere("people", "--json")).json) == len(rows) + 1


def test_hostile_file_names(nowhere: Line) -> None:
    nowhere.ok("init", "--school", "S")
    for name in ("\x1b]0;x\x07.csv", "\u202evsc.csv", "a\nb.csv", "[b].csv", "\udcff.csv", "\x9b1m.csv"):
        path = nowhere.record.parent / name
        path.write_text("UPN,Legal Surname\n" + f"{upn(1)},A\n", encoding="utf-8")
        for args in (["import", "--dry-run"], ["import", "--dry-run", "--json"], ["backup"]):
            ended = nowhere(*args, str(path))
            assert ended.code in (0, 2) and not HARMFUL.search(ended.out + ended.err), ended
        missing = nowhere("import", "--json", str(path) + ".none")
        assert missing.code == 3 and not HARMFUL.search(missing.out) and missing.json["files"]
    strange = nowhere.bare("--record", str(nowhere.record) + "\x1b]0;x\x07\udcff", "board")
    assert strange.code == 2 and not HARMFUL.search(strange.err)
