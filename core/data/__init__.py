"""Rules as data: word lists and thresholds a school can read, one TOML file each."""

from __future__ import annotations

import os
from functools import cache
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The parsed `core/data/<name>.toml`, read once and shared: do not change it. OSError if absent."""
    import tomllib

    with open(os.path.join(os.path.dirname(__file__), f"{name}.toml"), "rb") as file:
        return tomllib.load(file)
