"""The record's place on the disk: whose its files are, who may read and write them, what they lie on.

Two ways are right (docs/server.md): one account owns everything and nobody else gets in (0700, 0600), or
a group shares a folder that hands its group on (2770, 0660). The folder says which of them is meant.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from core.errors import RecordError

COMPANIONS = ("-wal", "-shm")
# File systems on which SQLite's locks or its shared memory do not hold between machines.
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gfs2",
           "ocfs2", "beegfs", "ncpfs", "davfs", "vboxsf", "prl_fs", "fuse")  # fmt: skip
PASSING = ("tmpfs", "ramfs", "overlay")  # gone with the machine's next start, or with the container
_MOUNTS = Path("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A file that is not as it should be: what was found and what is wanted, and the command that mends it.

    `grave` is False where it works and nobody unknown gets in, but it was hardly meant.
    """

    said: str
    remedy: str
    grave: bool = True


def names(uid: int, gid: int) -> str:
    """`register:officers`, in numbers where nobody has that number."""
    try:
        import grp
        import pwd
    except ImportError:
        return f"{uid}:{gid}"
    try:
        user = pwd.getpwuid(uid).pw_name
    except KeyError:
        user = str(uid)
    try:
        group = grp.getgrgid(gid).gr_name
    except KeyError:
        group = str(gid)
    return f"{user}:{group}"


def shared(folder: os.stat_result) -> bool:
    """Whether a folder is meant for a group: it hands its group on, and the group may write."""
    return bool(folder.st_mode & stat.S_ISGID and folder.st_mode & stat.S_IWGRP)


def wrongs(path: Path) -> list[Wrong]:
    """Everything about owner, mode and kind of the record, its folder and its companions; [] if all is right.

    OSError where one may not even look.
    """
    path = path.absolute()
    folder, about = path.parent.stat(), path.lstat()
    found = _folder(path.parent, folder, about)
    if stat.S_ISLNK(about.st_mode):
        found.append(Wrong(f"{path} is a link: whoever can change it chooses what is written to",
                           f"name the file itself: --record {path.resolve()}"))  # fmt: skip
        about = path.stat()
    if about.st_nlink > 1:
        found.append(Wrong(f"{path} has {about.st_nlink} names (hard links), each with a log of its own",
                           f"remove the others: find / -xdev -inum {about.st_ino}"))  # fmt: skip
    found += _file(path, about, folder, about)
    for end in COMPANIONS:
        companion = Path(f"{path}{end}")
        if os.path.lexists(companion):
            found += _file(companion, companion.lstat(), folder, about)
    return found


def _folder(place: Path, folder: os.stat_result, record: os.stat_result) -> list[Wrong]:
    mode = stat.S_IMODE(folder.st_mode)
    if shared(folder):
        if mode & stat.S_ISVTX:
            return [Wrong(f"{place} is {mode:04o}: its sticky bit can lock everybody out",
                          f"chmod 2770 {place}")]  # fmt: skip
        return [] if not mode & 0o007 else [_folder_wrong(place, mode, 0o2770, bool(mode & 0o002))]
    wrong = []
    if folder.st_uid != record.st_uid:
        owner = names(record.st_uid, record.st_gid)
        wrong.append(Wrong(f"{place} belongs to {names(folder.st_uid, folder.st_gid)}, the record to {owner}",
                           f"chown {owner} {place}"))  # fmt: skip
    if mode & 0o077:
        wrong.append(_folder_wrong(place, mode, 0o700, bool(mode & 0o022)))
    return wrong


def _folder_wrong(place: Path, mode: int, wanted: int, writable: bool) -> Wrong:
    may = "others can replace the record" if writable else "others can look inside"
    return Wrong(
        f"{place} is {mode:04o}, wanted {wanted:04o}: {may}", f"chmod {wanted:04o} {place}", writable
    )


def _file(path: Path, about: os.stat_result, folder: os.stat_result, record: os.stat_result) -> list[Wrong]:
    """A record or companion: the record's owner, or in a shared folder its group, and the wanted mode."""
    found = []
    if shared(folder):
        wanted, right = 0o660, about.st_gid == folder.st_gid
        owner = f"{names(record.st_uid, folder.st_gid)}"
    else:
        wanted, right = 0o600, (about.st_uid, about.st_gid) == (record.st_uid, record.st_gid)
        owner = names(record.st_uid, record.st_gid)
    mode = stat.S_IMODE(about.st_mode)
    if not stat.S_ISREG(about.st_mode):
        return [Wrong(f"{path} is not a plain file", f"look what it is, and move it away: ls -l {path}")]
    if not right:
        found.append(Wrong(f"{path} belongs to {names(about.st_uid, about.st_gid)}, wanted {owner}",
                           f"chown {owner} {path}"))  # fmt: skip
    if mode != wanted:
        found.append(Wrong(f"{path} is {mode:04o}, wanted {wanted:04o}", f"chmod {wanted:04o} {path}"))
    return found


def why_not(path: Path) -> str:
    """Why this process cannot write the record: file, found and wanted owner and mode, remedy; one line."""
    try:
        for one in (path, path.parent, *(Path(f"{path}{end}") for end in COMPANIONS)):
            if one.exists() and not os.access(one, os.R_OK | os.W_OK):
                return _unwritable(one, path)
        found = wrongs(path)
    except OSError as error:
        return f"{error.filename or path}: {error.strerror}"
    if found:
        return f"{found[0].said} ({found[0].remedy})"
    return "the file system it lies on is read-only"


def _unwritable(one: Path, record: Path) -> str:
    about = one.stat()
    wanted = next(
        (wrong.remedy for wrong in wrongs(record) if wrong.remedy.endswith(str(one.absolute()))), ""
    )
    mine = names(os.geteuid(), os.getegid())
    said = (
        f"{one} is {stat.filemode(about.st_mode)}, owner {names(about.st_uid, about.st_gid)}; you are {mine}"
    )
    return f"{said} (wanted: {wanted})" if wanted else said


def refuse_as_root(path: Path) -> None:
    """RecordError for root on somebody else's record: what it leaves behind could lock them out."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    owner = path.stat().st_uid
    if owner:
        name = names(owner, 0).partition(":")[0]
        raise RecordError(f"{path} belongs to {name}, and you are root: sudo -u {name} firstday …")


def file_system(path: Path) -> str:
    """Kind of the file system a path lies on, as Linux names it; '' where the system does not say."""
    place = path.resolve()
    best, kind = "", ""
    try:
        mounts = _MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    for line in mounts:
        before, _, after = line.partition(" - ")
        point = before.split()[4].encode().decode("unicode_escape")
        if place.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, after.split()[0]
    return kind


def on_network(kind: str) -> bool:
    """Whether a kind of file system is shared between machines."""
    return kind in NETWORK or kind.startswith("fuse.")
