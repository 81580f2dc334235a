"""Two officers over SSH on a real server: calls, lost lines, frozen windows, and nothing but the board."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from core import settings
from core.people import Actor
from core.privacy import pins
from core.record import Record
from core.together import claims
from tests.core.making import add_staff
from tests.terminal.server import Server, missing, running, until
from tests.terminal.tmux import Terminal
from tests.tui.conftest import NAMES, School, make_school

pytestmark = [pytest.mark.terminal, pytest.mark.server]
PIN = "2580"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The server of these tests."""
    with running() as made:
        yield made


@pytest.fixture(params=["pty", "plain"])
def way(request: pytest.FixtureRequest) -> str:
    """Through sudo with use_pty, and without."""
    return str(request.param)


@pytest.fixture
def school(server: Server, tmp_path: Path) -> Iterator[School]:
    """A fresh small school on the server, its officers those who may log in."""
    made = make_school(tmp_path)
    names = iter(("Ann Able", "Bob Best", "Cat Cole", "Dot Drew"))
    for account in (*server.officers["pty"], *server.officers["plain"]):
        pins.set_pin(made.record, add_staff(made.record, account, next(names)), PIN)
    made.record.close()
    for path in server.record.parent.iterdir():
        path.unlink()
    shutil.copyfile(made.path, server.record)
    server.hand_over()
    with server.as_service():
        made.record = Record.open(server.record, made.record.clock)
    yield made
    for pid in server.sessions():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert until(lambda: not server.sessions(), 5.0)
    made.record.close()


Login = Callable[[str], Terminal]


@pytest.fixture
def login(server: Server, school: School) -> Iterator[Login]:
    """Log in from a terminal and wait for the board."""
    opened: list[Terminal] = []

    def enter(account: str) -> Terminal:
        terminal = server.login(account)
        opened.append(terminal)
        terminal.wait("absent =")
        terminal.wait("c call")
        return terminal

    yield enter
    for terminal in opened:
        terminal.__exit__(None, None, None)


def actor(school: School, account: str) -> Actor:
    """An officer of the server."""
    from core.people import actor_of

    return actor_of(school.record, account)


def draft(school: School, account: str) -> str:
    """What this officer has typed in a call and not logged."""
    sql = "SELECT body FROM draft WHERE account = ? AND kind = 'call'"
    return "".join(row[0] for row in school.record.db.execute(sql, (account,)))


def gone(server: Server, account: str, seconds: float = 3.0) -> bool:
    """Whether no process of this officer's login is left."""
    return until(lambda: not server.sessions(account), seconds)


def test_two_officers_call_at_once_and_see_each_other(server: Server, school: School, login: Login) -> None:
    a, b = server.officers["pty"]
    ann, bob = login(a), login(b)
    ann.wait("2 people on")
    ann.type("c")
    bob.wait("Ann Able calling")
    bob.type("Down c")
    ann.wait("Bob Best calling")
    assert {one.account for one in claims.claims(school.record).values()} == {a, b}
    ann.type("n")
    bob.type("v")
    assert until(lambda: len(school.events()) == 6, 5.0)  # four PINs, two calls
    last = school.record.db.execute("SELECT by, kind FROM event ORDER BY id DESC LIMIT 2").fetchall()
    assert {tuple(row) for row in last} == {(a, "call"), (b, "call")}
    ann.type("q")
    bob.type("q")
    assert gone(server, a) and gone(server, b)


def test_a_client_killed_in_mid_word_comes_back_to_the_same_character(
    server: Server, school: School, login: Login, way: str
) -> None:
    a, b = server.officers[way]
    ann, bob = login(a), login(b)
    ann.type("c Tab =she_froze_at_the_gte Left Left")
    bob.wait("calling")
    time.sleep(1.0)
    os.kill(ann.child(), signal.SIGKILL)
    assert gone(server, a)
    assert server.sessions(b)
    bob.wait("call parked by AA" if way == "pty" else "call parked by CC")
    assert a not in {one.account for one in claims.claims(school.record).values()}
    assert draft(school, a) == "she froze at the gte"
    again = login(a)
    again.type("'")
    again.wait("she froze at the gte")
    again.type("=a")
    again.wait("she froze at the gate")
    again.type("Tab n")
    assert until(lambda: school.events()[-1] == ("call", school.ids["Abbot"]), 5.0)
    row = school.record.db.execute("SELECT note, by FROM attempt").fetchone()
    assert tuple(row) == ("she froze at the gate", a)


def test_all_sessions_told_to_end_during_typing_are_gone_and_their_notes_whole(
    server: Server, school: School, login: Login, way: str
) -> None:
    both = dict(zip(server.officers[way], ("one of them", "the other"), strict=True))
    terminals = [login(account) for account in both]
    for terminal, text in zip(terminals, both.values(), strict=True):
        terminal.type(f"c Tab ={text.replace(' ', '_')}")
    for pid in server.sessions():
        os.kill(pid, signal.SIGTERM)
    assert all(gone(server, account, 5.0) for account in both)
    assert [draft(school, account) for account in both] == list(both.values())
    assert claims.claims(school.record) == {}
    for terminal in terminals:
        terminal.wait("ended with status")
        assert "Abbot" not in terminal.screen()


def test_a_frozen_client_is_locked_on_time_and_thaws_to_a_locked_screen(
    server: Server, school: School, login: Login
) -> None:
    a, _ = server.officers["pty"]
    for name in ("lock-after", "lock-in-call-after"):
        settings.put(school.record, actor(school, a), name, "6 s")
    settings.put(school.record, actor(school, a), "leave-after", "60 s")
    ann = login(a)
    ann.type("c Tab =half_a_wo")
    client = ann.child()
    os.kill(client, signal.SIGSTOP)
    assert claims.claims(school.record)
    assert until(lambda: claims.claims(school.record) == {}, 10.0)
    assert draft(school, a) == "half a wo"
    os.kill(client, signal.SIGCONT)
    shown = ann.wait("Firstday is locked")
    assert not any(name in shown for name in NAMES)
    ann.type(f"={PIN} Enter")
    ann.wait("c call")
    ann.type("'")
    ann.wait("half a wo")


def test_a_frozen_client_that_never_thaws_is_left_in_the_end(
    server: Server, school: School, login: Login
) -> None:
    a, _ = server.officers["plain"]
    settings.put(school.record, actor(school, a), "lock-after", "5 s")
    settings.put(school.record, actor(school, a), "leave-after", "8 s")
    ann = login(a)
    client = ann.child()
    os.kill(client, signal.SIGSTOP)
    assert gone(server, a, 14.0)
    os.kill(client, signal.SIGCONT)
    ann.wait("no key had come")


@pytest.mark.parametrize("asked", ["id", "cat /etc/passwd", "sh -c 'echo reached'", "scp -t /tmp"])
def test_a_command_over_ssh_runs_nothing(server: Server, school: School, asked: str) -> None:
    done = run(server, asked)
    assert done.returncode == 2
    assert done.stdout == "" and "needs a terminal" in done.stderr


def test_sftp_and_scp_get_nothing(server: Server, school: School, tmp_path: Path) -> None:
    a, _ = server.officers["pty"]
    options = server.ssh(a)[1:-1]
    options = tuple("-P" if word == "-p" else word for word in options)
    for line in (
        ("sftp", *options, f"{a}@127.0.0.1:/etc/passwd", str(tmp_path / "got")),
        ("scp", *options, f"{a}@127.0.0.1:/etc/passwd", str(tmp_path / "got")),
        ("scp", "-O", *options, f"{a}@127.0.0.1:/etc/passwd", str(tmp_path / "got")),
    ):
        done = subprocess.run(line, capture_output=True, check=False, timeout=30, stdin=subprocess.DEVNULL)
        assert done.returncode != 0, line
    assert not (tmp_path / "got").exists()


def test_no_port_is_forwarded(server: Server, school: School) -> None:
    a, _ = server.officers["pty"]
    with socket.socket() as service, socket.socket() as free:
        service.bind(("127.0.0.1", 0))
        service.listen()
        service.settimeout(2.0)
        free.bind(("127.0.0.1", 0))
        local, target = free.getsockname()[1], service.getsockname()[1]
        free.close()
        line = server.ssh(a, "-N", "-L", f"{local}:127.0.0.1:{target}")
        client = subprocess.Popen(line, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        try:
            assert until(lambda: _knock(local), 10.0)
            with pytest.raises(TimeoutError):
                service.accept()
        finally:
            client.kill()
            client.wait(5)
        into = subprocess.run(
            server.ssh(a, "-W", f"127.0.0.1:{target}"), capture_output=True, check=False, timeout=30,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert into.returncode != 0
        back = subprocess.run(
            server.ssh(a, "-o", "ExitOnForwardFailure=yes", "-N", "-R", f"{local}:127.0.0.1:{target}"),
            capture_output=True, check=False, timeout=30, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert back.returncode != 0
        with pytest.raises(TimeoutError):
            service.accept()


def _knock(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1.0):
        return True
    return False


def test_an_officers_own_shell_reaches_neither_the_record_nor_a_session(
    server: Server, school: School, login: Login
) -> None:
    a, b = server.officers["pty"]
    login(b)
    (session,) = [pid for pid in server.sessions(b) if _is_the_program(pid)]
    place = server.record.parent
    record, process, sudo = server.record, f"/proc/{session}", f"sudo -n -u {server.service}"
    for line in (
        f"ls {place}", f"cat {record}", f"cp {record} /tmp/{server.tag}", f"stat {record}", f"rm {record}",
        f"mv {place} {place}.away", f"ln -s /etc/passwd {record}", f"cat {process}/environ",
        f"cat {process}/mem", f"ls {process}/fd", f"kill -0 {session}", f"{sudo} /bin/sh -c id",
        f"{sudo} {server.launcher} board", f"sudo -n cat {record}",
    ):  # fmt: skip
        done = server.as_officer(a, line)
        assert done.returncode != 0 and done.stdout == "", line
    assert not Path(f"/tmp/{server.tag}").exists()
    assert school.record.db.execute("PRAGMA quick_check").fetchone()[0] == "ok"


def _is_the_program(pid: int) -> bool:
    return b"tui" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def run(server: Server, asked: str) -> subprocess.CompletedProcess[str]:
    """Ask for a command over SSH."""
    a, _ = server.officers["pty"]
    return subprocess.run(
        (*server.ssh(a), asked), capture_output=True, text=True, check=False, timeout=30,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_what_is_missing_is_said() -> None:
    assert missing() == ""
