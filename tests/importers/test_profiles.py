"""A school's own columns, named once: the same captions ask nothing, changed ones stop."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import FirstdayError, Refused, Unreadable
from core.journal import events
from core.model import Role
from core.people import Actor
from importers.fixing import fix_mark, fix_pupil
from importers.look import field_named, look, made, place_named, preview
from importers.mapping import Column, Mapping, from_toml, layout_named, mapping
from importers.profiles import drop, named, profiles, save
from importers.result import FileResult
from tests.importers.desk import ME, MON, Desk, upn

HEAD = "Pupil No,Day of mark,Half,Code 2,House\n"
ODD = [Column("Pupil No", "adno"), Column("Day of mark", "date"), Column("Half", "session"),
       Column("Code 2", "mark"), Column("House")]  # fmt: skip
OFFICE = mapping("Office export", "marks-session", ODD)


def odd(day: str = "16/11/2026", code: str = "I", head: str = HEAD, title: str = "") -> str:
    return title + head + "".join(f"{n:05d},{day},AM,{code},Red\n" for n in range(1, 11))


@pytest.fixture
def office(desk: Desk) -> Desk:
    """Ten pupils, and the office's export as a profile."""
    desk.with_pupils()
    save(desk.record, ME, OFFICE)
    return desk


def refused(office: Desk, text: str, **how: str) -> str:
    before = office.everything()
    [result] = office.load(text, **how)  # type: ignore[arg-type]
    assert isinstance(result.error, Refused) and office.everything() == before
    return str(result.error)


def test_without_a_profile_such_a_file_is_refused(desk: Desk) -> None:
    assert "captions" in refused(desk.with_pupils(), odd())


def test_the_same_captions_tomorrow_ask_nothing(office: Desk) -> None:
    first = office.one(odd(title="Extract of 16 Nov,,,,\n"))
    assert (first.profile, first.marks.new, first.notes) == ("Office export", 10, [])
    assert office.one(odd("17/11/2026", "/")).marks.new == 10
    assert office.mark(1) == "I" and office.mark(1, MON.replace(day=17)) == "/"


def test_order_case_and_blanks_of_captions_do_not_matter(office: Desk) -> None:
    text = "HOUSE,code  2,half,DAY OF MARK,pupil-no\n" + "Red,M,AM,16/11/2026,00003\n"
    office.one(text, force=True)
    assert office.mark(3) == "M"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Pupil No,Day of mark,Half,Code 3,House\n", 'gone: "Code 2"; new: "Code 3"'),
        ("Pupil No,Day of mark,Half,Code 2,House,Form\n", 'new: "Form"'),
        ("Pupil No,Day of mark,Half,Code 2\n", 'gone: "House"'),
        ("Pupil No,Day of mark,Half,Code 2,Code 2\n", 'gone: "House"; new: "Code 2"'),
    ],
)
def test_changed_captions_stop_and_the_difference_is_said(office: Desk, head: str, said: str) -> None:
    line = refused(office, odd(head=head))
    assert said in line and '"Office export"' in line and "\n" not in line


def test_changed_captions_stop_even_where_every_one_is_known(office: Desk) -> None:
    save(office.record, ME, mapping("Two codes", "marks-session", [
        Column("UPN", "upn"), Column("Date", "date"), Column("Session", "session"), Column("Mark"),
        Column("Final mark", "mark"),
    ]))  # fmt: skip
    text = f"UPN,Date,Session,Mark\n{upn(1)},16/11/2026,AM,I\n"
    line = refused(office, text)
    assert 'gone: "Final mark"' in line and "--format marks" in line
    assert office.mark(1) != "I"


def test_what_the_remedy_says_works(office: Desk) -> None:
    from importers.apply import Options, import_files

    save(office.record, ME, mapping("Two codes", "marks-session", [
        Column("UPN", "upn"), Column("Date", "date"), Column("Session", "session"), Column("Final", "mark"),
    ]))  # fmt: skip
    path = office.file(f"UPN,Date,Session,Mark\n{upn(1)},16/11/2026,AM,I\n")
    assert import_files(office.record, ME, [path], Options())[0].error is not None
    assert import_files(office.record, ME, [path], Options(format="marks"))[0].error is None


def test_a_file_of_another_kind_is_not_stopped(office: Desk) -> None:
    save(office.record, ME, mapping("Few", "marks-day", [
        Column("UPN", "upn"), Column("Date", "date"), Column("AM", "am"), Column("PM", "pm"),
    ]))  # fmt: skip
    assert office.one("From,To,Kind,Name\n2026-09-01,2026-12-18,term,Autumn\n").layout == "calendar"


def test_the_profile_named_must_be_the_files(office: Desk) -> None:
    line = refused(office, f"UPN,Date,Session,Mark\n{upn(1)},16/11/2026,AM,I\n", profile="office EXPORT")
    assert 'gone: "Pupil No"' in line and 'new: "UPN"' in line
    assert office.one(odd(), profile="office export").profile == "Office export"


def test_a_name_that_is_no_profile_means_what_it_always_did(office: Desk) -> None:
    text = f"UPN,Date,Session,Mark\n{upn(1)},16/11/2026,AM,I\n"
    assert office.one(text, profile="year seven", force=True).profile == "year seven"


def test_a_backslash_escapes_only_where_the_profile_says_so(office: Desk) -> None:
    save(office.record, ME, mapping("Escaped", "marks-session", [
        Column("No", "adno"), Column("Day", "date"), Column("Half", "session"), Column("Code 9", "mark"),
        Column("Said", "comment"),
    ], escape=True))  # fmt: skip
    office.one('No,Day,Half,Code 9,Said\n1,16/11/2026,PM,\\\\,"the \\"gate\\""\n', force=True)
    assert office.mark(1, half="PM") == "\\"
    assert office.rows("SELECT comment FROM mark_detail") == [('the "gate"',)]
    office.one("Pupil No,Day of mark,Half,Code 2,House\n00002,16/11/2026,PM,\\,Red\n", force=True)
    assert office.mark(2, half="PM") == "\\"


def test_columns_that_are_dates_are_others_tomorrow(office: Desk) -> None:
    first = office.file("No,House,16/11/2026 AM,16/11/2026 PM\n00001,Red,I,\\\n00002,Red,/,\\\n")
    seen = look(first, profiles(office.record), "marks-wide")
    assert seen.dates == 2 and [one.caption for one in seen.columns] == ["No", "House"]
    save(office.record, ME, made(seen, "Grid", {seen.columns[0].place: "adno"}))
    assert office.one(first, force=True).profile == "Grid"
    assert office.one("No,House,17/11/2026 AM\n00001,Red,M\n", force=True).marks.new == 1


def test_two_columns_of_one_caption_are_known_by_their_order(desk: Desk) -> None:
    two = [Column("No", "adno"), Column("Day", "date"), Column("Half", "session"), Column("Code"),
           Column("Code", "mark")]  # fmt: skip
    made_of = mapping("Two", "marks-session", two)
    header = made_of.header(1, ["No", "Day", "Half", "Code", "Code"])
    assert header is not None and header.columns["mark"] == 4
    assert made_of.header(1, ["Day", "No", "Half", "Code", "Code"]) is None
    assert "another order" in made_of.difference(["Day", "No", "Half", "Code", "Code"])


def test_a_workbook_is_read_by_a_profile_too(office: Desk) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Extract"], HEAD.strip().split(","), ["00004", "16/11/2026", "AM", "M", "Red"]):
        book.active.append(row)
    path = office.folder / "odd.xlsx"
    book.save(path)
    assert office.one(path, force=True).profile == "Office export 7A"  # one reg group: its own usual size
    assert office.mark(4) == "M"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (ODD[:3], "needs a column for Mark"),
        (ODD[1:], "UPN (or Adno"),
        ([*ODD, Column("Again", "mark")], "given to two columns"),
        ([*ODD, Column("X", "shoe")], "no field of marks-session"),
        ([*ODD, Column("  ", "comment")], "without a caption"),
        (ODD * 90, "too many"),
    ],
)
def test_what_is_no_mapping_is_refused(columns: list[Column], said: str) -> None:
    with pytest.raises(Refused, match=said.replace("(", "\\(")):
        mapping("A", "marks-session", columns)


@pytest.mark.parametrize("name", ["", "marks", "\x1b[2J", "x" * 41, "../up", "a=b"])
def test_names_that_serve_nobody_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        mapping(name, "marks-session", ODD)


def test_toml_there_and_back() -> None:
    assert from_toml(OFFICE.toml(), "x") == OFFICE
    told = mapping("É 2", "marks-session", ODD, "arbor", True)
    assert from_toml(told.toml(), "x") == told


_CAPTIONS = st.lists(st.text(max_size=20), min_size=0, max_size=6)


@settings(max_examples=60, deadline=None)
@given(_CAPTIONS)
def test_hostile_captions_come_back_as_they_were(captions: list[str]) -> None:
    columns = [*ODD, *(Column(one) for one in captions)]
    first = mapping("A", "marks-session", columns)
    assert from_toml(first.toml(), "x") == first
    cells = [one.caption for one in ODD] + captions
    header = first.header(1, cells)
    assert header is not None and header.columns["mark"] == 3


def test_captions_as_long_as_a_book_and_markup_do_not_break_the_line(office: Desk) -> None:
    hostile = ["[/b]", '"""', "=1+1", "\x1b]0;x\x07", "x" * 50_000, "a\u202eb", "name = 1", "]]"]
    head = "Pupil No,Day of mark,Half,Code 2,House," + ",".join(
        '"' + one.replace('"', '""') + '"' for one in hostile
    )
    text = head + "\n" + "00001,16/11/2026,AM,I,Red" + "," * len(hostile) + "\n"
    path = office.file(text)
    seen = look(path, profiles(office.record))
    fields = {place_named(seen, one.caption): one.field for one in ODD}
    save(office.record, ME, made(seen, "Hostile", fields))
    assert named(office.record, "hostile").toml().count("[[column]]") == len(seen.columns)
    assert office.one(path, force=True).marks.new == 1
    changed = refused(office, text.replace("House", "Mansion"))
    assert len(changed) < 500 and "\x1b" not in changed and "\n" not in changed


@pytest.mark.parametrize(
    "text",
    ["", "name = ", 'name = "A"\n', "column = 3", "[[column]]\ncaption = 4", "x = 1", "a" * 300_000,
     OFFICE.toml() + 'field = "mark"\n', OFFICE.toml().replace("marks-session", "arbor-pupils"),
     "backslash_escapes = 1\n" + OFFICE.toml(), 'system = "nobody"\n' + OFFICE.toml(),
     "[" * 5_000],
)  # fmt: skip
def test_toml_that_is_no_profile_is_one_line(text: str) -> None:
    with pytest.raises((Refused, Unreadable)) as caught:
        from_toml(text, "mine.toml")
    assert "\n" not in str(caught.value)


def test_saving_is_journalled_and_dropping_too(office: Desk) -> None:
    drop(office.record, ME, "Office export")
    said = [entry.data["said"] for entry in events(office.record.db) if entry.kind == "setting"]
    assert said == ["profile Office export saved", "profile Office export dropped"]
    with pytest.raises(Refused, match="none yet"):
        drop(office.record, ME, "Office export")
    assert "captions" in refused(office, odd())


def test_a_profile_that_cannot_be_read_is_named_and_can_be_dropped(office: Desk) -> None:
    office.record.set_setting("profile.old", OFFICE.toml().replace("marks-session", "gone"))
    with pytest.raises(Refused, match="the profile old: “gone” is no layout"):
        office.load(odd())
    drop(office.record, ME, "old")
    assert office.one(odd()).profile == "Office export"


def test_two_profiles_of_one_report_are_refused(office: Desk) -> None:
    with pytest.raises(Refused, match='"Office export" has the same columns'):
        save(office.record, ME, mapping("Other", "marks-session", list(reversed(ODD))))
    save(office.record, ME, mapping("office export", "marks-session", ODD))
    assert [one.name for one in profiles(office.record).all] == ["office export"]


def test_who_only_reads_saves_none(office: Desk) -> None:
    office.one("Account,Name,Initials,Role,Email\namy,Amy,A,officer,\nlee,Lee,L,leader,\n")
    with pytest.raises(FirstdayError):
        save(office.record, Actor("lee", "Lee", "L", Role.LEADER), OFFICE)


def test_a_look_guesses_by_captions_and_hints_by_cells(office: Desk) -> None:
    drop(office.record, ME, "Office export")
    text = "Extract,,,\nPupil,Adno,When,Half,Out\n" + f"{upn(1)},1,16/11/2026,AM,I\n" * 3
    seen = look(office.file(text), profiles(office.record))
    assert (seen.layout.name, seen.row) == ("marks-session", 2)
    told = {one.caption: (one.field, one.hint) for one in seen.columns}
    assert told == {"Pupil": ("", "upn"), "Adno": ("adno", ""), "When": ("", "date"), "Half": ("", "session"),
                    "Out": ("", "mark")}  # fmt: skip


def test_a_look_at_a_changed_report_begins_with_what_was_chosen(office: Desk) -> None:
    seen = look(office.file(odd(head=HEAD.replace("Code 2", "Code 3"))), profiles(office.record))
    assert (seen.near, seen.difference) == ("Office export", 'gone: "Code 2"; new: "Code 3"')
    assert [one.field for one in seen.columns] == ["adno", "date", "session", "", ""]


def test_a_preview_changes_nothing_and_tells_all(office: Desk) -> None:
    drop(office.record, ME, "Office export")
    path = office.file(odd() + "00099,16/11/2026,AM,I,Red\n")
    before = office.everything()
    result: FileResult = preview(office.record, ME, path, OFFICE)
    assert (result.outcome, result.marks.new, len(result.quarantined)) == ("dry-run", 10, 1)
    assert office.everything() == before


def test_fields_are_named_by_their_beginning_or_our_caption() -> None:
    layout = layout_named("marks-session")
    assert field_named(layout, "sess") == "session" and field_named(layout, "Minutes late") == "minutes"
    assert field_named(layout, "-") == "" and field_named(layout, "DOB") == "dob"
    with pytest.raises(Refused, match="may be"):
        field_named(layout, "m")
    with pytest.raises(Refused, match="no field"):
        field_named(layout, "shoe")


def test_a_whole_roll_by_a_profile_still_says_who_is_no_longer_listed(office: Desk) -> None:
    roll = mapping("Roll", "pupils", [Column("Our ref", "adno"), Column("Fam", "surname"),
                                      Column("Giv", "forename"), Column("Tutor set", "reg")])  # fmt: skip
    save(office.record, ME, roll)
    rows = "".join(f"{n},Surname{n},Forename{n},7{'AB'[n % 2]}\n" for n in range(1, 10))
    result = office.one("Our ref,Fam,Giv,Tutor set\n" + rows)
    assert result.profile == "Roll" and any("not in" in note or "no longer" in note for note in result.notes)


def test_a_mapping_is_a_value() -> None:
    assert isinstance(OFFICE, Mapping) and hash(OFFICE.columns)


# -- what the report calls its sessions ----------------------------------------------------------

WORDS = (("Reg 1", "AM"), ("Period 4", "PM"), ("Period 2", "-"))
PERIODS = mapping("Periods", "marks-session", ODD, sessions=WORDS)


def periods(*rows: tuple[str, str], pupil: str = "00001") -> str:
    return HEAD + "".join(f"{pupil},16/11/2026,{word},{code},Red\n" for word, code in rows)


@pytest.fixture
def reg(desk: Desk) -> Desk:
    """Ten pupils, and a report that calls its sessions by its periods."""
    desk.with_pupils()
    save(desk.record, ME, PERIODS)
    return desk


def test_a_report_that_calls_the_sessions_its_own_way_is_read_so(reg: Desk) -> None:
    done = reg.one(periods(("REG  1", "/"), ("Period 2", "I"), ("Period 4", "I")), force=True)
    assert (done.marks.new, done.quarantined) == (2, [])
    assert (reg.mark(1), reg.mark(1, half="PM")) == ("/", "I")
    assert any("Reg 1=AM, Period 4=PM, Period 2=-" in note for note in done.notes)


def test_in_a_grouped_report_a_row_left_out_still_says_whose_the_rows_below_are(reg: Desk) -> None:
    rows = "00001,16/11/2026,Reg 1,/,Red\n,,Period 4,\\,Red\n00002,16/11/2026,Period 2,/,Red\n,,Reg 1,I,Red\n"
    done = reg.one(HEAD + rows + ",,Period 4,I,Red\n", force=True)
    assert [(reg.mark(n), reg.mark(n, half="PM")) for n in (1, 2)] == [("/", "\\"), ("I", "I")]
    assert done.quarantined == []


def test_an_import_says_how_many_rows_its_words_for_sessions_left_out(reg: Desk) -> None:
    done = reg.one(periods(("Reg 1", "/"), ("Period 2", "I"), ("Period 2", "/")), force=True)
    assert "2 rows left out, as the profile says" in done.notes
    one = reg.one(periods(("Reg 1", "/"), ("Period 2", "I"), pupil="00002"), force=True)
    assert "1 row left out, as the profile says" in one.notes
    none = reg.one(periods(("Reg 1", "/"), pupil="00003"), force=True)
    assert not any("left out" in note for note in none.notes)


def test_a_session_nobody_explained_is_set_aside_and_am_is_am_everywhere(reg: Desk) -> None:
    done = reg.one(periods(("AM", "/"), ("Reg 3", "I"), ("", "I")), force=True)
    assert [one.reason for one in done.quarantined] == [
        'the session "Reg 3" is neither AM nor PM', "there is no session",
    ]  # fmt: skip
    assert reg.mark(1) == "/"


def test_rows_of_such_a_report_are_put_right_and_come_in(reg: Desk) -> None:
    reg.one(periods(("Reg 1", "B1"), ("Period 4", "/")), force=True)
    nobody = reg.one(
        periods(("Period 4", "I"), pupil="77777") + periods(("Reg 1", "/"))[len(HEAD) :], force=True
    )
    assert "1 row taken" in fix_mark(reg.record, ME, "B1", "B")
    assert "1 row taken" in fix_pupil(reg.record, ME, nobody.quarantined[0].what, upn(5))
    assert (reg.mark(5, half="PM"), reg.rows("SELECT count(*) FROM quarantine")) == ("I", [(0,)])
    reg.one(periods(("Reg 1", "B1"), pupil="2"), force=True)
    assert reg.mark(2) == "B"


def test_words_for_sessions_go_out_and_in_as_toml() -> None:
    text = PERIODS.toml()
    assert '[sessions]\nAM = ["Reg 1"]\nPM = ["Period 4"]\nnone = ["Period 2"]\n' in text
    assert from_toml(text, "x") == PERIODS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([("AM", "PM")], "is AM in every file"),
        ([("Reg 1", "AM"), ("reg 1", "PM")], "two sessions"),
        ([("Reg 1", "Tuesday")], "says no session"),
        ([("", "AM")], "says no session"),
        ([(f"R{n}", "AM") for n in range(70)], "too many"),
    ],
)
def test_words_that_say_no_session_are_refused(words: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(Refused, match=said):
        mapping("A", "marks-session", ODD, sessions=words)


@pytest.mark.parametrize(
    "text", ["sessions = 3\n", 'sessions = {AM = "Reg 1"}\n', 'sessions = {noon = ["R"]}\n']
)
def test_toml_with_odd_sessions_is_one_line(text: str) -> None:
    with pytest.raises(Refused, match="lists of words"):
        from_toml(text + OFFICE.toml(), "x.toml")
