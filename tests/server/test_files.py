"""The files a server is set up with are taken by the programs they are for."""

from __future__ import annotations

import os
import shutil
import subprocess
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
