"""Whether a review's page was made: what g k, the board and the pupil's page say of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core import acts, journal
from core.acts.leaving import note_export
from core.errors import FirstdayError, Refused
from core.lists.by_key import read_list
from core.packs.leaving import make_review_page
from core.packs.made import EHCP_REVIEW, made_for
from core.people import actor_of
from core.questions import ClockState
from core.settings import put
from tests.clocks.making import clocks, stand
from tests.core.conftest import School

REVIEW = date(2026, 12, 4)


def the(school: School) -> ClockState:
    (clock,) = clocks(school.record, school.kit, "ehcp-review")
    return clock


@pytest.mark.parametrize(
    ("held", "made", "counts"),
    [
        (date.min, None, False),
        (date.min, date(2026, 11, 20), True),
        (date(2025, 12, 3), date(2025, 12, 3), False),  # made for the review held on that day
        (date(2025, 12, 3), date(2025, 12, 5), True),
        (date.min, date(2025, 12, 4), False),  # a year before: for the review of then
        (date.min, date(2025, 12, 5), True),
        (date(2026, 11, 20), date(2026, 11, 19), False),
    ],
)
def test_for_which_review_a_page_was_made(held: date, made: date | None, counts: bool) -> None:
    assert made_for(REVIEW, held, made) == (made if counts else None)


def test_the_clock_says_whether_the_page_was_made_and_which_key_makes_it(
    school: School, tmp_path: Path
) -> None:
    assert the(school).rule == "EHCP: no page yet for the review"
    assert the(school).advice.startswith("E on the pupil's page makes the page")
    note_export(school.record, school.ann, "subject access", "held.html", school.kit)  # another page
    note_export(school.record, school.ann, EHCP_REVIEW, "other.txt", school.sam)  # another pupil's
    assert the(school).rule == "EHCP: no page yet for the review"
    put(school.record, school.ann, "exports", str(tmp_path))
    make_review_page(school.record, school.ann, school.kit)
    assert the(school).rule == "EHCP: page made Fri 20 Nov for the review"
    assert the(school).due == REVIEW


@pytest.mark.parametrize(
    ("review", "said"),
    [
        ("2026-11-26", "Those invited were to get it by Thu 12 Nov 2026, two weeks before."),
        ("2026-12-04", "Those invited get it by Fri 20 Nov 2026, two weeks before."),
    ],
)
def test_the_day_by_which_those_invited_get_the_page_is_given(school: School, review: str, said: str) -> None:
    with school.record.write() as db:
        db.execute("UPDATE pupil SET ehcp_review = ? WHERE id = ?", (review, school.kit))
    assert the(school).advice.endswith(said)


def test_after_the_review_the_next_one_has_no_page_yet(school: School) -> None:
    note_export(school.record, school.ann, EHCP_REVIEW, "page.txt", school.kit)
    stand(school.record, "2026-12-04")
    assert the(school).rule == "EHCP: page made Fri 20 Nov for the review"
    acts.consider(school.record, school.ann, school.kit, "Held", "ehcp-review")
    assert clocks(school.record, school.kit, "ehcp-review") == []
    with school.record.write() as db:
        db.execute("UPDATE pupil SET ehcp_review = '2027-05-07' WHERE id = ?", (school.kit,))
    assert the(school).rule == "EHCP: no page yet for the review"


def test_the_list_of_clocks_is_the_list_of_reviews_without_a_page(school: School) -> None:
    with school.record.write() as db:
        db.execute("UPDATE pupil SET ehcp_review = '2026-12-04' WHERE id IN (?, ?)", (school.kim, school.sam))
    note_export(school.record, school.ann, EHCP_REVIEW, "page.txt", school.kim)
    rows = {
        row.pupil_id: row.cells for row in read_list(school.record, "clocks").rows if "EHCP" in row.detail
    }
    without = {one for one, cells in rows.items() if any("no page yet" in cell for cell in cells)}
    assert set(rows) == {school.kit, school.kim, school.sam} and without == {school.kit, school.sam}


def test_a_page_goes_into_the_folder_under_a_name_that_tells_nobody(school: School, tmp_path: Path) -> None:
    put(school.record, school.ann, "exports", str(tmp_path))
    first = make_review_page(school.record, school.lee, school.kit)
    again = make_review_page(school.record, school.lee, school.kit)
    assert first.path == tmp_path / "ehcp-review-0042-2026-11-20.txt"
    assert again.path == tmp_path / "ehcp-review-0042-2026-11-20-2.txt"
    assert first.path.stat().st_mode & 0o777 == 0o600
    assert first.path.read_text().count("\f") + 1 == first.sheets > 1
    event = journal.events(school.record.db)[-1]
    assert (event.kind, event.by, event.pupil_id) == ("export", "lee", school.kit)
    assert event.data == {"what": EHCP_REVIEW, "to": str(again.path)}


def test_a_dead_link_in_the_folder_does_not_keep_a_page_from_being_made(
    school: School, tmp_path: Path
) -> None:
    put(school.record, school.ann, "exports", str(tmp_path))
    (tmp_path / "ehcp-review-0042-2026-11-20.txt").symlink_to(tmp_path / "gone")
    made = make_review_page(school.record, school.ann, school.kit)
    assert made.path.name == "ehcp-review-0042-2026-11-20-2.txt" and not (tmp_path / "gone").exists()


def test_what_cannot_be_written_is_not_noted(school: School, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    put(school.record, school.ann, "exports", str(folder))
    folder.rmdir()
    before = school.record.db.execute("SELECT count(*) FROM event").fetchone()[0]
    with pytest.raises(Refused, match="cannot be written"):
        make_review_page(school.record, school.ann, school.kit)
    assert school.record.db.execute("SELECT count(*) FROM event").fetchone()[0] == before
    assert the(school).rule == "EHCP: no page yet for the review"


def test_nobody_unlisted_takes_one_out(school: School, tmp_path: Path) -> None:
    put(school.record, school.ann, "exports", str(tmp_path))
    with pytest.raises(Refused, match="nothing leaves the record"):
        make_review_page(school.record, actor_of(school.record, "zed"), school.kit)
    assert list(tmp_path.glob("*.txt")) == []


def test_a_forced_command_writes_to_the_schools_folder_and_to_no_other(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("FIRSTDAY_CAPTIVE", "1")
    with pytest.raises(FirstdayError, match="firstday setting exports FOLDER"):
        make_review_page(school.record, school.ann, school.kit)
    assert list(home.iterdir()) == []
    put(school.record, school.ann, "exports", str(tmp_path))
    assert make_review_page(school.record, school.ann, school.kit).path.parent == tmp_path
    monkeypatch.delenv("FIRSTDAY_CAPTIVE")
    put(school.record, school.ann, "exports", "none")
    assert make_review_page(school.record, school.ann, school.kit).path.parent == home
