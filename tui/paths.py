"""Where things are on this machine. The only module that knows; nothing here creates anything."""

from __future__ import annotations

from pathlib import Path

APP = "siaga"
SYSTEM_CONFIG = Path("/etc/siaga/config.toml")


def shipped_config() -> Path:
    """The shipped ``config.toml``: beside this file once installed, at the root in a working copy."""
    installed = Path(__file__).with_name("config.toml")
    return installed if installed.exists() else Path(__file__).parent.parent / "config.toml"


def user_config() -> Path:
    """The user's own settings file; it need not exist."""
    from platformdirs import user_config_path

    return user_config_path(APP) / "config.toml"


def account_config(name: str) -> Path:
    """The own settings of somebody who comes in with an account, on a server where one user serves all."""
    return user_config().with_name("accounts") / f"{name}.toml"


def spool(name: str, database: Path | None) -> Path:
    """The only folder that such a person reads files from and writes them to: beside the database file."""
    return (database.parent if database is not None else data_directory()) / "spool" / name


def data_directory() -> Path:
    """Where the user's own database lies when no path is set."""
    from platformdirs import user_data_path

    return user_data_path(APP)


def default_database() -> Path:
    """The database when ``[database] path`` is empty."""
    return data_directory() / "siaga.db"


def log_file() -> Path:
    """Where warnings and crash reports go."""
    from platformdirs import user_state_path

    return user_state_path(APP) / "siaga.log"


def draft_directory(name: str = "") -> Path:
    """Where forms keep what was typed and not saved; ``name``: of whoever came in with an account."""
    from platformdirs import user_state_path

    drafts = user_state_path(APP) / "drafts"
    return drafts / name if name else drafts
