"""A record with a calendar and the small school; Kit has an EHCP, marks of two years and a story."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core import acts
from core.model import Outcome
from core.packs.ehcp import read_review_page
from core.packs.ehcp_sheet import sheet
from core.people import Actor
from core.record import Record
from tests.clocks.making import attend, put
from tests.core.conftest import School, make_school
from tests.core.making import set_now

WORD = "heliotrope"  # of a restricted note: stands nowhere else
MARKS = {
    "2026-01-12": "I I", "2026-03-03": "C2 C2", "2026-03-04": "C2 C2", "2026-06-10": "M \\",
    "2026-09-08": "I I", "2026-09-15": "I I", "2026-09-22": "O O", "2026-10-06": "U \\", "2026-10-13": "L \\",
    "2026-11-03": "Y1 \\", "2026-11-10": "N N", "2026-11-17": "I -", "2026-11-20": "- -",
}  # fmt: skip


def printed(school: School, reader: Actor | None = None, pupil: int = 0) -> str:
    """The sheets as one text, the breaks of lines as blanks."""
    pages = sheet(read_review_page(school.record, reader or school.ann, pupil or school.kit))
    return " ".join(" ".join(line for page in pages for line in page).split())


@pytest.fixture
def school(record: Record) -> School:
    """The small school, and what is held about Kit."""
    found = make_school(record)
    with record.write() as db:
        db.execute(
            """UPDATE pupil SET sen = 'E', sen_need = 'ASD', ehcp_review = '2026-12-04', social_worker = 'CP',
               named_adult = 'Mrs Hall', language = 'Polish', interpreter = 1, adno = '00/42' WHERE id = ?""",
            (found.kit,),
        )
        db.execute("UPDATE contact SET parental = 1 WHERE id = ?", (found.mother,))
    attend(record, found.kit)
    put(record, found.kit, MARKS)
    _story(record, found)
    set_now(record, datetime(2026, 11, 20, 9, 16))
    return found


def _story(record: Record, school: School) -> None:
    """Two months of work: a barrier, a step, a review, a call, help promised, a restricted note."""
    kit = [school.kit]
    set_now(record, datetime(2026, 9, 16, 10, 0))
    acts.set_barrier(
        record, school.ann, kit, "The bell at the gate hurts his ears, says Sam Stone", whose="mother"
    )
    set_now(record, datetime(2026, 10, 1, 10, 0))
    acts.set_step(record, school.bob, kit, "Quiet entrance at 08:40 with Mrs Hall")
    acts.assign(record, school.bob, kit, "bob")
    acts.set_review(record, school.bob, kit, date(2026, 10, 22))
    acts.set_card(record, school.bob, school.kit, "helps", "Ear defenders; his sister Kim goes in first")
    set_now(record, datetime(2026, 11, 10, 9, 30))
    acts.log_call(record, school.ann, school.kit, Outcome.SPOKE, reason="a",
                  note="He cried at the bell. Nan is on 07700 900 999")  # fmt: skip
    acts.log_call(record, school.ann, school.kit, Outcome.VOICEMAIL, note="left word with nobody")
    acts.promise(record, school.ann, school.kit, "A locker away from the corridor", date(2026, 11, 27))
    acts.add_restricted(record, school.dee, kit, f"said {WORD}")
