"""A record in a temporary folder and the files brought to it: what the tests of `import` stand on."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

from core.clock import FixedClock
from core.days import Session, year_start
from core.model import Role
from core.people import Actor
from core.record import Record
from importers.apply import FileResult, Options, import_files

NOW = datetime(2026, 11, 20, 9, 16)
MON = date(2026, 11, 16)
ME = Actor("amy", "Amy Officer", "AO", Role.OFFICER)
CALENDAR = """from,to,kind,name,session
2026-09-01,2026-12-18,term,Autumn,
2026-10-26,2026-10-30,holiday,Half-term,
2026-09-01,,inset,Training,
2027-01-04,2027-03-25,term,Spring,
,,register,AM 08:45-09:10,
,,register,PM 13:00-13:20,
"""
_CHECK = "ABCDEFGHJKLMNPQRTUVWXYZ"
MARKS = "UPN,Date,Session,Mark\n"


def upn(number: int) -> str:
    """The UPN of pupil `number` of the tests, its check letter right."""
    digits = f"8012{number:08d}"
    return _CHECK[sum(weight * int(digit) for weight, digit in enumerate(digits, 2)) % 23] + digits


class Desk:
    """One record, the files beside it, and how they look afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "record.db"
        self.record = Record.create(self.path, "Test School", FixedClock(NOW))
        self.files = 0

    def file(self, content: str | bytes, name: str = "") -> Path:
        """Write a file of the school."""
        self.files += 1
        path = self.folder / (name or f"file{self.files}.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(
        self,
        *contents: str | bytes | Path,
        at: str = "",
        dry: bool = False,
        force: bool = False,
        profile: str = "",
        me: Actor = ME,
    ) -> list[FileResult]:
        """Import files; `at` is when they were exported."""
        paths = [one if isinstance(one, Path) else self.file(one) for one in contents]
        taken = datetime.fromisoformat(at) if at else None
        return import_files(self.record, me, paths, Options(profile, taken, dry, force))

    def one(self, content: str | bytes | Path, at: str = "", **how: object) -> FileResult:
        """Import one file that is expected to be taken."""
        [result] = self.load(content, at=at, **how)  # type: ignore[arg-type]
        assert result.error is None, result.error
        return result

    def with_pupils(self, count: int = 10, regs: str = "AB") -> Desk:
        """Put pupils 1 to `count` on roll, spread over reg groups."""
        rows = [
            f"{upn(n)},{n},Surname{n},Forename{n},2012-01-{n % 28 + 1:02d},7,7{regs[n % len(regs)]}"
            for n in range(1, count + 1)
        ]
        head = "UPN,Adno,Legal Surname,Legal Forename,DOB,Year,Reg"
        self.one("\n".join([head, *rows]) + "\n", at="2026-09-01T08:00")
        return self

    def rows(self, sql: str, *args: object) -> list[tuple[object, ...]]:
        """Rows of the record."""
        return [tuple(row) for row in self.record.db.execute(sql, args).fetchall()]

    def mark(self, number: int, day: date = MON, half: str = "AM") -> str:
        """The cell held for a pupil and session; '' where there is no register at all."""
        found = self.rows(
            "SELECT cells FROM register r JOIN pupil p ON p.id = pupil_id WHERE upn = ? AND r.year = ?",
            upn(number), year_start(day).isoformat(),
        )  # fmt: skip
        return str(found[0][0])[Session(day, half).index] if found else ""  # type: ignore[arg-type]

    def everything(self) -> str:
        """A hash of every row of every table."""
        return fingerprint(self.record)


def fingerprint(record: Record) -> str:
    """A hash of every row of every table."""
    digest = hashlib.sha256()
    tables = record.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    for (name,) in tables:
        for row in record.db.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2').fetchall():
            digest.update(repr((name, tuple(row))).encode())
    return digest.hexdigest()


def session_rows(*facts: tuple[int, str, str, str]) -> str:
    """A marks file of (pupil, date, half, mark)."""
    return MARKS + "".join(f"{upn(n)},{day},{half},{mark}\n" for n, day, half, mark in facts)
