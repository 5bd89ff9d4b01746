"""Settings: every layer, every way to get them wrong, and that nobody's file is lost."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tui import config, paths
from tui.cli import early_language
from tui.config import SECTIONS, ConfigError

NONE = Path("/nonexistent/siaga.toml")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    return tmp_path


def load(user: Path | None = None, environ: dict[str, str] | None = None, **flags: Any) -> config.Configuration:
    given = {key.replace("__", "."): value for key, value in flags.items()}
    return config.load(given, user_file=user, environ=environ or {}, system_file=NONE)


def written(directory: Path, text: str) -> Path:
    path = directory / "own.toml"
    path.write_text(text, "utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return str(caught.value)


# ── The shipped file ──────────────────────────────────────────────


def test_the_shipped_file_names_every_setting_and_nothing_else(home: Path) -> None:
    shipped = tomllib.loads(paths.shipped_config().read_text("utf-8"))
    named = {name: list(values) for name, values in shipped.items() if name != "keys"}
    assert named == {name: list(kind.__struct_fields__) for name, kind in SECTIONS.items()}
    assert shipped["keys"] == {}
    assert msgspec.json.decode(msgspec.json.encode(load().settings)) == shipped


def test_every_setting_of_the_shipped_file_has_a_comment_above_it() -> None:
    lines = paths.shipped_config().read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        if line and line[0].isalpha():
            assert lines[number - 1].startswith("# "), line


def test_the_examples_of_keys_are_valid() -> None:
    lines = paths.shipped_config().read_text("utf-8").partition("[keys]")[2].splitlines()
    examples = tomllib.loads("\n".join(line[2:] for line in lines if line.startswith("# ") and '= "' in line))
    assert examples
    from screens.keymap import validate_keymap

    assert validate_keymap(examples) == []


# ── Layers ────────────────────────────────────────────────────────


def test_later_layers_win_setting_by_setting(home: Path, tmp_path: Path) -> None:
    system = tmp_path / "etc.toml"
    system.write_text('[look]\ntheme = "ansi"\nbell = true\n[database]\npath = "/srv/x.db"\n')
    user = written(tmp_path, '[look]\ntheme = "terang"\n')
    found = config.load(
        {"look.language": "en"},
        user_file=user,
        environ={"SIAGA_LOOK_GLYPHS": "ascii", "SIAGA_SITE_ELECTIONS": "pemilu-2024"},
        system_file=system,
    )
    settings = found.settings
    assert (settings.look.theme, settings.look.bell, settings.look.glyphs) == ("terang", True, "ascii")
    assert settings.look.language == "en"
    assert settings.site.elections == ("pemilu-2024",)
    assert settings.where == Path("/srv/x.db")
    assert found.origin("look.theme") == str(user)
    assert found.origin("look.bell") == str(system)
    assert found.origin("feed.fallback_poll") == str(paths.shipped_config())


def test_the_users_own_file_is_found_where_the_platform_keeps_it(home: Path) -> None:
    path = paths.user_config()
    path.parent.mkdir(parents=True)
    path.write_text("[look]\nbell = true\n")
    assert load().settings.look.bell is True


def test_an_empty_database_path_is_the_data_directory(home: Path) -> None:
    assert load().settings.where == home / ".local/share/siaga/siaga.db"
    assert load(database__path="~/x.db").settings.where == home / "x.db"


URL = "postgresql+psycopg://siaga@db/siaga"


def test_a_server_wins_over_a_file(home: Path, tmp_path: Path) -> None:
    user = written(tmp_path, f'[database]\npath = "/srv/x.db"\nurl = "{URL}"\n')
    assert load(user).settings.where == URL
    assert load(environ={"SIAGA_DATABASE_URL": URL}).settings.where == URL
    assert load(database__url="postgresql://db/siaga").settings.where == "postgresql://db/siaga"


def test_a_file_that_a_later_layer_names_is_meant(home: Path, tmp_path: Path) -> None:
    """``--db some.db`` opens that file, whatever the office has set."""
    user = written(tmp_path, f'[database]\nurl = "{URL}"\n')
    assert load(user, database__path="/srv/x.db").settings.where == Path("/srv/x.db")
    assert load(user, environ={"SIAGA_DATABASE_PATH": "/srv/x.db"}).settings.where == Path("/srv/x.db")
    assert load(user, environ={"SIAGA_DATABASE_PATH": "/srv/x.db"}, database__url=URL).settings.where == URL


def test_a_mistake_in_a_url_does_not_tell_its_password(home: Path, tmp_path: Path) -> None:
    sentence = refused(written(tmp_path, '[database]\nurl = "postgresqlx://siaga:rahasia@db/siaga"\n'))
    assert "database.url" in sentence
    assert "postgresql+psycopg://" in sentence
    assert "rahasia" not in sentence


@pytest.mark.parametrize(
    ("name", "text", "section", "key", "value"),
    [
        ("SIAGA_LOOK_BELL", "true", "look", "bell", True),
        ("SIAGA_LOOK_BELL", "0", "look", "bell", False),
        ("SIAGA_DATABASE_BUSY_TIMEOUT", "3", "database", "busy_timeout", 3.0),
        ("SIAGA_SITE_ELECTIONS", "a, b", "site", "elections", ("a", "b")),
        ("SIAGA_SITE_HOME", "33.71.03", "site", "home", "33.71.03"),
    ],
)
def test_environment_values_take_the_type_of_their_setting(
    home: Path, name: str, text: str, section: str, key: str, value: object
) -> None:
    assert getattr(getattr(load(environ={name: text}).settings, section), key) == value


# ── Mistakes, each with a sentence ────────────────────────────────


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('[look]\ntheem = "x"\n', ["[look] theem", "theme"]),
        ("[loook]\n", ["[loook]", "look"]),
        ("look = 3\n", ["look", "bagian"]),
        ("[look]\ntheme = dark\n", ["baris 2", "tanda kutip"]),
        ("[look\n", ["baris 1"]),
        ('[look]\nbell = "ya"\n', ["look.bell", "true atau false", "'ya'"]),
        ('[look]\nlanguage = "fr"\n', ["look.language", '"id", "en"']),
        ('[database]\nurl = "mysql://db/siaga"\n', ["database.url", "postgresql+psycopg://siaga@server/siaga"]),
        ("[database]\nbusy_timeout = 0\n", ["busy_timeout", "1 sampai 120", "0"]),
        ('[site]\nregion = "Magelang"\n', ["site.region", "33.71.03"]),
        ("[site]\nelections = []\n", ["site.elections", "pemilu-2024"]),
        ('[site]\nhome = "Wates"\n', ["site.home", "33.71.03"]),
        ("[keys]\nquit = 3\n", ["keys.quit", "teks"]),
        ('[keys]\nqit = "q"\n', ["qit", "quit"]),
        ('[keys]\nquit = "bogus+key"\n', ["quit", "bogus+key"]),
        ("x = " + "[" * 20_000 + "\n", ["TOML"]),
    ],
)
def test_a_mistake_is_named_with_what_to_do(home: Path, tmp_path: Path, text: str, parts: list[str]) -> None:
    sentence = refused(written(tmp_path, text))
    assert all(part in sentence for part in parts), sentence
    assert "own.toml" in sentence


def test_files_that_are_no_settings_are_refused(home: Path, tmp_path: Path) -> None:
    assert "tidak ada" in refused(tmp_path / "nowhere.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refused(tmp_path / "binary.toml")
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(config.LIMIT + 1)
    assert "terlalu besar" in refused(huge)
    assert "tidak dapat dibaca" in refused(tmp_path)
    assert load(Path(os.devnull)).settings.look.language == "id"


MANY = {
    "a million settings": "".join(f"k{n}=1\n" for n in range(1_000_000)),
    "settings as many as may be": "".join(f"k{n}=1\n" for n in range(3000)),
    "keys as many as may be": "[keys]\n" + "".join(f'k{n}="a"\n' for n in range(2400)),
    "keys that are long": '[keys]\nquit = "' + "k" * 30_000 + '"\n',
    "a name that is long": '"' + "k" * 30_000 + '" = 1\n',
    "a name of many parts": "[" + ".".join("a" * 15_000) + "]\n",
    "a setting of many parts": ".".join("a" * 5_000) + " = 1\n",
    "tables in tables": "look = " + "{a=" * 9_000,
    "lists in lists": "look = " + "[" * 10_000 + "]" * 10_000,
    "a number without end": "[feed]\nfallback_poll = " + "9" * 5_000 + "\n",
    "a NUL in a path": '[database]\npath = "a\\u0000b"\n',
    "no text": "\0" * 1000,
    "a list for a text": '[look]\ntheme = [[["gelap"]]]\n',
    "sections in place of settings": "[look.theme.x]\n",
    "a section that is a list": '[[look]]\ntheme = "gelap"\n',
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY)
def test_whatever_stands_there_is_a_sentence_at_once(home: Path, tmp_path: Path, text: str) -> None:
    sentence = refused(written(tmp_path, text))
    assert "own.toml" in sentence
    assert len(sentence) < 1000


@pytest.mark.parametrize("way", ["pipe", "/dev/zero", "/proc/self/mem"])
def test_what_is_no_file_is_not_waited_for(home: Path, tmp_path: Path, way: str) -> None:
    own = tmp_path / "own.toml"
    if way == "pipe":
        os.mkfifo(own)
    else:
        own.symlink_to(way)
    assert "own.toml" in refused(own)
    assert early_language([], {"SIAGA_CONFIG": str(own)}) == "id"


def test_a_file_of_another_system_is_read(home: Path, tmp_path: Path) -> None:
    """With the mark that some editors write, and their line ends."""
    own = tmp_path / "own.toml"
    own.write_bytes(b'\xef\xbb\xbf[look]\r\ntheme = "terang"\r\n')
    assert load(own).settings.look.theme == "terang"


@pytest.mark.parametrize(
    ("name", "near"), [("SIAGA_LOOK_THEM", "SIAGA_LOOK_THEME"), ("SIAGA_DATABASE_PTH", "SIAGA_DATABASE_PATH")]
)
def test_an_unknown_environment_name_is_an_error(home: Path, name: str, near: str) -> None:
    with pytest.raises(ConfigError, match=f"{name}.*{near}"):
        load(environ={name: "x"})


# ── Writing ───────────────────────────────────────────────────────


def test_only_what_differs_is_written(home: Path, tmp_path: Path) -> None:
    system = tmp_path / "etc.toml"
    system.write_text("[look]\nbell = true\n")
    path = config.save_user(
        {"look.theme": "terang", "look.bell": True, "look.language": "id", "keys.refresh": "f5"}, system_file=system
    )
    assert tomllib.loads(path.read_text()) == {"look": {"theme": "terang"}, "keys": {"refresh": "f5"}}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    config.save_user({"look.bell": False}, system_file=system)
    assert tomllib.loads(path.read_text())["look"] == {"theme": "terang", "bell": False}
    config.save_user({"look.theme": None, "look.bell": True, "keys.refresh": None}, system_file=system)
    assert tomllib.loads(path.read_text()) == {}
    assert os.listdir(path.parent) == ["config.toml"]


def test_a_wrong_value_is_not_written(home: Path) -> None:
    with pytest.raises(ConfigError):
        config.save_user({"look.language": "fr"}, system_file=NONE)
    assert not paths.user_config().exists()


def test_a_broken_file_is_never_overwritten(home: Path) -> None:
    path = paths.user_config()
    path.parent.mkdir(parents=True)
    path.write_text("broken =\n")
    with pytest.raises(ConfigError):
        config.save_user({"look.theme": "kontras"}, system_file=NONE)
    assert path.read_text() == "broken =\n"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_dying_between_the_steps_leaves_the_old_file(home: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = config.save_user({"look.theme": "terang"}, system_file=NONE)
    before = path.read_bytes()

    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(*((os, "fsync", die) if step == "fsync" else (Path, "replace", die)))
    with pytest.raises(KeyboardInterrupt):
        config.save_user({"look.theme": "kontras"}, system_file=NONE)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["config.toml"]


def test_a_link_to_the_file_stays_a_link(home: Path) -> None:
    path = paths.user_config()
    path.parent.mkdir(parents=True)
    real = home / "dotfiles.toml"
    real.write_text("")
    path.symlink_to(real)
    config.save_user({"look.theme": "kontras"}, system_file=NONE)
    assert path.is_symlink()
    assert 'theme = "kontras"' in real.read_text()


def test_a_directory_that_cannot_be_written_is_told(home: Path) -> None:
    nobodys = Path("/proc/siaga/config.toml")  # not even root can make it
    with pytest.raises(ConfigError, match="tidak dapat ditulis"):
        config.save_user({"look.theme": "kontras"}, user_file=nobodys, system_file=NONE)


def test_a_full_disk_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="tidak tersimpan"):
        config.save_user({"look.theme": "kontras"}, system_file=NONE)
    assert not paths.user_config().exists()


def test_the_themes_are_those_there_are() -> None:
    """The settings name the themes without loading them."""
    from typing import get_args, get_type_hints

    from screens.styles import themes
    from tui.config import Look

    assert set(get_args(get_type_hints(Look)["theme"])) == set(themes.names())
