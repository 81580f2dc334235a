"""How an import was asked for, and what became of each file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import FirstdayError
from importers.mapping import Mapping
from importers.put_marks import Counts
from importers.table import Problem


@dataclass(frozen=True, slots=True)
class Options:
    """How an import was asked for."""

    profile: str = ""
    taken: datetime | None = None
    dry_run: bool = False
    force: bool = False
    format: str = ""  # the layout or kind the file must be; '' for whatever its captions say
    mapping: Mapping | None = None  # one not saved yet, by which alone the file is to be read


@dataclass
class FileResult:
    """What became of one file; `as_dict` is its shape in `import --json`."""

    file: str
    sha256: str = ""
    format: str = ""
    layout: str = ""
    profile: str = ""
    outcome: str = "refused"  # applied, already-imported, refused, dry-run
    taken: str = ""
    taken_from: str = ""
    pupils: Counts = field(default_factory=Counts)
    contacts: Counts = field(default_factory=Counts)
    marks: Counts = field(default_factory=Counts)
    other: Counts = field(default_factory=Counts)  # calendar entries, staff
    quarantined: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)  # the first and the last of which marks are told, ISO
    span: str = ""  # the same in words
    seconds: float = 0.0
    error: FirstdayError | None = None
    path: Path = Path()  # where it was read from

    def add(self, other: FileResult) -> None:
        """Take in what became of another table of the same file."""
        for name in ("pupils", "contacts", "marks", "other"):
            getattr(self, name).add(getattr(other, name))
        self.quarantined = self.quarantined + other.quarantined
        self.notes = list(dict.fromkeys([*self.notes, *other.notes]))
        self.seconds += other.seconds
        both = sorted([*self.days, *other.days])
        self.days, self.span = both[:1] + both[-1:], self.span or other.span
        done = ("applied", "dry-run")
        if other.outcome in done and self.outcome not in done:
            self.outcome, self.taken, self.taken_from = other.outcome, other.taken, other.taken_from
            self.profile = self.profile or other.profile
        if other.error is not None and self.outcome in done:
            self.notes.append(f"{other.layout}: {other.error}")
        elif other.error is not None:
            self.error = self.error or other.error
        if self.outcome in done and self.error is not None:
            self.notes.append(str(self.error))
            self.error = None

    def as_dict(self) -> dict[str, Any]:
        """The promised keys (contract: JSON)."""
        notes = [str(self.error), *self.notes] if self.error else self.notes
        return {
            "file": self.file, "sha256": self.sha256, "format": self.layout or self.format,
            "profile": self.profile, "outcome": self.outcome, "taken": self.taken,
            **{name: getattr(self, name).as_dict() for name in ("pupils", "contacts", "marks")},
            "quarantined": [{"row": p.row, "key": p.key, "reason": p.reason} for p in self.quarantined],
            "notes": notes, "seconds": round(self.seconds, 3),
            "older": {name: getattr(self, name).older for name in ("pupils", "contacts", "marks")},
            "days": self.days,
        }  # fmt: skip


def whole_files(results: Sequence[FileResult]) -> list[FileResult]:
    """One result a file: a file that held several tables is told as one, in the place of its first."""
    whole: dict[tuple[str, str], FileResult] = {}
    for place, result in enumerate(results):
        key = (str(result.path), "") if result.path != Path() else (result.file, str(place))
        first = whole.setdefault(key, result)
        if first is not result:
            first.add(result)
    return list(whole.values())


def exit_code(results: Sequence[FileResult]) -> int:
    """What the command ends with (contract: exit codes)."""
    done = [r for r in results if r.outcome != "refused"]
    refused = [r for r in results if r.outcome == "refused"]
    if not done:
        return max((r.error.exit_code if r.error else 2) for r in refused) if refused else 2
    return 1 if refused or any(r.quarantined for r in done) else 0
