"""The PIN of a locked screen: what may be one, what opens, what the record keeps of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import settings
from core.errors import Unknown
from core.journal import verify
from core.privacy import pins
from tests.core.making import add_staff, make_record, rows


@pytest.mark.parametrize(
    "pin", ["", "123", "1234", "9876", "0000", "12a4", "2580258025802", "２５８０", "25 80"]
)
def test_what_is_no_pin(tmp_path: Path, pin: str) -> None:
    record = make_record(tmp_path)
    ann = add_staff(record, "ann")
    with pytest.raises(Unknown):
        pins.set_pin(record, ann, pin)
    assert not pins.has_pin(record, ann)


def test_a_pin_opens_for_its_account_alone_until_another_is_set(tmp_path: Path) -> None:
    record = make_record(tmp_path)
    ann, lee = add_staff(record, "ann"), add_staff(record, "lee", role="leader")
    pins.set_pin(record, ann, "2580")
    pins.set_pin(record, lee, "1357")
    assert pins.opens(record, ann, "2580") and not pins.opens(record, ann, "1357")
    assert pins.opens(record, lee, "1357")
    pins.set_pin(record, ann, "4711")
    assert pins.opens(record, ann, "4711") and not pins.opens(record, ann, "2580")
    assert not pins.opens(record, ann, "")


def test_neither_record_nor_journal_holds_it(tmp_path: Path) -> None:
    record = make_record(tmp_path)
    ann = add_staff(record, "ann")
    pins.set_pin(record, ann, "258014703")
    kept = repr([rows(record, table) for table in ("pin", "event", "event_body")])
    assert "258014703" not in kept and "own PIN set" in kept
    assert verify(record.db).sound


@pytest.mark.parametrize(
    ("typed", "kept"), [("10", "10 min"), ("90 s", "90 s"), ("120s", "2 min"), ("15 minutes", "15 min")]
)
def test_lengths_of_time(tmp_path: Path, typed: str, kept: str) -> None:
    record = make_record(tmp_path)
    assert settings.put(record, add_staff(record, "ann"), "lock-after", typed) == kept


@pytest.mark.parametrize("typed", ["", "0", "never", "4 s", "241", "-5", "1.5", "10 h", "9" * 30])
def test_no_lengths_of_time(tmp_path: Path, typed: str) -> None:
    record = make_record(tmp_path)
    with pytest.raises(Unknown, match="10 min or 90 s"):
        settings.put(record, add_staff(record, "ann"), "leave-after", typed)
