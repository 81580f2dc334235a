"""Letters typed where no line is open to type on: words, of which none may act on anybody.

Text is meant for a line that did not open, or goes on after an outcome that has logged the call already
(`c s i`, then "bad cold"). A hand's pace tells it from commands, by when each key came in: a slow save
moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.commands import GO, Command
from tui.keys import Stroke

MEANT = 1.5  # seconds without a key after which letters meant for a line that did not open are commands again
WORDS = 0.4  # the letters of a word come faster than this
STRAIGHT_ON = 1.0  # seconds after a reason within which a letter is the beginning of words about it
_ENDS = frozenset({"escape", "up", "down", "left", "right", "pageup", "pagedown", "home", "end"})


class Deafness:
    """Whether a room hears letters: not while they go on with text that is meant for no key of it."""

    def __init__(self) -> None:
        self.said = ""  # what is told of letters that did nothing; '' if it stands on the screen already
        self._until = 0.0
        self._seconds = 0.0

    def begin(self, at: float, seconds: float = MEANT, said: str = "") -> None:
        """From `at`, a time of the monotonic clock, until `seconds` pass without a key."""
        self._until, self._seconds, self.said = at + seconds, seconds, said

    def swallows(self, stroke: Stroke) -> bool:
        """Whether a key goes on with that text.

        It ends with Esc, a key that moves, or a while without a key; within a word with any key that is
        no character.
        """
        ends = stroke.key in _ENDS or (self._seconds == WORDS and not stroke.text)
        if ends or stroke.at >= self._until:
            self._until = 0.0
            return False
        self._until = stroke.at + self._seconds
        return True


class AfterCall:
    """What is typed straight after the outcome of a call: a command, or words about it."""

    def __init__(self) -> None:
        self._logged_at = 0.0
        self._rung = 0  # whose call that was
        self._spoke = False
        self._called_at = 0.0  # when the next call was begun straight after it

    def logged(self, at: float, pupil_id: int, spoke: bool) -> None:
        """An outcome typed at `at` has logged a call; `spoke`: with a reason."""
        self._logged_at, self._rung, self._spoke = at, pupil_id, spoke

    def begins_words(self, stroke: Stroke, command: Command | None, subjects: Sequence[int]) -> bool:
        """Whether a key, straight after an outcome, is the beginning of words and not a command.

        `c`, the next call, is heard: calls are logged from paper as fast as anybody types. So are, where
        nobody told a reason, `u` and the message sent to whom she has just rung. Other letters are heard
        unless they come as fast as the letters of a word do: they would act on a pupil ("left a message"),
        or lead to what does ("julia has it too", "Has a cold"). After a reason there is more to say, and
        more time to begin. `q` leaves at once.
        """
        since, self._logged_at = stroke.at - self._logged_at, 0.0
        name = command.name if command else ""
        if name == "call" and since < STRAIGHT_ON:
            self._called_at = stroke.at
        if not (command or stroke.key == GO) or not stroke.text.isalpha() or name in ("call", "quit"):
            return False
        if not self._spoke and (name == "undo" or (name == "message" and subjects == (self._rung,))):
            return False
        acts = command is not None and "pupil" in command.needs
        return since < (STRAIGHT_ON if acts and self._spoke else WORDS)

    def goes_on_from_c(self, stroke: Stroke) -> bool:
        """Whether `r`, of the outcomes the one that follows `c` in a word ("croup"), comes as fast."""
        since, self._called_at = stroke.at - self._called_at, 0.0
        return stroke.key == "r" and since < WORDS
