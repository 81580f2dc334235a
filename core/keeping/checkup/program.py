"""The program as it was started: its SQLite, its version, its interpreter, its umask."""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version

from core.driver import sound, sqlite3
from core.keeping.checkup.finding import GRAVE, LOOK, OK, Finding


def look() -> list[Finding]:
    """What can be told before any file is looked at."""
    return [_program(), _library(), *_interpreter()]


def _program() -> Finding:
    try:
        ours = version("firstday")
    except PackageNotFoundError:
        return Finding("Firstday", LOOK, "runs from a folder, not installed", "install it: docs/server.md")
    python = ".".join(map(str, sys.version_info[:3]))
    return Finding("Firstday", OK, f"{ours}, on Python {python}")


def _library() -> Finding:
    held = f"{sqlite3.sqlite_version}, by {sqlite3.__name__}"
    if sound(sqlite3.sqlite_version_info):
        return Finding("SQLite", OK, held)
    return Finding("SQLite", GRAVE, f"{held}: it can lose saved work", "pip install 'pysqlite3>=0.6.1'")


def _interpreter() -> list[Finding]:
    found = []
    if not sys.flags.utf8_mode and sys.getfilesystemencoding().lower() != "utf-8":
        found.append(Finding("text", LOOK, f"the locale is {sys.getfilesystemencoding()}, not UTF-8",
                             "start it as the launcher does: python -X utf8"))  # fmt: skip
    strange = sorted(name for name in os.environ if name.startswith(("PYTHON", "TEXTUAL_")))
    if strange and not sys.flags.isolated:
        found.append(Finding("environment", LOOK, f"{', '.join(strange)} may change what runs",
                             "start it as the launcher does: env -i … python -I"))  # fmt: skip
    umask = os.umask(0o077)
    os.umask(umask)
    if umask & 0o022 != 0o022:
        found.append(Finding("umask", LOOK, f"{umask:03o}: others can write what this account makes",
                             "umask 077, in the profile or the unit of this account"))  # fmt: skip
    return found
