"""Every coded error that the models can raise has a sentence, filled with its facts, safe for the terminal."""

from __future__ import annotations

import re
import string
from datetime import date, datetime
from pathlib import Path

import pytest

from models.clock import WIB
from models.errors import AccessDenied, Clash, Refused, RulesError, SiagaError, StorageError
from screens.presenters import errors
from screens.presenters.errors import sentence

MODELS = Path(__file__).parents[2] / "models"
RAISED = re.compile(r"\b(StorageError|AccessDenied|Refused)\(\s*((?:\"[a-z_]+\"[^,)]*?)+)[,)]")
TABLES = {"StorageError": errors.STORAGE, "AccessDenied": errors.ACCESS, "Refused": errors.REFUSED}


def raised() -> set[tuple[str, str]]:
    """(class, code) of every raise in the models, conditional codes included."""
    found = set()
    for file in MODELS.rglob("*.py"):
        for name, codes in RAISED.findall(file.read_text("utf-8")):
            found |= {(name, code) for code in re.findall(r'"([a-z_]+)"', codes)}
    return found


def test_every_code_has_words() -> None:
    missing = {(name, code) for name, code in raised() if code not in TABLES[name]}
    assert raised()
    assert missing == set()


def test_every_documented_storage_code_has_words() -> None:
    documented = set(re.findall(r"``([a-z_]+)``", StorageError.__doc__ or ""))
    assert documented == set(errors.STORAGE)


def test_every_reason_of_a_rules_error_has_words() -> None:
    from models.rules import loader

    listed = "\n".join(line for line in (loader.__doc__ or "").partition("Every fault")[2].splitlines()[1:])
    reasons = set(re.findall(r"``([a-z_]+)``", re.sub(r"- ``rules_\w+``", "", listed)))
    reasons -= {"line", "column", "message"}
    assert reasons
    assert reasons - set(errors.RULES) == set()


@pytest.mark.parametrize("table", [errors.STORAGE, errors.REFUSED, errors.ACCESS, errors.RULES])
def test_sentences_are_whole(table: dict[str, str]) -> None:
    for code, text in table.items():
        assert text.endswith("."), code
        for _text, name, spec, conversion in string.Formatter().parse(text):
            assert not spec and not conversion, code
            assert name is None or name.isidentifier(), code


def test_facts_are_shown_as_people_write_them() -> None:
    error = Refused("date_order", day=date(2024, 1, 31), after=date(2024, 2, 1))
    assert "Rab 31 Jan 2024" in sentence(error)
    assert "33.71.03.1002.001, 33.71.03.1002.002" in sentence(
        Refused("tps_in_use", units=["33.71.03.1002.001", "33.71.03.1002.002"])
    )


def test_a_clash_shows_both_values_and_who() -> None:
    at = datetime(2024, 1, 31, 20, 0, tzinfo=WIB)
    error = Clash("changed", what="item", field="state", mine="siap", theirs="belum", by="bayu", at=at)
    text = sentence(error)
    assert all(part in text for part in ("bayu", "20:00", "SIAP", "BELUM", "keadaan"))
    nameless = sentence(Clash("changed", what="seat", field="holder", mine="Ani", theirs=None, by=None, at=None))
    assert "orang lain" in nameless
    assert "kosong" in nameless


def test_missing_facts_and_unknown_codes_still_make_a_sentence() -> None:
    for error in (StorageError("busy"), RulesError("rules_dates"), AccessDenied("new"), SiagaError("what_now")):
        assert sentence(error)
    assert "what_now" in sentence(SiagaError("what_now"))


def test_data_in_a_sentence_cannot_reach_the_terminal_as_controls() -> None:
    text = sentence(Refused("seat_taken", holder="Budi\x1b]52;c;eA==\x07\u202e [/]"))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
