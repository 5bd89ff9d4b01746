"""What a process tree costs, read from /proc: processor time and memory (Linux)."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def _read(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""


def tree(root: int) -> list[int]:
    """The living processes of a tree: the root, its descendants and everybody in its session."""
    known: dict[int, tuple[int, int, str]] = {}
    for name in _names("/proc"):
        if name.isdigit() and (stat := _read(f"/proc/{name}/stat")):
            state, parent, _, session, *_ = stat[stat.rfind(")") + 2 :].split()
            known[int(name)] = (int(parent), int(session), state)
    found = {pid for pid, (_, session, _) in known.items() if root in (pid, session)}
    while more := {pid for pid, (parent, _, _) in known.items() if parent in found} - found:
        found |= more
    return [pid for pid in sorted(found) if pid in known and known[pid][2] not in "ZX"]


def cpu_seconds(root: int) -> float:
    """Processor time of the tree so far, in seconds, to the nanosecond where the kernel keeps it.

    Children that ended do not count, nor do threads that ended: measure while nothing starts or stops.
    """
    total = 0.0
    for pid in tree(root):
        threads = [_read(f"/proc/{pid}/task/{task}/schedstat").split() for task in _names(f"/proc/{pid}/task")]
        if threads and all(threads):
            total += sum(int(fields[0]) for fields in threads) / 1e9
        elif stat := _read(f"/proc/{pid}/stat"):
            fields = stat[stat.rfind(")") + 2 :].split()
            total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def _names(folder: str) -> list[str]:
    try:
        return [entry.name for entry in Path(folder).iterdir()]
    except OSError:
        return []


def pss_bytes(root: int) -> int:
    """Proportional set size of the tree in bytes: a page shared by n processes counts as 1/n."""
    total = 0
    for pid in tree(root):
        match = re.search(r"^Pss:\s+(\d+) kB", _read(f"/proc/{pid}/smaps_rollup"), re.M)
        total += int(match[1]) * 1024 if match else 0
    return total
