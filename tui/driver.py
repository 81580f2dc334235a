"""The terminal driver: Textual's own, made safe against bad bytes, lost lines and huge windows.

Measured on Textual 8.2.8 (docs/reliability.md): one byte that is not UTF-8 ends the stock program with
status 0 (Textualize/textual#6456), a lost line leaves its input thread spinning, and a continued
process starts application mode again behind a hung-up line.
"""

from __future__ import annotations

import os
import selectors
import signal
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

if TYPE_CHECKING:
    from textual.app import App

LARGEST = (300, 120)  # a window of 10,000 by 10,000 cells takes 1.2 GB
BURST = 12  # this many typed characters in one read are no typing: they are a paste


def clamp(columns: int, rows: int) -> tuple[int, int]:
    """Return a window size that is safe to draw."""
    return max(1, min(columns, LARGEST[0])), max(1, min(rows, LARGEST[1]))


class FirstdayDriver(LinuxDriver):
    """Decodes with replacement, ends with the input, clamps the window, is never stopped or resumed."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        signal.signal(signal.SIGCONT, signal.SIG_DFL)

    @property
    def can_suspend(self) -> bool:
        return False

    def _get_terminal_size(self) -> tuple[int, int]:
        return clamp(*super()._get_terminal_size())

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Resize):
            size = Size(*clamp(message.size.width, message.size.height))
            message = events.Resize(size, size)
        super().process_message(message)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # a fault of ours: the app tells it in one line
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Wait for input and dispatch events until told to stop or the input ends."""
        selector = selectors.SelectSelector()
        selector.register(self.fileno, selectors.EVENT_READ)
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        try:
            while not self.exit_event.is_set():
                if selector.select(0.1) and not self._read(parser, decode):
                    self._app.call_later(self._input_ended)
                    return
                for message in parser.tick():
                    self.process_message(message)
        finally:
            selector.close()
            try:
                for message in parser.feed(""):
                    self.process_message(message)
            except (EOFError, ParseError):
                pass

    def _read(self, parser: XTermParser, decode: Any) -> bool:
        """Read once and dispatch what came; False when the input has ended."""
        try:
            data = os.read(self.fileno, 4096)
        except InterruptedError:
            return True
        except OSError:  # EIO: the terminal is gone
            return False
        if not data:
            return False
        text = decode(data)
        if not text:  # half a character: the rest is still to come, and feeding '' would end the parser
            return True
        if len(text) >= BURST and "\x1b" not in text and sum(map(str.isprintable, text)) >= BURST:
            self.process_message(events.Paste(text))
            return True
        for message in parser.feed(text):
            self.process_message(message)
        return True

    async def _input_ended(self) -> None:
        self._app.exit(return_code=129)
