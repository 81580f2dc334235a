"""Whose name an act is kept under: the login, also through sudo, never what a variable says."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from tui.cli.session import account


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A file this process owns alone, as a record is made."""
    path = tmp_path / "record.db"
    path.touch(0o600)
    return path


@pytest.fixture
def other() -> pwd.struct_passwd:
    """An account of the system that is not this process's."""
    return next(one for one in pwd.getpwall() if one.pw_uid != os.getuid())


ME = pwd.getpwuid(os.getuid()).pw_name


def test_through_sudo_to_the_records_owner_it_is_who_called(
    record: Path, other: pwd.struct_passwd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_UID", str(other.pw_uid))
    assert account(record) == other.pw_name


def test_where_a_group_may_write_the_variable_is_not_believed(
    record: Path, other: pwd.struct_passwd, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.chmod(0o660)
    monkeypatch.setenv("SUDO_UID", str(other.pw_uid))
    assert account(record) == ME


@pytest.mark.parametrize("value", ["", "x", "-1", "1e3", "٣"])
def test_what_is_no_account_number_is_passed_over(
    record: Path, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_UID", value)
    assert account(record) == ME


def test_a_login_without_a_name_still_has_one(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_UID", "987654")
    assert account(record) == "uid 987654"


def test_names_from_the_environment_are_never_believed(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "mallory")
    assert account(record) == ME


def test_with_a_key_for_each_officer_it_is_the_keys_owner(
    record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDAY_AS", "ann")
    assert account(record) == ME  # not from the launcher: anybody's words
    monkeypatch.setenv("FIRSTDAY_CAPTIVE", "1")
    assert account(record) == "ann"
    assert account() == ME
    record.chmod(0o660)
    assert account(record) == ME


@pytest.mark.parametrize("value", ["", "a b", "../x", "-a", "a" * 33, "ann\n"])
def test_what_is_no_account_of_a_key_is_passed_over(
    record: Path, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDAY_CAPTIVE", "1")
    monkeypatch.setenv("FIRSTDAY_AS", value)
    assert account(record) == ME


def test_sudo_says_who_it_is_whatever_a_key_says(
    record: Path, other: pwd.struct_passwd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTDAY_CAPTIVE", "1")
    monkeypatch.setenv("FIRSTDAY_AS", "ann")
    monkeypatch.setenv("SUDO_UID", str(other.pw_uid))
    assert account(record) == other.pw_name
