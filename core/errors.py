"""Every error a user can meet: one line that says what happened and what to do about it."""

from __future__ import annotations


class FirstdayError(Exception):
    """Base of all errors that are shown to a user; `str(error)` is the whole line, remedy included.

    `exit_code` is what the command line ends with (contract: 1 something was set aside,
    2 nothing was applied, 3 the input cannot be read).
    """

    exit_code = 2


class Refused(FirstdayError):
    """The request was understood and nothing was done: the message says why and what to do."""


class Unreadable(FirstdayError):
    """The input cannot be read: empty, binary, truncated or not what it claims."""

    exit_code = 3


class RecordError(FirstdayError):
    """The record file cannot be used: missing, foreign, newer, read-only or busy."""


class RecordBusy(RecordError):
    """Somebody else held the write lock for longer than we wait; nothing was saved."""


class Unknown(Refused):
    """A name, code or date given by the user could not be understood or is not in the record."""


class Vague(Refused):
    """A barrier sentence that names nothing in the pupil's morning; kept only if insisted on."""


class Seen(Refused):
    """The pupil was seen while the call was on: an arrival stops it; logged only if insisted on."""


class RecordDoubt(RecordError):
    """The disk failed at the moment of saving: whether it was saved has to be looked up."""


class Changed(Refused):
    """Somebody else has changed the same thing since; `seen` is the last event there then was."""

    def __init__(self, said: str, seen: int = 0) -> None:
        super().__init__(said)
        self.seen = seen
