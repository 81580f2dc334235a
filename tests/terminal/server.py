"""A server for a test: sshd on loopback, officers' accounts, sudo, and the program where they can reach it.

Everything is set up as docs/server says, from the very files that stand there; everything made here has
a name of its own and is taken away again. Needs root.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.core.making import NOW
from tests.rules.source import ROOT
from tests.terminal.tmux import Terminal

DOCS = ROOT / "docs/server"
SUDOERS = Path("/etc/sudoers.d")
SSHD = "/usr/sbin/sshd"
TOOLS = (SSHD, "/usr/bin/sudo", "/usr/bin/ssh", "/usr/sbin/useradd", "/usr/sbin/visudo")
NOT_NEEDED = ("pip", "mypy", "mypyc", "ruff", "hypothesis", "_pytest", "pytest", "setuptools", "wheel",
              "test", "site-packages", "__editable__*", "idlelib", "ensurepip", "config-*")  # fmt: skip
CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {base}/host_key
PidFile none
AuthorizedKeysFile {base}/authorized/%u
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PermitRootLogin no
PermitUserEnvironment no
AcceptEnv LANG
PrintMotd no
PrintLastLog no
Subsystem sftp internal-sftp
"""


def missing() -> str:
    """Why a server cannot be made here, '' if it can."""
    if os.geteuid() != 0:
        return "needs root, to make accounts and to start sshd"
    absent = [tool for tool in TOOLS if not Path(tool).exists()]
    return f"{', '.join(absent)} missing: apt install openssh-server sudo" if absent else ""


def system(*words: str | Path) -> str:
    """Run a tool of the system that must succeed; another's lock on the accounts is waited for."""
    for wait in (0.2, 0.5, 1.0, 2.0, 0.0):
        done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, timeout=60)
        if done.returncode == 0:
            return done.stdout
        if "lock" not in done.stderr or not wait:
            break
        time.sleep(wait)
    raise AssertionError(f"{words}: {done.stderr}")


def until(met: Callable[[], object], seconds: float) -> bool:
    """Whether something comes true within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if met():
            return True
        time.sleep(0.02)
    return bool(met())


class Server:
    """One server. `officers` are two accounts a way of sudo: `pty` with use_pty, `plain` without."""

    def __init__(self) -> None:
        self.tag = f"fd{secrets.token_hex(3)}"
        self.base = Path(tempfile.mkdtemp(prefix="firstday-", dir="/var/lib"))
        self.base.chmod(0o755)
        self.service = f"{self.tag}s"
        self.officers = {way: [f"{self.tag}{way[1]}{one}" for one in "ab"] for way in ("pty", "plain")}
        self.record = self.base / "record" / "record.db"
        self.launcher = self.base / "firstday-session"
        self.port = 0
        self.log = self.base / "sshd.log"
        self._made: list[Callable[[], object]] = []
        self._sshd: subprocess.Popen[bytes] | None = None

    # -- setting up, and taking away ---------------------------------------------------------------

    def start(self) -> None:
        """Set everything up and start sshd."""
        self._accounts()
        self._program()
        self._sudo()
        self._start_sshd()

    def stop(self) -> None:
        """End what was started, take away what was made."""
        for pid in self.sessions():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if self._sshd is not None:
            self._sshd.terminate()
            with suppress(subprocess.TimeoutExpired):  # accounts and rules go all the same
                self._sshd.wait(10)
        until(lambda: not self.sessions(), 5.0)
        for undo in reversed(self._made):
            with suppress(Exception):
                undo()
        shutil.rmtree(self.base, ignore_errors=True)

    def _accounts(self) -> None:
        system("useradd", "--system", "--no-create-home", "--home-dir", self.base / "none", "--shell",
               "/usr/sbin/nologin", "--user-group", self.service)  # fmt: skip
        self._made.append(lambda: system("userdel", self.service))
        for way, accounts in self.officers.items():
            group = f"{self.tag}{way[1]}"
            system("groupadd", group)
            self._made.append(lambda group=group: system("groupdel", group))
            for account in accounts:
                home = self.base / "home" / account
                home.mkdir(parents=True)
                system("useradd", "--no-create-home", "--home-dir", home, "--shell", "/bin/sh",
                       "--gid", group, "--no-user-group", "--password", "*", account)  # fmt: skip
                self._made.append(lambda account=account: system("userdel", account))
        self.record.parent.mkdir(mode=0o700)
        shutil.chown(self.record.parent, self.service, self.service)

    def _program(self) -> None:
        """Put Python and the program where every account can read them; linked where possible."""
        lib = self.base / "python" / "lib"
        place = lib / f"python3.{sys.version_info[1]}"
        ignore = shutil.ignore_patterns(*NOT_NEEDED)
        shutil.copytree(Path(os.__file__).parent, place, ignore=ignore, copy_function=_link)
        packages = place / "site-packages"
        for path in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
            shutil.copytree(path, packages, ignore=ignore, copy_function=_link, dirs_exist_ok=True)
        for room in ("core", "importers", "tui"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / room, packages / room, copy_function=shutil.copyfile, ignore=ignored)
        (self.base / "python" / "bin").mkdir()
        binary = self.base / "python" / "bin" / "python3"
        _link(os.path.realpath(sys.executable), binary)
        shared = Path(sysconfig.get_config_var("LIBDIR") or "", sysconfig.get_config_var("INSTSONAME") or "")
        if shared.is_file() and ".so" in shared.name:
            _link(str(shared), lib / shared.name)
        python = self.base / "python" / "firstday-python"
        python.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={lib} exec {binary} "$@"\n')
        python.chmod(0o755)
        text = (DOCS / "firstday-session").read_text()
        for name, where in (("record", self.record), ("python", python)):
            line = next(line for line in text.splitlines() if line.startswith(f"{name}=/"))
            text = text.replace(line, f"{name}={where}")
        # The school of the tests stands on a day of its own; nothing else differs from what docs/server says.
        text = text.replace('--record "$record"', f'--record "$record" --today {NOW:%Y-%m-%dT%H:%M}')
        self.launcher.write_text(text)
        self.launcher.chmod(0o755)

    def _sudo(self) -> None:
        """Let both groups run the launcher as the service account: one with use_pty, one without."""
        text = ""
        for way, flag in (("pty", "use_pty"), ("plain", "!use_pty")):
            text += self._named((DOCS / "sudoers_firstday").read_text(), way).replace("use_pty", flag)
        rules = self.base / "sudoers"
        rules.write_text(text)
        rules.chmod(0o440)
        system("visudo", "-c", "-q", "-f", rules)
        kept = SUDOERS / self.tag
        self._made.append(lambda: kept.unlink(missing_ok=True))
        shutil.copyfile(rules, kept)
        kept.chmod(0o440)

    def _named(self, text: str, way: str) -> str:
        """A file of docs/server with this test's names in it."""
        text = text.replace("/usr/local/libexec/firstday-session", str(self.launcher))
        text = text.replace("/etc/ssh/officers/%u", f"{self.base}/authorized/%u")
        text = text.replace("(register)", f"({self.service})").replace("-u register", f"-u {self.service}")
        group = f"{self.tag}{way[1]}"
        return text.replace("%officers", f"%{group}").replace("Group officers", f"Group {group}")

    def _start_sshd(self) -> None:
        privsep = Path("/run/sshd")
        if not privsep.exists():
            privsep.mkdir(mode=0o755)
            self._made.append(privsep.rmdir)
        (self.base / "authorized").mkdir()
        (self.base / "keys").mkdir(mode=0o700)
        system("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.base / "host_key")
        for account in (*self.officers["pty"], *self.officers["plain"]):
            key = self.base / "keys" / account
            system("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
            shutil.copyfile(f"{key}.pub", self.base / "authorized" / account)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = self.base / "sshd_config"
        blocks = [self._named((DOCS / "sshd_firstday.conf").read_text(), way) for way in self.officers]
        config.write_text(CONFIG.format(port=self.port, base=self.base) + "".join(blocks))
        system(SSHD, "-t", "-f", config)
        self._sshd = subprocess.Popen([SSHD, "-D", "-f", str(config), "-E", str(self.log)])
        assert until(self._answers, 10.0), self.log.read_text()

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1.0):
            return True
        return False

    # -- using it ----------------------------------------------------------------------------------

    def ssh(self, account: str, *more: str) -> tuple[str, ...]:
        """The client's command line for an account, options before the host."""
        return (
            "ssh", "-F", "/dev/null", "-o", "UserKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=no",
            "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", "-i", str(self.base / "keys" / account),
            "-p", str(self.port), *more, f"{account}@127.0.0.1",
        )  # fmt: skip

    def login(self, account: str) -> Terminal:
        """Log in from a terminal, as an officer does."""
        return Terminal(program=self.ssh(account, "-tt"))

    def sessions(self, account: str = "") -> list[int]:
        """Processes of the service account that still live; of one officer's login, or of all."""
        try:
            uid = pwd.getpwnam(self.service).pw_uid
            caller = f"SUDO_UID={pwd.getpwnam(account).pw_uid}".encode() if account else b""
        except KeyError:
            return []
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                about = (place / "status").read_text()
                if f"\nUid:\t{uid}\t" not in about or "\nState:\tZ" in about:
                    continue
                if not caller or caller in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
        return found

    def as_officer(self, account: str, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line in the officer's own shell, which the forced command would not give."""
        about = pwd.getpwnam(account)
        return subprocess.run(
            ["/bin/sh", "-c", line], user=about.pw_uid, group=about.pw_gid, extra_groups=[], cwd="/", env={},
            capture_output=True, text=True, check=False, timeout=30, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    @contextmanager
    def as_service(self) -> Iterator[None]:
        """Be the service account for a moment: root is refused on somebody else's record."""
        os.seteuid(pwd.getpwnam(self.service).pw_uid)
        try:
            yield
        finally:
            os.seteuid(0)

    def hand_over(self) -> None:
        """Give the record to the service account, for it alone."""
        for path in self.record.parent.iterdir():
            shutil.chown(path, self.service, self.service)
            path.chmod(0o600)


def _link(source: str, target: str | Path) -> None:
    """Link a file that everybody may read; copy any other, so that they may."""
    file, mode = Path(source), Path(source).stat().st_mode
    if mode & 0o004 and not file.is_symlink():
        with suppress(OSError):
            Path(target).hardlink_to(file)
            return
    shutil.copyfile(file, target)
    Path(target).chmod(0o755 if mode & 0o100 else 0o644)


@contextmanager
def running() -> Iterator[Server]:
    """A server, from its accounts to its last process."""
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.stop()
