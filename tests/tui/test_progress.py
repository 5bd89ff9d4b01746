"""The bar of long commands: fits its terminal, says how long it still takes, leaves nothing behind."""

from __future__ import annotations

import io
import os
import pty

import pytest

from tui.progress import Progress, remaining


def test_nothing_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with Progress(10, "Menyiapkan", stream=stream) as bar:
        bar.advance(10)
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("encoding", "full", "empty"), [("utf-8", "█", "░"), ("ascii", "#", ".")])
def test_a_line_in_the_terminal_s_signs(encoding: str, full: str, empty: str) -> None:
    bar = Progress(200, "Menyiapkan", stream=io.TextIOWrapper(io.BytesIO(), encoding))
    assert bar.line(0, 80) == f"Menyiapkan {empty * 30}   0 %"
    bar.to(50)
    assert bar.line(30, 80) == f"Menyiapkan {full * 7}{empty * 23}  25 %  sisa 2 menit"
    bar.to(400)
    assert bar.line(30, 80).endswith(" 100 %  sisa 1 detik")


@pytest.mark.parametrize("width", [1, 5, 12, 20, 30, 50, 80, 300])
def test_it_never_fills_the_last_cell(width: int) -> None:
    bar = Progress(3, "Menyiapkan Kabupaten Magelang", stream=io.TextIOWrapper(io.BytesIO(), "utf-8"))
    for done in (0, 1, 3):
        bar.to(done)
        assert len(bar.line(100, width)) < width


def test_time_left() -> None:
    assert [remaining(one) for one in (0.2, 60, 89, 91, 600)] == [
        "sisa 1 detik",
        "sisa 60 detik",
        "sisa 89 detik",
        "sisa 2 menit",
        "sisa 10 menit",
    ]


def test_pictures_are_few_and_the_line_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    now = [0.0]
    monkeypatch.setattr("tui.progress.time.monotonic", lambda: now[0])
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        with Progress(1000, "Menyiapkan", stream=stream) as bar:
            for _ in range(1000):
                now[0] += 0.001
                bar.advance()
        output = b""
        while not output.endswith(b"\r\x1b[K"):
            output += os.read(reader, 65536)
    os.close(reader)
    assert output.count(b"Menyiapkan") == 1 + 9


def test_a_dumb_terminal_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        with Progress(10, "Menyiapkan", stream=stream) as bar:
            bar.advance(10)
        os.set_blocking(reader, False)
        with pytest.raises(BlockingIOError):
            os.read(reader, 10)
    os.close(reader)
