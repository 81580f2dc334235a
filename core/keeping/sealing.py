"""Backups sealed to a public key in the age format: the key that opens them need not be on the server.

The format and the cipher are age's (age-encryption.org/v1), by the library pyrage, so that `age -d`
opens them too. It is an extra, loaded only here, when a key is given.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.errors import Refused, Unreadable

ENDING = ".age"
_HEADER = b"age-encryption.org/v1\n"


def _library() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise Refused(
            "Sealing needs the package pyrage: pip install 'firstday[sealed]' (docs/server.md)."
        ) from error
    return pyrage


def _lines(given: str) -> list[str]:
    """The keys in a file, one a line, or the one that was given itself."""
    path = Path(given)
    try:
        text = path.read_text("utf-8") if path.is_file() else given
    except (OSError, ValueError) as error:
        raise Unreadable(f"{given} cannot be read as a file of keys: {error}.") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def recipients(given: str) -> list[Any]:
    """Public keys: `age1…`, `ssh-ed25519 …`, or the name of a file of such lines. Refused if none is."""
    pyrage = _library()
    found = []
    for line in _lines(given):
        kind = pyrage.ssh if line.startswith("ssh-") else pyrage.x25519
        try:
            found.append(kind.Recipient.from_str(line))
        except pyrage.RecipientError as error:
            raise Refused(
                f"“{line[:24]}…” is no public key for a backup: give age1…, ssh-ed25519 …, or a file of them."
            ) from error
    if not found:
        raise Refused(f"{given} holds no public key: give age1…, ssh-ed25519 …, or a file of them.")
    return found


def seal(plain: Path, sealed: Path, keys: list[Any]) -> None:
    """Encrypt a file to these keys; `sealed` is there already, empty, and its owner's only."""
    pyrage = _library()
    with plain.open("rb") as source, sealed.open("r+b") as target:
        pyrage.encrypt_io(source, target, keys)


def is_sealed(path: Path) -> bool:
    """Whether a file begins as age's do."""
    with path.open("rb") as source:
        return source.read(len(_HEADER)) == _HEADER


def unseal(sealed: Path, plain: Path, identity: Path) -> None:
    """Decrypt with the private key in the file `identity`. Unreadable if it is another's, or altered."""
    pyrage = _library()
    keys = _identities(identity)
    try:
        with sealed.open("rb") as source, plain.open("r+b") as target:
            pyrage.decrypt_io(source, target, keys)
    except pyrage.DecryptError as error:
        raise Unreadable(
            f"{sealed.name} does not open with the key in {identity} ({error}): another key sealed it, "
            "or it was altered. Nothing was touched."
        ) from error
    except OSError as error:  # the library's word for a file that ends too soon or fails its own check
        raise Unreadable(
            f"{sealed.name} is cut short or was altered ({error}); nothing was touched."
        ) from error


def _identities(path: Path) -> list[Any]:
    pyrage = _library()
    try:
        held = path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"{path} cannot be read: {error.strerror}. Give the private key with --key."
        ) from error
    try:
        if held.lstrip().startswith(b"-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer(held)]
        lines = [line.strip() for line in held.decode("utf-8").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, ValueError) as error:
        raise Unreadable(f"{path} holds no private key (AGE-SECRET-KEY-1… or an SSH key).") from error
    if not found:
        raise Unreadable(f"{path} holds no private key (AGE-SECRET-KEY-1… or an SSH key).")
    return found
