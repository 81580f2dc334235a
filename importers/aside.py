"""A new record made beside its place and put there once it is whole: killed midway, there is none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.connecting import refuse_leftovers
from core.errors import RecordError


@contextmanager
def made_aside(path: Path) -> Iterator[Path]:
    """Yield where to make the record that is to stand at `path`; it must be closed when the block ends.

    RecordError if something is at `path` already, or the place cannot be written.
    """
    if os.path.lexists(path):
        raise RecordError(f"{path} is there already; nothing was touched. Choose another with --record.")
    refuse_leftovers(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(prefix=".firstday-", dir=path.parent))
    except OSError as error:
        raise RecordError(
            f"{path.parent} cannot be written: {error.strerror}. Choose another place."
        ) from error
    try:
        yield folder / "record.db"
        os.link(folder / "record.db", path)  # unlike rename, never over another made meanwhile
    except FileExistsError as error:
        raise RecordError(f"{path} is there already; nothing was touched.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
