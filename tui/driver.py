"""The terminal driver: Textual's own, made safe against bad bytes, lost lines, huge windows and pastes.

Measured on Textual 8.2.8 (docs/reliability.md): one byte that is not UTF-8 ends the stock program with
status 0 (Textualize/textual#6456), a lost line leaves its input thread spinning, a continued process
starts application mode again behind a hung-up line, and a terminal that is not read stops everything.
"""

from __future__ import annotations

import os
import selectors
import signal
import termios
import time
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from tui.output import Output
from tui.pasting import Pastes

if TYPE_CHECKING:
    from textual.app import App

LARGEST = (300, 120)  # a window of 10,000 by 10,000 cells takes 1.2 GB
BURST = 12  # this many typed characters in one read are no typing: they are a paste
TICK = 0.1  # seconds between two looks at what was typed
HELD = 0.03  # the same, while what came may be the beginning of a paste
SILENCE = 2.0  # seconds after which the end of a paste is not waited for any more
# Paste brackets, wrapping, mouse, focus, keyboard protocol, alternate screen and cursor: as before.
CLEAN = (
    "\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2048l\x1b[?1004l"
    "\x1b[<u\x1b[?1049l\x1b[?25h"
)


class LineLost(Message):
    """The input has ended: nobody can type here any more."""


def clamp(columns: int, rows: int) -> tuple[int, int]:
    """Return a window size that is safe to draw."""
    return max(1, min(columns, LARGEST[0])), max(1, min(rows, LARGEST[1]))


class FirstdayDriver(LinuxDriver):
    """Decodes with replacement, ends with the input, never waits for the output, is never stopped."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        signal.signal(signal.SIGQUIT, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)
        assert self._file is not None  # Textual draws on stderr
        self._output = Output(self._file.fileno(), self._file.encoding, self._draw_afresh)
        self._output.start()
        self._pastes = Pastes()
        self._parser = XTermParser(debug)
        self._came = 0.0  # when input last came, by time.monotonic

    @property
    def can_suspend(self) -> bool:
        return False

    # -- window ------------------------------------------------------------------------------------

    def _get_terminal_size(self) -> tuple[int, int]:
        return clamp(*super()._get_terminal_size())

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            size = Size(*clamp(message.size.width, message.size.height))
            message = events.Resize(size, size)
        super().process_message(message)

    # -- output ------------------------------------------------------------------------------------

    def write(self, data: str) -> None:
        """Hand text to the output's thread; never waits."""
        self._output.write(data)

    def _draw_afresh(self) -> None:
        self._app.call_later(self._app.refresh, layout=True)

    def stop_application_mode(self) -> None:
        """Leave the terminal as it was found."""
        self._output.leave()
        super().stop_application_mode()

    def close(self) -> None:
        """Have the last bytes written, if the terminal takes them."""
        self._output.stop()
        super().close()

    def restore(self) -> None:
        """Put the terminal right from any thread, past everything: the program is about to be ended."""
        with suppress(termios.error, OSError):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            os.write(self.fileno, CLEAN.encode())

    # -- input -------------------------------------------------------------------------------------

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # a fault of ours: the app tells it in one line
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Wait for input and dispatch events until told to stop or the input ends."""
        selector = selectors.SelectSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        wait = TICK
        try:
            while not self.exit_event.is_set():
                if selector.select(wait):
                    if not self._read(decode):
                        self._app.post_message(LineLost())
                        return
                else:
                    self._quiet()
                wait = HELD if self._pastes.holds else TICK
                for message in self._parser.tick():
                    self.process_message(message)
        finally:
            selector.close()

    def _read(self, decode: Any) -> bool:
        """Read once and dispatch what came; False when the input has ended."""
        try:
            data = os.read(self.fileno, 4096)
        except InterruptedError:
            return True
        except OSError:  # EIO: the terminal is gone
            return False
        self._came = time.monotonic()
        for piece in self._pastes.feed(decode(data)):
            if piece.pasted:
                self.process_message(events.Paste(piece.text))
            else:
                self._typed(piece.text)
        return bool(data)

    def _typed(self, text: str) -> None:
        """Dispatch keys; many at once without an escape sequence among them were pasted."""
        if len(text) >= BURST and "\x1b" not in text and sum(map(str.isprintable, text)) >= BURST:
            self.process_message(events.Paste(text))
            return
        for message in self._parser.feed(text):
            self.process_message(message)

    def _quiet(self) -> None:
        """Nothing more has come: what looked like the beginning of a bracket was none."""
        if text := self._pastes.rest():
            self._typed(text)
        if self._pastes.inside and time.monotonic() - self._came > SILENCE:
            self.process_message(events.Paste(self._pastes.end().text))
