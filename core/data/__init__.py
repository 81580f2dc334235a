"""Rules as data: word lists and thresholds a school can read, one TOML file each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The parsed `core/data/<name>.toml`, read once and shared: do not change it. OSError if absent."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
