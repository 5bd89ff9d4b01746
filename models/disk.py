"""What kind of file system holds a file: on one that is shared over a network, locks are not to be trusted."""

from __future__ import annotations

from pathlib import Path

NETWORK = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "gluster",
    "lustre",
    "sshfs",
    "davfs",
    "ncpfs",
    "ocfs2",
    "gfs",
)
"""Parts of the names of file systems on which SQLite's locks and shared memory cannot be trusted."""


def file_system(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The type of the file system that holds ``path``; empty where the system does not tell."""
    try:
        lines = mounts.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    path, found, kind = path.resolve(), "", ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        if path.is_relative_to(point) and len(point) >= len(found):
            found, kind = point, fields[2]
    return kind


def is_network(kind: str) -> bool:
    """Whether a type of file system is one that several machines share."""
    return any(part in kind for part in NETWORK)
