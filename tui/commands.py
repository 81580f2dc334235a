"""The one table of commands: from it come the keys, the footer, the command line and the help.

A key is the character typed, else Textual's name for it; `g r` is `g`, then `r`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Place(StrEnum):
    """Where keys are taken."""

    BOARD = "the board"
    PUPIL = "the pupil"
    LIST = "this list"
    PARKED = "what is half typed"
    HANDOFF = "the hand-off"
    QUEUE = "the DSL's queue"
    FIND = "finding a pupil"
    STRIP = "the call strip"
    REASON = "the reason of a call"
    NOTE = "the note of a call"
    PROMPT = "the line at the bottom"
    HELP = "these keys"
    FILES = "the files"
    COLUMNS = "these columns"
    LOCKED = "the locked screen"


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether a command may run now."""

    place: Place
    pupils: int = 0
    may_write: bool = True
    again: bool = False
    flagged: bool = False
    clocked: bool = False  # a clock that words settle now
    list_name: str = ""  # which of the record's lists stands here
    outside: bool = False  # files beside the inbox's may be read: no forced command
    aside: bool = False  # a row set aside that can be put right here
    dsl: bool = False  # the person at the keys is the DSL
    ehcp: bool = False  # the pupil has an EHCP, or a date for its review
    listed: bool = True  # the account is on the staff list, or none is loaded: things may leave under it


# need → (whether it is met, what she is told if not)
NEEDS: dict[str, tuple[Callable[[Situation], bool], str]] = {
    "write": (lambda s: s.may_write, "Your account only reads here; ask whoever keeps the staff list."),
    "dsl": (
        lambda s: s.dsl,
        "Restricted notes are the DSL's: nobody else writes or reads them.",
    ),
    "pupil": (lambda s: s.pupils > 0, "No pupil stands under the cursor."),
    "one": (lambda s: s.pupils == 1, "That goes with one pupil at a time: Esc clears the selection."),
    "flag": (
        lambda s: s.flagged,
        "d dismisses a flag: on rows under FLAGS, in g p and g s, on a page with flags.",
    ),
    "clock": (lambda s: s.clocked, "n notes what was considered, in g k, on a clock that words settle now."),
    "aside": (
        lambda s: s.aside,
        "f puts right a row set aside, in g q: a mark that is no code, or a pupil nobody knows.",
    ),
    "imports": (lambda s: s.list_name == "quarantine", "I takes back the latest import: in g q."),
    "columns": (lambda s: s.list_name == "quarantine", "P names the columns of a file: in g q."),
    "outside": (lambda s: s.outside, "This login reads the inbox's files and no others."),
    "ehcp": (
        lambda s: s.ehcp,
        "E makes an EHCP review's page: this pupil has no EHCP and no review date.",
    ),
    "listed": (
        lambda s: s.listed,
        "Your account is not on the staff list, so nothing leaves the record under it.",
    ),
    "again": (lambda s: s.again, "Nothing to repeat yet: . repeats an owner, a review or a barrier."),
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do by a key or by name."""

    name: str
    keys: tuple[str, ...]
    words: str  # in the footer and on the command line
    help: str
    places: frozenset[Place]
    needs: tuple[str, ...] = ()
    footer: bool = False
    section: str = "Acts"
    lists: tuple[str, ...] = ()  # of the lists, those in which it is ever of use; none named: all of them

    def belongs(self, situation: Situation) -> bool:
        """Whether it is ever of use here: what only another list knows stands in that list's help."""
        return not self.lists or situation.place not in LISTS or situation.list_name in self.lists

    def why_not(self, situation: Situation) -> str:
        """Why this cannot run now, in one line; '' if it can."""
        if situation.place not in self.places:
            return f"{self.words}: not in {situation.place.value}."
        return next((why for met, why in (NEEDS[n] for n in self.needs) if not met(situation)), "")


LISTS = (Place.LIST, Place.PARKED, Place.HANDOFF, Place.QUEUE, Place.FILES, Place.COLUMNS)


def _places(letters: str) -> frozenset[Place]:
    """Places by their letters; `L` is every list, `l` those without keys of their own."""
    table = {"B": Place.BOARD, "P": Place.PUPIL, "l": Place.LIST, "F": Place.FIND, "S": Place.STRIP,
             "R": Place.REASON, "N": Place.NOTE, ":": Place.PROMPT, "H": Place.HELP, "W": Place.PARKED,
             "O": Place.HANDOFF, "Q": Place.QUEUE, "K": Place.LOCKED, "I": Place.FILES,
             "C": Place.COLUMNS}  # fmt: skip
    return frozenset(table[letter] for letter in letters if letter != "L") | frozenset(
        LISTS if "L" in letters else ()
    )


def _c(name: str, keys: str, words: str, help: str, where: str, needs: str = "", *, foot: bool = False,
       section: str = "Acts") -> Command:  # fmt: skip
    """`where`: the letters of the places, then the lists that alone know it."""
    split = tuple(key.replace("_", " ") for key in keys.split())
    letters, *lists = where.split()
    return Command(
        name, split, words, help, _places(letters), tuple(needs.split()), foot, section, tuple(lists)
    )


_ACT = "write pupil"
MOVING = "Moving"
_GO = "Going elsewhere"
_CALL = "Outcome of the call"

COMMANDS: tuple[Command, ...] = (
    _c("call", "c", "call", "Ring about this pupil. Then the cursor goes to the next one nobody has rung "
       "today: in this group, then in the others; after them to who was rung longest ago.",
       "BP", "write pupil one", foot=True),
    _c("owner", "o", "owner", "Who does the next step: start of a name, or initials.", "BP", _ACT, foot=True),
    _c("review", "r", "review", "Say when this is looked at again: Enter for three weeks, +2w, fri, 12/12.",
       "BP", _ACT, foot=True),
    _c("barrier", "b", "barrier", "Say what makes coming in hard, in one sentence.", "BP", _ACT, foot=True),
    _c("follow", "f", "follow-up", "All of it in one line: @owner +3w next small step / what makes it hard.",
       "BP", _ACT),
    _c("note", "t", "note", "Write a note on the timeline.", "BP", _ACT),
    _c("restricted", "N", "restricted note", "DSL: a note that only a DSL reads, on the pupil's page; that "
       "it was read is kept.", "BP", "write dsl pupil"),
    _c("message", "m", "messaged", "A message was sent: an attempt, never a contact.", "BP", _ACT, foot=True),
    _c("arrive", "l", "arrived", "The pupil has arrived, now. When a row leaves its group, the cursor goes "
       "on to the next; the line below says where.", "BP", _ACT),
    _c("code", "e", "code", "Suggest a code, and from whom: e, then I from mother.", "BP", _ACT),
    _c("ack", "a", "acknowledge", "DSL: seen and taken on; the notice quiets, the pupil stays.", "BPQ",
       "write pupil one"),
    _c("take-on", "a", "take it on", "Take everybody on this list on, under your name; it closes nothing.",
       "O", "write pupil", foot=True),
    _c("dismiss", "d", "dismiss", "Dismiss a flag: why, and until when. It returns on that day if there are "
       "new sessions; 2 at the start means the second flag.", "BPl patterns silent", "write pupil one flag"),
    _c("consider", "n", "considered", "In g k: note what was considered; that settles a threshold met, a "
       "worker told, or a question of codes.", "l clocks", "write pupil clock"),
    _c("drop", "d", "drop it", "Drop this half typed text; ' brings it back.", "W", "write pupil", foot=True),
    _c("fix", "f", "put right", "In g q: say what a mark stands for, or whom a row means; every row like it "
       "comes in, and it holds for files to come.", "l quarantine", "write aside"),
    _c("unimport", "I", "take back import", "In g q: take back the latest import, whole; Enter does it.",
       "lWOQ quarantine", "imports"),
    _c("profile", "P", "columns", "In g q: say once which column of a report of your own is which.",
       "l quarantine", "write columns"),
    _c("choose", "enter", "its columns", "Show this file by its columns; changes nothing.", "I", foot=True),
    _c("path", "p", "another file", "Type the path of a file on the server.", "I", "outside", foot=True),
    _c("field", "enter", "which field", "Say which field this column is: its beginning; - for none. Enter "
       "alone takes what is shown with a ?.", "C", foot=True),
    _c("layout", "a", "what it is", "Say what the file is: marks, a row a session; pupils; …", "C",
       foot=True),
    _c("save", "s", "try and save", "Try the import on a copy, show what it would do, and keep the columns "
       "under a name: the same captions ask nothing from then on.", "C", "write", foot=True),
    _c("sessions", "w", "session words", "What the report calls the sessions: Reg 1=AM, Reg 2=PM; "
       "=- leaves out rows that are none, such as lessons.", "C", foot=True),
    _c("escapes", "\\", "escapes", "Whether a backslash is an escape in this file, or the afternoon mark.",
       "C", foot=True),
    _c("own", "o", "own list", "Whether this file is the school's own list, or the MIS: codes of an own list "
       "settle no correction.", "C", foot=True),
    _c("ehcp-page", "E", "EHCP page", "Make the page for the EHCP review: sessions missed and why, what was "
       "tried, the family's words. It goes into the school's folder for pages, and that is kept.",
       "P", "one ehcp listed"),
    _c("select", "x", "select", "Select this pupil and move down; the next act is for all selected.",
       "B", "write pupil", foot=True),
    _c("undo", "u", "undo", "Take back your latest act, whole; the cursor goes back to its pupil.", "BPL",
       "write"),
    _c("redo", "U", "redo", "Do again what you took back.", "BPL", "write"),
    _c("again", ".", "again", "The last owner, review or barrier once more, for this pupil.", "BP",
       "write pupil again"),
    _c("open", "enter", "open", "Open the pupil; changes nothing.", "BlOQF", "pupil", section=_GO),
    _c("resume", "enter", "go on with it", "Go on with this one, at the same character; of a colleague's "
       "call the pupil opens.", "W", "pupil", foot=True, section=_GO),
    _c("return", "'", "return", "Back to what you typed last and did not save: the same strip or line, at "
       "the same character.", "BPL", "write", section=_GO),
    _c("parked", '" g_w', "half typed", "All that you have half typed or parked, and who else has a call "
       "parked.", "BPL", section=_GO),
    _c("find", "/", "find", "Find any pupil: name, form, UPN, number.", "BPL", foot=True, section=_GO),
    _c("help", "?", "keys", "The keys of this place.", "BPL", foot=True, section=_GO),
    _c("sum", "=", "sum", "List who is in each part of the sum.", "BP", foot=True, section=_GO),
    _c("hand-off", "H", "hand-off", "The ten o'clock hand-off: everybody with whom nobody has spoken, the "
       "most vulnerable first. firstday handoff prints it.", "BPl", section=_GO),
    _c("reviews", "g_r", "reviews", "Go to the reviews.", "BPL", section=_GO),
    _c("dsl", "g_d", "with DSL", "Go to the DSL's queue.", "BPL", section=_GO),
    _c("missing", "g_m", "missing marks", "Go to missing marks and registers.", "BPL", section=_GO),
    _c("clocks", "g_k", "clocks", "Go to the clocks: deadlines and thresholds, most urgent first.", "BPL",
       section=_GO),
    _c("patterns", "g_p", "patterns", "Go to the patterns: flags, each a sentence with its numbers.", "BPL",
       section=_GO),
    _c("silent", "g_s", "silent", "Go to who misses sessions and nobody has spoken with, or who gives the "
       "same answer again.", "BPL", section=_GO),
    _c("insight", "g_i", "insight", "Go to groups side by side: sessions missed per pupil, and the change in "
       "percentage points since last half-term.", "BPL", section=_GO),
    _c("corrections", "g_c", "corrections", "Go to what was found out and the MIS does not show yet.", "BPL",
       section=_GO),
    _c("quarantine", "g_q", "quarantine", "Go to the rows set aside at import.", "BPL", section=_GO),
    _c("command", ":", "command", "Run a command by its name.", "BPL", section=_GO),
    _c("down", "down j", "down", "Next line.", "BPLFH", section=MOVING),
    _c("up", "up k", "up", "Line before.", "BPLFH", section=MOVING),
    _c("page_down", "pagedown", "page down", "A page on.", "BPLFH", section=MOVING),
    _c("page_up", "pageup", "page up", "A page back.", "BPLFH", section=MOVING),
    _c("first", "home", "first", "To the top.", "BPLFH", section=MOVING),
    _c("last", "end", "last", "To the end.", "BPLFH", section=MOVING),
    _c("fold", "z space", "fold", "Fold this group away, or open it.", "BL", section=MOVING),
    _c("unselect", "escape", "unselect", "Clear the selection, or leave this place.", "B", section=MOVING),
    _c("back", "escape left q", "back", "Back to where you came from.", "PLH", foot=True, section=MOVING),
    _c("leave", "escape", "back", "Back to the board.", "F", section=MOVING),
    _c("redraw", "ctrl+l", "redraw", "Draw the screen afresh.", "BPL", section=MOVING),
    _c("lock", "ctrl+k", "lock", "Lock the screen now: what is typed is kept, the pupil of a call is free. "
       "It locks by itself when no key comes for long.", "BPLFSRN:H", section=MOVING),
    _c("pin", "ctrl+p", "PIN", "Set your PIN: four digits or more, which open your locked screen.", "BPL",
       section=MOVING),
    _c("quit", "q", "quit", "Leave Firstday; everything is saved already.", "B", section=MOVING),
    _c("spoke", "s", "spoke", "Spoke to this contact; the reason is the next key, and logs the call.", "S",
       section=_CALL),
    _c("voicemail", "v", "voicemail", "Left a voicemail: logged at once.", "S", section=_CALL),
    _c("no-answer", "n", "no answer", "Nobody answered: logged at once.", "S", section=_CALL),
    _c("wrong-number", "w", "wrong number", "Not their number: logged at once.", "S", section=_CALL),
    _c("rings-back", "r", "rings back", "They ring back: logged at once, at a time in the note (10:30).",
       "S", section=_CALL),
    _c("did-not-know", "d", "did not know → DSL", "The parent did not know: to the DSL's queue.", "S",
       section=_CALL),
    _c("contact", "1 2 3 4 5 6 7 8 9", "contact", "Another contact.", "S", section=_CALL),
    _c("share", "x", "who else", "Which brothers and sisters the call is about too: all, none, each alone.",
       "S", foot=True),
    _c("to_note", "tab", "note", "To the note; saved as you type.", "S", foot=True),
    _c("from_note", "tab enter", "back to the outcomes", "The note stays.", "N", foot=True),
    _c("unspoke", "tab backspace", "another outcome", "Nothing is logged yet.", "R", foot=True),
    _c("park", "escape", "close", "Close; with a note typed, park it and free the pupil.", "SRN", foot=True),
    _c("strip-help", "?", "keys", "The keys of the strip; it stays open.", "SR", foot=True, section=_GO),
    _c("unlock", "enter", "open", "Open the screen, after the PIN.", "K", foot=True),
    _c("end", "q", "leave", "Leave Firstday; everything is saved already.", "K", foot=True),
    _c("accept", "enter", "do it", "Do what the line above says.", ":", foot=True),
    _c("cancel", "escape", "leave it", "Leave the line; nothing is done.", ":", foot=True),
)  # fmt: skip

# What opens a line or the strip: when it does not open, the letters meant for it must do nothing.
OPENS = frozenset(
    {
        "call",
        "owner",
        "review",
        "barrier",
        "follow",
        "note",
        "code",
        "find",
        "command",
        "dismiss",
        "consider",
        "return",
        "unimport",
        "fix",
        "restricted",
        "field",
        "layout",
        "save",
        "path",
    }
)
GO = "g"
SHOWN = {"enter": "Enter", "escape": "Esc", "tab": "Tab", "left": "←", "up": "↑", "down": "↓",
         "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", " ": "Space", "space": "Space",
         "ctrl+l": "Ctrl+L", "ctrl+k": "Ctrl+K", "ctrl+p": "Ctrl+P", "backspace": "Backspace"}  # fmt: skip


def shown(key: str) -> str:
    """A key as it is printed."""
    return SHOWN.get(key, key)


def keys_shown(command: Command) -> str:
    """All keys of a command as they are printed; a run of digits as a range."""
    if command.keys[0] == "1":
        return "1-9"
    return " ".join(shown(key) for key in command.keys)


@cache
def at(place: Place) -> tuple[Command, ...]:
    """The commands of a place, in the table's order."""
    return tuple(command for command in COMMANDS if place in command.places)


@cache
def keymap(place: Place) -> dict[str, Command]:
    """Key → command of a place."""
    found: dict[str, Command] = {}
    for command in at(place):
        for key in command.keys:
            found.setdefault(" " if key == "space" else key, command)
    return found


def gone_to(letter: str, place: Place) -> Command | None:
    """The command behind `g` and a letter."""
    return keymap(place).get(f"{GO} {letter}")


def named(text: str, place: Place) -> list[Command]:
    """Commands of a place whose name or words begin with `text`, best first."""
    wanted = text.strip().casefold()
    hidden = ("down", "up", "page_down", "page_up", "first", "last", "command", "unselect")
    return [
        command
        for command in at(place)
        if command.name not in hidden and any(word.startswith(wanted) for word in _words(command))
    ]


def _words(command: Command) -> tuple[str, ...]:
    words = command.words.casefold()
    return (command.name, words, *words.split())
