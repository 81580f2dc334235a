"""The files a server is set up with are taken by the programs they are for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.source import ROOT

PLACE = ROOT / "docs/server"


def tool(name: str) -> str:
    """A program of the system; the test is skipped without it, but fails in CI."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is missing, and CI must check the server's files: see .ci/run", pytrace=False)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a checking program."""
    return subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)


def test_the_launcher_is_a_plain_shell_script_that_may_be_run() -> None:
    launcher = PLACE / "firstday-session"
    assert launcher.stat().st_mode & 0o777 == 0o755
    assert run(tool("sh"), "-n", launcher).stderr == ""


def test_sshd_takes_its_block(tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    config = tmp_path / "sshd_config"
    config.write_text(f"HostKey {key}\nInclude {PLACE / 'sshd_firstday.conf'}\nPort 2222\n")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where a running server separates its privileges
    asked = run(tool("sshd"), "-T", "-f", config, "-C", "user=nobody,host=x,addr=127.0.0.1")
    if "Missing privilege separation directory" in asked.stderr:
        pytest.skip("sshd has no /run/sshd here")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "port 2222" in asked.stdout  # the block ended: what follows it is for everybody
    assert "forcecommand none" in asked.stdout


def test_sudo_takes_its_rule() -> None:
    asked = run(tool("visudo"), "-c", "-f", PLACE / "sudoers_firstday")
    assert asked.returncode == 0, asked.stdout + asked.stderr


def test_sshd_sudo_and_the_launcher_speak_of_one_account_group_and_place() -> None:
    sshd, sudoers = ((PLACE / name).read_text() for name in ("sshd_firstday.conf", "sudoers_firstday"))
    place = "/usr/local/libexec/firstday-session"
    assert f"ForceCommand /usr/bin/sudo -n -u register {place}\n" in sshd
    assert f'%officers ALL=(register) NOPASSWD: {place} ""\n' in sudoers
    assert "Match Group officers\n" in sshd
    assert "Defaults:%officers env_reset, use_pty" in sudoers


BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(kind: str) -> list[str]:
    """The code blocks of docs/server.md in one language."""
    text = (ROOT / "docs/server.md").read_text("utf-8")
    return [body for language, body in BLOCKS.findall(text) if language == kind]


def test_every_block_that_is_to_be_pasted_is_shell() -> None:
    assert len(blocks("sh")) >= 9
    for block in blocks("sh"):
        assert run(tool("sh"), "-n", "-c", block).stderr == "", block


def test_every_file_the_manual_names_is_there() -> None:
    named = set(re.findall(r"docs/server/[\w.*-]+", "".join(blocks("sh"))))
    assert len(named) >= 6
    assert [name for name in named if not list(ROOT.glob(name))] == []
    assert {path.name for path in PLACE.iterdir()} == {
        path.name for name in named | {"docs/server/cron_firstday"} for path in ROOT.glob(name)
    }


def test_every_option_the_manual_and_the_units_use_is_one(tmp_path: Path) -> None:
    texts = [path.read_text() for path in PLACE.iterdir()] + [(ROOT / "docs/server.md").read_text("utf-8")]
    for command in ("backup", "restore", "import", "init", "journal", "check"):
        helped = run(sys.executable, "-m", "tui", command, "--help").stdout
        used = {
            option
            for text in texts
            for line in re.findall(rf"(?:firstday|record\.db) {command}\b[^\n`]*", text)
            for option in re.findall(r"(?<=\s)--[a-z-]+", line)
        }
        assert [option for option in used if option not in helped] == [], command


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in PLACE.glob("firstday-*.[st][ei]*"):
        text = unit.read_text().replace("/opt/firstday/venv/bin/python", sys.executable)
        (tmp_path / unit.name).write_text(text)
    asked = run(tool("systemd-analyze"), "verify", *sorted(tmp_path.iterdir()))
    assert (asked.returncode, asked.stderr) == (0, "")


def test_nothing_by_the_clock_runs_as_root() -> None:
    for unit in PLACE.glob("*.service"):
        assert "\nUser=register\n" in unit.read_text()
    lines = [line for line in (PLACE / "cron_firstday").read_text().splitlines() if " * " in line]
    assert len(lines) == 2 and all(line.split()[5] == "register" for line in lines)


def test_the_key_block_of_the_manual_is_taken(tmp_path: Path) -> None:
    block = next(body for body in blocks("text") if body.startswith("Match User"))
    key = tmp_path / "key"
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    config = tmp_path / "sshd_config"
    config.write_text(f"HostKey {key}\n{block}")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    asked = run(tool("sshd"), "-T", "-f", config, "-C", "user=register,host=x,addr=127.0.0.1")
    assert asked.returncode == 0, asked.stderr
    assert "disableforwarding yes" in asked.stdout
