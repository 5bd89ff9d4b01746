"""The lines that let coordinators in: what is a key, what is ours, nothing that would let more happen."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import authorized_keys as keys


def public(kind: str = "ssh-ed25519", body: bytes = b"\0\0\0 " + b"k" * 32) -> str:
    raw = len(kind).to_bytes(4, "big") + kind.encode() + body
    return f"{kind} {base64.b64encode(raw).decode()} sari@laptop\n"


def test_a_key_becomes_a_line_that_opens_the_board_only() -> None:
    key = keys.parsed(public(), "sari")
    line = keys.line("/srv/siaga/bin/siaga", key)
    assert line.startswith('restrict,pty,command="/srv/siaga/bin/siaga --as sari" ssh-ed25519 AAAA')
    assert "laptop" not in line
    assert keys.listed(line) == [key]
    assert key.fingerprint.startswith("SHA256:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ssh-ed25519",
        "ssh-dss " + public().split()[1],
        public().replace("ssh-ed25519", "ssh-rsa", 1),
        "ssh-ed25519 not-base64!",
        'command="sh" ' + public(),
        public() + public(),
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n",
        public(body=b""),
    ],
)
def test_what_is_no_public_key(text: str) -> None:
    with pytest.raises(keys.BadKey):
        keys.parsed(text, "sari")


@given(st.text(max_size=400))
def test_anything_at_all_is_a_key_or_none(text: str) -> None:
    try:
        key = keys.parsed(text, "sari")
    except keys.BadKey:
        return
    assert "\n" not in keys.line("/bin/siaga", key)


@pytest.mark.parametrize("command", ['/bin/siaga" , command="sh', "/bin/siaga\nssh-rsa AAAA", "/bin/si\\aga"])
def test_no_program_ends_its_quotes(command: str) -> None:
    with pytest.raises(ValueError, match="bin"):
        keys.line(command, keys.parsed(public(), "sari"))


def test_lines_of_others_stay_and_all_of_one_go(tmp_path: Path) -> None:
    path = tmp_path / ".ssh" / "authorized_keys"
    theirs = "ssh-ed25519 AAAA root@office"
    text = keys.added(theirs, "/bin/siaga", keys.parsed(public(), "sari"))
    text = keys.added(text, "/bin/siaga", keys.parsed(public(body=b"x" * 9), "sari"))
    text = keys.added(text, "/bin/siaga", keys.parsed(public(body=b"y" * 9), "rini"))
    keys.write(path, text)
    assert [one.name for one in keys.listed(keys.read(path))] == ["sari", "sari", "rini"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys.write(path, keys.removed(keys.read(path), "sari"))
    assert [one.name for one in keys.listed(keys.read(path))] == ["rini"]
    assert keys.read(path).startswith(theirs)
    assert list(path.parent.iterdir()) == [path]
