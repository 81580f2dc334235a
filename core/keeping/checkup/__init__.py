"""`firstday check`: everything about a record and its server that can be wrong, one line a finding.

It changes nothing and needs no root. Each room below looks at one side and gives its findings; an error
in one does not keep the others from looking.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from core.clock import Clock
from core.errors import FirstdayError
from core.keeping.checkup import contents, files, program, upkeep
from core.keeping.checkup.finding import GRAVE, OK, Finding
from core.record import Record

__all__ = ["Finding", "sound", "worked_out"]

Look = Callable[[Record], list[Finding]]


def worked_out(path: Path, moment: datetime | None, account: str) -> list[Finding]:
    """Look at the record at `path`, as at `moment`; findings in the order in which to mend them."""
    found = [*program.look(), *files.look(path)]
    try:
        record = Record.open(path, Clock(moment))
    except FirstdayError as error:
        return [*found, Finding("the record", GRAVE, str(error))]
    with record:
        if moment is None and record.setting("rehearsal"):
            record.clock = Clock(datetime.fromisoformat(record.setting("rehearsal")))
        for look in (contents.look, upkeep.look, lambda r: upkeep.whose(r, account)):
            found += _guarded(look, record)
    return found


def _guarded(look: Look, record: Record) -> list[Finding]:
    try:
        return look(record)
    except Exception as error:  # a damaged record may fail anywhere: that is a finding, not an end
        said = f"cannot be read to the end ({type(error).__name__}: {error})"
        return [Finding("the record", GRAVE, said, "restore it from the last backup: firstday restore FILE")]


def sound(findings: list[Finding]) -> bool:
    """Whether nothing grave was found."""
    return all(one.state in (OK, "look") for one in findings)
