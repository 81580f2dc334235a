"""Whether this session is held to Firstday alone: a forced command started it (docs/server.md).

The launcher, which belongs to root, says so in an environment that it has emptied before. Nothing that
runs then opens a shell, a pager, an editor, a browser or a file by name, and nothing but the board.
"""

from __future__ import annotations

import os
import re

_ACCOUNT = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}")


def captive() -> bool:
    """Whether the launcher started this session."""
    return os.environ.get("FIRSTDAY_CAPTIVE") == "1"


def key_owner() -> str:
    """The officer whose key opened this session, as the launcher was told; '' where keys do not say.

    Whoever reads it must have made sure that this process alone owns the record: elsewhere anybody
    could have written it.
    """
    named = os.environ.get("FIRSTDAY_AS", "") if captive() else ""
    return named if _ACCOUNT.fullmatch(named) else ""
