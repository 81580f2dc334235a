"""Heads of the journal noted elsewhere: what a cut tail, or a chain written anew, shows against.

A file of heads has a line a note, `2026-11-20T09:16 812:<hash>`; it belongs where who administers the record
does not: another machine's share, a mailbox, a printed sheet.
"""

from __future__ import annotations

import os
import re
import socket
from contextlib import suppress
from pathlib import Path

from core import journal
from core.errors import Refused, Unreadable
from core.record import Record
from core.settings import HEAD_LOG, value
from core.text import clean

LOG = "/dev/log"  # where a server's log listens
_NOTICE = 10 << 3 | 5  # authpriv.notice (RFC 5424 §6.2.1)
_HEAD = re.compile(r"\b\d+:[0-9a-fA-F]{64}\b")


def note_head(record: Record, file: Path) -> str:
    """Add a line with the head as it stands now to `file`, made 0600 if it is not there; the head."""
    head = journal.head(record.db)
    line = f"{record.clock.now().isoformat(timespec='seconds')} {head}\n"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", "") or str(error)
        raise Refused(f"{file} cannot be written: {said}. The head is {head}: note it elsewhere.") from error
    return head


def tell_log(record: Record) -> None:
    """Tell the system's log the head as it stands now, where the school has set `head-log`.

    On a server that log is root's: who may write the record cannot take a line back out of it. Without a
    log on this machine nothing is said.
    """
    if value(record, HEAD_LOG) != "system":
        return
    head = f"{clean(record.path.name)}: journal head {journal.head(record.db)}"
    said = f"<{_NOTICE}>firstday[{os.getpid()}]: {head}"
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.setblocking(False)  # a log that is full keeps nobody waiting
        log.connect(LOG)
        log.send(said.encode())


def read_heads(file: Path) -> list[str]:
    """Every head that a file speaks of, in its order. Unreadable if there is none, or it cannot be read."""
    try:
        found = _HEAD.findall(file.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise Unreadable(f"{file} cannot be read: {error.strerror}.") from error
    if not found:
        raise Unreadable(f"{file} holds no head: a head is a number, a colon and 64 hexadecimal digits.")
    return found
