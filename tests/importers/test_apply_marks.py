"""Marks applied: the newest export wins, the old mark is kept, and the sums are right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.days import Session, string_length, year_start
from core.register import changes
from importers.put_marks import Counts
from importers.taking_back import take_back
from tests.importers.desk import CALENDAR, ME, MON, Desk, session_rows, upn

DAY = "2026-11-16"
NINE, TEN, ELEVEN = "2026-11-20T09:00", "2026-11-20T10:00", "2026-11-20T11:00"


@pytest.fixture
def school(desk: Desk) -> Desk:
    return desk.with_pupils()


def amended(desk: Desk) -> list[tuple[object, ...]]:
    return [
        (one, session.day.isoformat(), session.half, old, new)
        for (one,) in desk.rows("SELECT id FROM pupil ORDER BY id")
        for session, old, new, _, _ in reversed(changes(desk.record, int(str(one))))
    ]


def test_marks_come_in_and_are_counted(school: Desk) -> None:
    result = school.one(session_rows((1, DAY, "AM", "/"), (1, DAY, "PM", "\\"), (2, DAY, "AM", "i")), NINE)
    assert result.outcome == "applied" and result.profile == "marks"
    assert result.marks.as_dict() == {"new": 3, "changed": 0, "same": 0}
    assert [school.mark(1), school.mark(1, half="PM"), school.mark(2)] == ["/", "\\", "I"]
    [(length,)] = set(school.rows("SELECT length(cells) FROM register"))
    assert length == string_length(year_start(MON))
    assert not amended(school)


def test_the_same_bytes_again_are_known(school: Desk) -> None:
    text = session_rows((1, DAY, "AM", "I"))
    school.one(text, NINE)
    before = school.everything()
    again = school.one(text, ELEVEN)  # under another name, at another time
    assert again.outcome == "already-imported" and again.profile == "marks 7B"
    assert school.everything() == before


def test_force_takes_the_same_bytes_once_more(school: Desk) -> None:
    text = session_rows((1, DAY, "AM", "I"))
    school.one(text, NINE)
    again = school.one(text, TEN, force=True)
    assert again.outcome == "applied" and again.marks.as_dict() == {"new": 0, "changed": 0, "same": 1}


def test_a_newer_export_wins_and_the_old_mark_is_kept(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "N"), (2, DAY, "AM", "/")), NINE)
    result = school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "/"), (2, DAY, "PM", "\\")), TEN)
    assert result.marks.as_dict() == {"new": 1, "changed": 1, "same": 1}
    assert school.mark(1) == "I"
    assert amended(school) == [(1, DAY, "AM", "N", "I")]
    [(_, _, _, at, _)] = changes(school.record, 1)
    assert at == "2026-11-20T09:16:00"


def test_an_older_export_never_overwrites(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "I")), TEN)
    result = school.one(session_rows((1, DAY, "AM", "N")), NINE)
    assert result.outcome == "applied"
    assert result.marks == Counts(older=1)
    assert school.mark(1) == "I" and not amended(school)


def test_an_older_export_fills_gaps_only(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "L")), TEN)
    older = session_rows(
        (1, DAY, "AM", "N"), (1, DAY, "PM", "N"), (2, DAY, "AM", "L"), (3, DAY, "AM", "O"), (3, DAY, "PM", "")
    )
    result = school.one(older, NINE)
    assert result.marks == Counts(new=2, same=1, older=1)  # four marks told
    assert [school.mark(1), school.mark(1, half="PM"), school.mark(3)] == ["I", "N", "O"]


def test_an_export_between_two_amends_only_the_older_one(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "N"), (1, DAY, "PM", "N")), NINE)
    school.one(session_rows((1, DAY, "AM", "I")), ELEVEN)
    result = school.one(session_rows((1, DAY, "AM", "M"), (1, DAY, "PM", "M")), TEN)
    assert result.marks == Counts(changed=1, older=1)
    assert [school.mark(1), school.mark(1, half="PM")] == ["I", "M"]
    assert amended(school) == [(1, DAY, "AM", "N", "I"), (1, DAY, "PM", "N", "M")]


def test_ties_go_by_import_order(school: Desk) -> None:
    school.one(session_rows((1, DAY, "AM", "N")), NINE)
    school.one(session_rows((1, DAY, "AM", "I")), NINE)
    assert school.mark(1) == "I"
    school.one(session_rows((1, DAY, "AM", "M"), (1, DAY, "PM", "M")), NINE)
    assert school.mark(1) == "M"


def test_a_then_b_then_the_older_a_leaves_b(school: Desk) -> None:
    a, b = session_rows((1, DAY, "AM", "N")), session_rows((1, DAY, "AM", "I"))
    school.one(a, NINE)
    school.one(b, TEN)
    assert school.one(a, NINE).outcome == "already-imported"
    assert school.one(a, NINE, force=True).marks.older == 1
    assert school.mark(1) == "I"
    assert school.one(a, ELEVEN, force=True).marks.changed == 1
    assert school.mark(1) == "N"


def test_a_mark_put_back_in_the_mis_to_what_it_was_comes_back(school: Desk) -> None:
    a, b = session_rows((1, DAY, "AM", "N")), session_rows((1, DAY, "AM", "/"))
    school.one(a, NINE)
    school.one(b, TEN)
    again = school.one(a, ELEVEN)
    assert again.outcome == "applied" and again.marks.changed == 1
    assert school.mark(1) == "N"
    assert school.one(a, "2026-11-20T11:30").outcome == "already-imported"


def test_an_import_taken_back_does_not_make_an_equal_export_news(school: Desk) -> None:
    a = session_rows((1, DAY, "AM", "N"))
    school.one(a, NINE)
    school.one(session_rows((1, DAY, "AM", "/")), TEN)
    take_back(school.record, ME)
    assert school.one(a, ELEVEN).outcome == "already-imported"


def test_a_file_of_another_kind_in_between_does_not_make_an_equal_export_news(school: Desk) -> None:
    a = session_rows((1, DAY, "AM", "N"))
    school.one(a, NINE)
    school.one(CALENDAR, TEN)
    assert school.one(a, ELEVEN).outcome == "already-imported"


@pytest.mark.parametrize("blank", ["", "-", " "])
def test_a_blank_never_erases_a_mark(school: Desk, blank: str) -> None:
    school.one(session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "/")), NINE)
    result = school.one(session_rows((1, DAY, "AM", blank), (2, DAY, "AM", "/"), (2, DAY, "PM", blank)), TEN)
    assert result.marks.as_dict() == {"new": 0, "changed": 0, "same": 1}
    assert school.mark(1) == "I"


def test_the_time_of_export_comes_from_the_name_or_is_stated(school: Desk) -> None:
    named = school.file(session_rows((1, DAY, "AM", "I")), "marks 2026-11-19 1545.csv")
    [result] = school.load(named)
    assert (result.taken, result.taken_from) == ("2026-11-19T15:45:00", "file name")
    [result] = school.load(session_rows((1, DAY, "AM", "N")), at="2026-11-19T15:44")
    assert (result.taken, result.taken_from) == ("2026-11-19T15:44:00", "stated")
    assert school.mark(1) == "I"


def test_a_time_of_export_still_to_come_is_said(school: Desk) -> None:
    result = school.one(session_rows((1, DAY, "AM", "I")), "2062-11-20T09:00")
    assert any("2062" in note and "later exports" in note for note in result.notes)


def test_two_years_in_one_file(school: Desk) -> None:
    result = school.one(session_rows((1, "2026-07-01", "AM", "I"), (1, DAY, "AM", "N")), NINE)
    assert result.marks.new == 2
    assert [school.mark(1, date(2026, 7, 1)), school.mark(1)] == ["I", "N"]
    assert len(school.rows("SELECT * FROM register")) == 2


def test_what_cannot_be_placed_is_kept_with_its_reason(school: Desk) -> None:
    text = session_rows((1, DAY, "AM", "I"), (2, DAY, "AM", "??"), (2, "31/02/2026", "AM", "/"))
    text += f"Z999999999999,{DAY},AM,/\n"
    result = school.one(text, NINE)
    assert result.outcome == "applied" and result.marks.new == 1
    assert [(p.row, p.key) for p in result.quarantined] == [(3, upn(2)), (4, upn(2)), (5, "Z999999999999")]
    rows = school.rows(
        "SELECT i.file, q.row, q.key, q.reason, q.raw FROM quarantine q JOIN import i ON i.id = q.import_id"
    )
    assert [row[:3] for row in rows] == [(result.file, p.row, p.key) for p in result.quarantined]
    assert "??" in str(rows[0][3]) and "31/02/2026" in str(rows[1][4]) and "no pupil" in str(rows[2][3])
    assert school.rows("SELECT count(*) FROM pupil") == [(10,)]  # never a pupil from a marks file


def test_minutes_and_comments_of_the_newest_export_stand(school: Desk) -> None:
    head = "UPN,Date,Session,Mark,Minutes late,Comment\n"
    school.one(head + f"{upn(1)},{DAY},AM,L,5,bus\n{upn(2)},{DAY},AM,I,,cold\n", TEN)
    school.one(head + f"{upn(1)},{DAY},AM,L,9,walked\n{upn(3)},{DAY},AM,L,2,\n", NINE)
    school.one(head + f"{upn(2)},{DAY},AM,I,,flu\n", ELEVEN)
    found = school.rows("SELECT pupil_id, minutes, comment FROM mark_detail ORDER BY 1")
    assert found == [(1, 5, "bus"), (2, None, "flu"), (3, 2, "")]


def test_each_import_is_journalled_without_names(school: Desk) -> None:
    from core.journal import events, verify

    school.one(session_rows((1, DAY, "AM", "I")), NINE)
    event = events(school.record.db)[-1]
    assert event.kind == "import" and event.by == "amy" and event.pupil_id is None
    assert event.data is not None and event.data["counts"]["marks"]["new"] == 1
    assert "Surname" not in repr(event.data)
    assert verify(school.record.db).sound


FILES = [
    (NINE, session_rows((1, DAY, "AM", "N"), (2, DAY, "AM", "I"), (1, "2026-11-17", "AM", "/"))),
    (TEN, session_rows((1, DAY, "AM", "I"), (3, DAY, "PM", "\\"))),
    (ELEVEN, session_rows((2, DAY, "AM", "M"), (1, "2026-11-17", "AM", ""), (1, "2026-11-18", "PM", "O"))),
]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_three_files_in_any_order(school: Desk, order: tuple[int, ...]) -> None:
    for place in order:
        school.one(FILES[place][1], FILES[place][0])
    day = timedelta(days=1)
    assert [school.mark(1), school.mark(2), school.mark(3, half="PM")] == ["I", "M", "\\"]
    assert [school.mark(1, MON + day), school.mark(1, MON + 2 * day, "PM")] == ["/", "O"]


SESSIONS = [Session(MON + timedelta(days=n), half) for n in range(3) for half in ("AM", "PM")]  # type: ignore[arg-type]
GRID = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(0, len(SESSIONS) - 1)), st.sampled_from("/INM- "), min_size=1
)
STACK = st.lists(st.tuples(st.integers(0, 3), GRID), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def ready() -> Iterator[Path]:
    """A record with pupils, to be copied for each example."""
    with TemporaryDirectory() as folder:
        made = Desk(Path(folder)).with_pupils(3, "A")
        made.record.close()
        yield made.path


def opened(ready: Path, folder: str) -> Desk:
    from core.clock import FixedClock
    from core.record import Record
    from tests.importers.desk import NOW

    desk = Desk.__new__(Desk)
    desk.folder, desk.files, desk.path = Path(folder), 0, Path(folder) / "record.db"
    desk.path.write_bytes(ready.read_bytes())
    desk.record = Record.open(desk.path, FixedClock(NOW))
    return desk


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stack=STACK, rng=st.randoms(use_true_random=False))
def test_any_order_of_files_is_the_newest_word_on_each_mark(ready: Path, stack, rng) -> None:
    """The register is what the exports say, latest last; counts always add up to the marks told."""
    order = list(range(len(stack)))
    rng.shuffle(order)
    told: dict[tuple[int, int], tuple[int, int, str]] = {}
    with TemporaryDirectory() as folder:
        desk = opened(ready, folder)
        with desk.record:
            for turn, place in enumerate(order):
                hour, grid = stack[place]
                facts = [
                    (n, SESSIONS[s].day.isoformat(), SESSIONS[s].half, mark) for (n, s), mark in grid.items()
                ]
                before = {key: word[2] for key, word in told.items()}
                for key, mark in grid.items():
                    if mark.strip(" -") and (hour, turn) >= told.get(key, (-1, -1, ""))[:2]:
                        told[key] = (hour, turn, mark)
                # a line that names the turn: the same bytes twice would be known
                text = f"Register no {turn}\n" + session_rows(*facts)
                counts = desk.one(text, f"2026-11-20T1{hour}:00", force=True).marks
                after = {key: word[2] for key, word in told.items()}
                assert counts.new == len(after.keys() - before.keys())
                assert counts.changed == sum(before[key] != after[key] for key in before)
                said = {key: m.strip() for key, m in grid.items() if m.strip(" -")}
                assert counts.new + counts.changed + counts.same + counts.older == len(said)
                assert counts.older == sum(mark != after[key] for key, mark in said.items())
            for n in (1, 2, 3):
                for place, session in enumerate(SESSIONS):
                    held = desk.mark(n, session.day, session.half).strip()
                    assert held == told.get((n, place), (0, 0, ""))[2]


def test_marks_on_days_without_school_are_kept_and_said(school: Desk) -> None:
    saturday = MON + timedelta(days=5)
    school.load(CALENDAR)
    rows = session_rows((1, MON, "AM", "/"), (1, saturday, "AM", "/"), (2, saturday, "AM", "#"))
    (result,) = school.load(rows)
    assert result.outcome == "applied"
    assert "1 mark on days without school: kept, and outside every figure" in result.notes
