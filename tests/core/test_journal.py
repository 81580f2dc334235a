"""The journal: whatever is altered, moved or taken out is named; what is erased by rule is not."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core import acts, journal
from core.driver import sqlite3
from core.errors import FirstdayError
from core.people import actor_of
from core.record import Record
from tests.core.conftest import School
from tests.core.making import add_pupil, make_record, open_again, rows, set_now, stranger

Tamper = Callable[[sqlite3.Connection], object]


@pytest.fixture
def told(school: School) -> School:
    """The small school with eight events in its journal."""
    acts.add_note(school.record, school.ann, [school.kit, school.kim], "rang")
    acts.assign(school.record, school.bob, [school.sam], "ann")
    acts.set_card(school.record, school.bob, school.kit, "hard", "the gate")
    for n in range(4):
        acts.add_note(school.record, school.ann, [school.sam], f"note {n}")
    assert journal.verify(school.record.db).events == 8
    return school


def tamper(record: Record, *statements: str | Tamper) -> None:
    """Alter the file from outside, as an administrator could: without triggers, without key checks."""
    db = stranger(record.path)
    for trigger in ("event_stands", "event_stays", "body_stands"):
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for statement in statements:
        db.execute(statement) if isinstance(statement, str) else statement(db)
    db.close()


def verdict(record: Record, noted: str = "") -> str:
    """`sound`, or what verifying says."""
    found = journal.verify(record.db, noted)
    return "sound" if found.sound else found.said


ALTERED = {
    "id": "99", "act": "'f00'", "n": "7", "at": "'2026-11-20T10:00:00'", "by": "'lee'", "kind": "'step'",
    "pupil_id": "2", "day": "'2026-11-19'", "commitment": "zeroblob(32)", "prev": "zeroblob(32)",
    "hash": "zeroblob(32)",
}  # fmt: skip


@pytest.mark.parametrize("place", [1, 4, 8])
@pytest.mark.parametrize(("column", "value"), ALTERED.items(), ids=ALTERED)
def test_every_altered_field_of_an_event_is_found(told: School, column: str, value: str, place: int) -> None:
    held = told.record.db.execute(f"SELECT {column}, {value} FROM event WHERE id = {place}").fetchone()
    other = "NULL" if held[0] == held[1] else value
    if column == "prev" and place == 1:  # the first one follows nothing: 32 zero bytes
        other = "randomblob(32)"
    tamper(told.record, f"UPDATE event SET {column} = {other} WHERE id = {place}")
    assert verdict(told.record).startswith(f"Event {place}:")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event_body SET body = replace(body, 'note 2', 'note 9') WHERE id = 7",
        "UPDATE event_body SET body = body || ' ' WHERE id = 7",
        "UPDATE event_body SET body = 'no json' WHERE id = 7",
        "UPDATE event_body SET salt = zeroblob(16) WHERE id = 7",
        "UPDATE event_body SET id = 99 WHERE id = 7",
        "DELETE FROM event_body WHERE id = 7",
        "UPDATE event SET kind = 'erased' WHERE id = 7",
        "DELETE FROM event WHERE id = 7",
    ],
)
def test_altered_words_and_missing_events_are_found(told: School, change: str) -> None:
    tamper(told.record, change)
    assert verdict(told.record).startswith("Event 7:")


@pytest.mark.parametrize("place", [1, 2, 5, 7])
def test_an_event_taken_out_is_named_even_if_the_rest_close_ranks(told: School, place: int) -> None:
    tamper(
        told.record,
        f"DELETE FROM event WHERE id = {place}",
        f"DELETE FROM event_body WHERE id = {place}",
    )
    assert verdict(told.record) == f"Event {place}: missing from the journal."
    tamper(
        told.record,
        f"UPDATE event SET id = id - 1 WHERE id > {place}",
        f"UPDATE event_body SET id = id - 1 WHERE id > {place}",
    )
    assert verdict(told.record).startswith(f"Event {place}:")


def test_swapped_events_and_swapped_words_are_found(told: School) -> None:
    swap = ((6, 99), (7, 6), (99, 7))
    tamper(told.record, *(f"UPDATE event_body SET id = {to} WHERE id = {one}" for one, to in swap))
    assert verdict(told.record).startswith("Event 6:")
    tamper(told.record, *(f"UPDATE event SET id = {to} WHERE id = {one}" for one, to in swap))
    assert verdict(told.record).startswith("Event 6:")


def test_an_event_put_in_from_outside_is_found(told: School) -> None:
    tamper(
        told.record,
        """INSERT INTO event SELECT 9, 'x', n, at, by, kind, pupil_id, day, commitment, hash, hash
           FROM event WHERE id = 8""",
        "INSERT INTO event_body SELECT 9, salt, body FROM event_body WHERE id = 8",
    )
    assert verdict(told.record).startswith("Event 9:")


def test_the_triggers_stand_against_slips(told: School) -> None:
    db = stranger(told.record.path)
    for slip in ("UPDATE event SET by = 'lee'", "DELETE FROM event", "UPDATE event_body SET body = ''"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            db.execute(slip)


# -- the noted head ------------------------------------------------------------------------------


def cut_tail(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM event_body WHERE id > 5")
    db.execute("DELETE FROM event WHERE id > 5")


def write_anew(db: sqlite3.Connection) -> None:
    """Another author for every note, and the whole chain computed over again."""
    held = journal.events(db)
    db.execute("DELETE FROM event_body")
    db.execute("DELETE FROM event")
    for event in held:
        entry = journal.Entry(event.kind, event.pupil_id, "2026-11-20", event.data or {})
        journal.append(db, journal.new_act(), event.at, "lee", [entry])


@pytest.mark.parametrize("forge", [cut_tail, write_anew])
def test_a_cut_tail_and_a_chain_written_anew_show_only_against_a_head_kept_elsewhere(
    told: School, forge: Tamper
) -> None:
    noted = journal.head(told.record.db)
    assert verdict(told.record, noted) == "sound"
    tamper(told.record, forge)
    assert verdict(told.record) == "sound"
    for form in (noted, noted.split(":")[1], f" {noted.upper()}\n"):
        assert "cut off or it was written anew" in verdict(told.record, form)


def test_an_earlier_head_is_known_for_ever_in_any_form(told: School) -> None:
    noted = journal.head(told.record.db)
    acts.add_note(told.record, told.ann, [told.kit], "later")
    for form in (noted, noted.split(":")[1], noted.upper()):
        assert verdict(told.record, form) == "sound"
    assert verdict(told.record, f"7:{noted.split(':')[1]}") != "sound"
    assert verdict(told.record, "nonsense") != "sound"
    assert verdict(told.record, f"8:{'0' * 64}") != "sound"


def test_the_head_of_an_empty_journal_is_known_later(record: Record) -> None:
    noted = journal.head(record.db)
    assert verdict(record, noted) == "sound"
    acts.add_note(record, actor_of(record, "ann"), [add_pupil(record)], "first")
    assert verdict(record, noted) == "sound"


# -- erasure -------------------------------------------------------------------------------------


def erase(record: Record, *ids: int) -> None:
    """Take out the words of events and say so, as an erasure does."""
    with record.write() as db:
        now = record.clock.now()
        entry = journal.Entry("erased", None, now.date().isoformat(), {"events": ids})
        journal.append(db, journal.new_act(), now, "dee", [entry])
        db.executemany("DELETE FROM event_body WHERE id = ?", [(one,) for one in ids])


def test_erased_words_leave_the_chain_whole_and_the_file_without_them(told: School) -> None:
    acts.add_note(told.record, told.ann, [told.sam], "a word never to be found")
    erase(told.record, 9)
    assert verdict(told.record) == "sound"
    assert journal.events(told.record.db)[8].data is None
    acts.add_note(told.record, told.ann, [told.sam], "after")
    from core import state

    with told.record.write() as db:
        state.rebuild(db)
    told.record.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert b"never to be found" not in told.record.path.read_bytes()


def test_erasing_one_childs_events_with_an_undo_among_them_keeps_the_rest_undone(told: School) -> None:
    """The words of an undo name the act it took back; a colleague's child must not fall back into the act."""
    from core import state

    acts.add_note(told.record, told.ann, [told.kit, told.kim], "wrong family")
    acts.undo(told.record, told.ann)
    erase(told.record, 9, 11)  # Kit's part of the note and of the undo
    before = rows(told.record, "note"), rows(told.record, "undone")
    with told.record.write() as db:
        state.rebuild(db)
    assert (rows(told.record, "note"), rows(told.record, "undone")) == before
    assert verdict(told.record) == "sound"


def test_an_erasure_cannot_excuse_what_was_written_after_it(told: School) -> None:
    erase(told.record, 10)
    acts.add_note(told.record, told.ann, [told.sam], "later")
    tamper(told.record, "DELETE FROM event_body WHERE id = 10")
    assert verdict(told.record) == "Event 10: its words are gone, and no erasure says so."


@pytest.mark.parametrize("body", ["no json", "[]", '{"events": 3}', '{"events": [[]]}', '{"events": ["x"]}'])
def test_an_erasure_tampered_with_is_found_and_not_stumbled_over(told: School, body: str) -> None:
    erase(told.record, 8)
    tamper(told.record, f"UPDATE event_body SET body = '{body}' WHERE id = 9")
    assert verdict(told.record).startswith("Event 8:")


# -- appending -----------------------------------------------------------------------------------


def test_what_cannot_be_read_back_is_not_saved(told: School) -> None:
    tamper(
        told.record,
        """CREATE TRIGGER thief AFTER INSERT ON event_body
           BEGIN UPDATE event_body SET body = '{}' WHERE id = new.id; END""",
    )
    with pytest.raises(FirstdayError, match="could not be read back"):
        acts.add_note(told.record, told.ann, [told.kit], "lost?")
    assert journal.verify(told.record.db).events == 8


def test_an_act_tried_again_after_a_doubt_is_done_once(school: School) -> None:
    act = journal.new_act()
    first = acts.add_note(school.record, school.ann, [school.kit, school.kim], "once", act)
    again = acts.add_note(school.record, school.ann, [school.kit, school.kim], "once", act)
    assert first == again
    assert len(journal.events(school.record.db)) == 2
    assert len(rows(school.record, "note")) == 2


def test_any_words_survive_the_way_in_and_out(school: School) -> None:
    words = "O'Brien “Nuñez” 😀 \\ \" {} [/b] £\nsecond line"
    acts.add_note(school.record, school.ann, [school.kit], words)
    assert journal.events(school.record.db)[0].data == {"day": "2026-11-20", "text": words}
    assert json.loads(school.record.db.execute("SELECT body FROM event_body").fetchone()[0])["text"] == words


def test_the_latest_events_of_one_pupil(told: School) -> None:
    found = journal.events(told.record.db, told.sam, 2)
    assert [(event.data or {})["text"] for event in found] == ["note 2", "note 3"]
    assert len(journal.events(told.record.db, told.sam)) == 5


def work(path: Path, account: str, pupil_id: int, count: int) -> list[str]:
    """One officer at work in a process of her own: what went wrong."""
    wrong = []
    with Record.open(path) as record:
        actor = actor_of(record, account)
        for n in range(count):
            try:
                acts.add_note(record, actor, [pupil_id], f"{account} {n}")
                if n % 10 == 9:
                    acts.undo(record, actor)
                    acts.redo(record, actor)
            except FirstdayError as error:
                wrong.append(str(error))
    return wrong


def test_four_officers_at_once_lose_nothing_and_are_never_locked_out(tmp_path: Path) -> None:
    record = make_record(tmp_path)
    child = add_pupil(record)
    officers = ["ann", "bob", "cat", "dan"]
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        wrong = pool.starmap(work, [(record.path, one, child, 50) for one in officers])
    assert wrong == [[], [], [], []]
    found = journal.verify(record.db)
    assert (found.sound, found.events) == (True, 4 * (50 + 10))
    for one in officers:
        texts = [
            row["text"] for row in record.db.execute("SELECT text FROM note WHERE by = ? ORDER BY id", (one,))
        ]
        assert texts == [f"{one} {n}" for n in range(50)]


def test_a_thousand_events_are_verified_in_a_moment(record: Record) -> None:
    child = add_pupil(record)
    with record.write() as db:
        for n in range(1_000):
            at = datetime(2026, 11, 2) + timedelta(minutes=n)
            journal.append(
                db, f"a{n}", at, "ann", [journal.Entry("note", child, "2026-11-02", {"text": "x"})]
            )
    with open_again(record) as other:
        assert journal.verify(other.db).said == "1000 events, each in its place and unaltered."
    set_now(record, datetime(2026, 11, 20, 10, 0))
    assert journal.head(record.db).startswith("1000:")
