"""Where a page goes that one key makes: into the school's folder for them, under a name that tells nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from os.path import lexists
from pathlib import Path

from core.acts.leaving import take_out
from core.errors import Refused
from core.model import Pupil
from core.packs.ehcp import read_review_page
from core.packs.ehcp_sheet import sheet
from core.packs.made import EHCP_REVIEW
from core.paper import as_text
from core.people import Actor
from core.privacy.captive import captive
from core.record import Record
from core.settings import EXPORTS, value

_MOST = 99  # pages of one pupil and day


@dataclass(frozen=True, slots=True)
class Left:
    """A page that was made: where it lies, how many sheets."""

    path: Path
    sheets: int


def folder_of(record: Record) -> Path:
    """The folder that pages go to: the school's, else the home of who makes them.

    Refused under a forced command without one: such a login writes to no other place.
    """
    if named := value(record, EXPORTS):
        return Path(named)
    if captive():
        raise Refused(
            "No folder for pages is set, and this login writes to no other: on the server, firstday "
            f"setting {EXPORTS.name} FOLDER."
        )
    return Path.home()


def make_review_page(record: Record, actor: Actor, pupil_id: int) -> Left:
    """Make a pupil's EHCP review page in the folder; journalled and written, or neither."""
    folder = folder_of(record)
    page = read_review_page(record, actor, pupil_id)
    pages = sheet(page)
    path = _free(folder, f"ehcp-review-{_number(page.pupil)}-{page.now.date().isoformat()}")
    take_out(record, actor, EHCP_REVIEW, path, as_text(pages), pupil_id)
    return Left(path, len(pages))


def _number(one: Pupil) -> str:
    """What names a pupil in a file's name: never the child's name."""
    return re.sub(r"[^A-Za-z0-9]", "", one.adno or one.upn) or str(one.id)


def _free(folder: Path, stem: str) -> Path:
    """A name that nothing in the folder bears yet."""
    names = (f"{stem}.txt" if n == 1 else f"{stem}-{n}.txt" for n in count(1))
    for name, _ in zip(names, range(_MOST), strict=False):
        if not lexists(folder / name):
            return folder / name
    raise Refused(f"{folder} holds {_MOST} pages of this pupil and day already: clear some away.")
