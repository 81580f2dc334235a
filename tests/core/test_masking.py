"""Numbers beside the list are masked where the school sets that; a call is still to the number itself."""

from __future__ import annotations

import pytest

from core import settings
from core.lists.by_key import read_list
from core.privacy.masking import mask
from core.pupil import read_card, read_preview, read_pupil
from tests.core.conftest import School
from tests.core.making import add_contact


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("07700 900412", "07… …412"), ("+44 7700 900412", "+4… …412"), ("01632 960 001 ext 7", "01… …017"),
        ("999", "…"), ("12345", "…"), ("123456", "12… …456"), ("", ""),
    ],
)  # fmt: skip
def test_enough_is_left_to_tell_one_number_from_another(phone: str, shown: str) -> None:
    assert mask(phone) == shown


def test_masked_beside_the_list_and_whole_where_opened(school: School) -> None:
    add_contact(school.record, school.kit, name="Not Told", phone="07700 900555", may_be_told=False)
    settings.put(school.record, school.ann, "phones", "masked")
    beside = repr(read_preview(school.record, school.kit, school.ann))
    assert "900001" not in beside and "900555" not in beside and "07… …001" in beside
    assert "07700 900001" in repr(read_card(school.record, school.kit, school.ann))
    assert "07700 900001" in repr(read_pupil(school.record, school.kit, reader=school.ann))


def test_shown_whole_where_the_school_has_not_set_it(school: School) -> None:
    assert "07700 900001" in repr(read_preview(school.record, school.kit, school.ann))


def test_rows_set_aside_show_no_number_either_where_they_are_masked(school: School) -> None:
    db = school.record.db
    db.execute("INSERT INTO import VALUES (90,'2026-11-20','','c.csv','','contacts','','','','',1,'{}')")
    raw = "A801200000001 | 2012-01-09 | 1 | Mary | 07700 900412 | +44 (0)1632 960001 | 000123"
    db.execute("INSERT INTO quarantine (import_id, row, key, reason, raw) VALUES (90,1,'','why',?)", (raw,))
    assert raw in repr(read_list(school.record, "quarantine"))
    settings.put(school.record, school.ann, "phones", "masked")
    told = read_list(school.record, "quarantine").rows[0].cells[2]
    assert told == "A801200000001 | 2012-01-09 | 1 | Mary | 07… …412 | +4… …001 | 000123"
