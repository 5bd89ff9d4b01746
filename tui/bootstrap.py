"""The one place where things are built: settings → clock → context → app, and the way to the database.

Nothing here imports SQLAlchemy before ``Site.open`` runs, which the app calls in a thread after its first
picture.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from models.actor import Actor
from models.clock import ZONES, Clock, FixedClock, SystemClock, at_place, end_of_day
from models.errors import StorageError
from models.migrations import APPLICATION_ID
from models.rules.loader import Elections, load_region
from models.where import Where, is_url, shown
from screens.context import Context, Place
from screens.locale import _
from tui.paths import draft_directory, spool
from tui.words import Misuse

if TYPE_CHECKING:
    from datetime import timezone

    from models.database import Database
    from models.rules.schema import Election
    from tui.app import SiagaApp
    from tui.config import Settings
    from tui.drafts import Drafts
    from tui.invocation import Invocation


class Site(msgspec.Struct, frozen=True):
    """What every subcommand needs: settings, elections, the time, who asks, and which database."""

    settings: Settings
    elections: Mapping[str, Election]
    clock: Clock
    actor: Actor
    where: Where
    readonly: bool
    as_of: datetime | None
    user_file: Path | None = None
    account: str = ""
    """Whoever came in with ``--as``: on a server where one user serves all, and reaches nothing but their spool."""

    @property
    def zone(self) -> timezone:
        """The office's time zone."""
        return ZONES[self.settings.site.zone]

    @property
    def path(self) -> Path:
        """The database file, for what can only be done with a file. Raises Misuse where a server has the data."""
        if is_url(self.where):
            raise Misuse(
                _("{where} ada di server PostgreSQL: cadangkan dengan pg_dump (docs/postgresql.md).").format(
                    where=shown(self.where)
                )
            )
        return Path(self.where)

    def open(self) -> Database:
        """Open the database: made when there is none, upgraded (after a backup) when it is older, or the past
        of it when ``--as-of`` is given. Blocking, some 100 ms. Raises StorageError, RulesError."""
        from models.database import Database

        list(self.elections.values())  # read whole before anything asks for one on the event loop
        busy = self.settings.database.busy_timeout
        if self.as_of is not None:
            from models.past import open_past

            return open_past(self.where, self.as_of, self.elections)
        try:
            found = Database.open(self.where, readonly=self.readonly, busy=busy)
        except StorageError as error:
            if self.readonly or error.code not in {"missing", "older_schema"}:
                raise
            self._prepare(error.code)
            found = Database.open(self.where, busy=busy)
        if self.account and is_url(self.where):
            self._may_say(found)
        return found

    def _may_say(self, database: Database) -> None:
        """On a server the role one came with may say who somebody is, or is somebody itself. Closes the database and
        raises AccessDenied: another_role, and as ``standing``."""
        from models.access import standing
        from models.errors import AccessDenied

        try:
            with database.read() as connection:
                who = standing(connection, self.actor).name
            if who != self.account:
                raise AccessDenied("another_role", actor=self.account, role=who)
        except BaseException:
            database.close()
            raise

    def save(self, changes: Mapping[str, Any]) -> str:
        """Write settings to the user's own file; why that failed, in words, or nothing. Blocking."""
        from tui.config import ConfigError, save_user

        try:
            save_user(changes, user_file=self.user_file)
        except ConfigError as error:
            return str(error)
        return ""

    def _prepare(self, code: str) -> None:
        """Make the database that is missing, or upgrade the file that is older."""
        if code == "missing":
            from models.services.setup import create

            region = load_region(self.settings.site.region)
            create(self.where, region, list(self.elections.values()), self.clock.now(), self.actor, own=True)
        else:
            from models.migrations.upgrade import upgrade

            upgrade(self.where, now=self.clock.now())


def site(invocation: Invocation) -> Site:
    """Everything but the screen. Raises ConfigError, Misuse, RulesError."""
    settings: Settings = invocation.configuration.settings
    zone = ZONES[settings.site.zone]
    as_of = moment(invocation.as_of, zone) if invocation.as_of else None
    return Site(
        settings,
        Elections(settings.site.elections),
        FixedClock(as_of) if as_of else SystemClock(zone),
        Actor(_as(invocation.as_name, settings.where) if invocation.as_name else user_name()),
        settings.where,
        invocation.readonly or as_of is not None,
        as_of,
        invocation.configuration.user_file,
        invocation.as_name or "",
    )


def _as(name: str, where: Where) -> str:
    """The name given with ``--as``: only whose file it is may say who somebody is; a server is asked when it is opened.
    Raises Misuse."""
    mine = is_url(where) or not Path(where).exists() or Path(where).stat().st_uid == os.geteuid()
    if not mine:
        raise Misuse(_("--as {name}: hanya pemilik basis data yang dapat menyebut siapa yang masuk.").format(name=name))
    return name


def _spool(found: Site) -> Path:
    """Where somebody with an account reads and writes files; nobody else's."""
    folder = spool(found.account, None if is_url(found.where) else Path(found.where))
    with suppress(OSError):  # told when a file is read or written there
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def for_reading(found: Site) -> Site:
    """The same site, but nothing is made, upgraded or written."""
    return msgspec.structs.replace(found, readonly=True)


def app_for(found: Site, open_database: Callable[[], Database], *, rehearsal: bool = False) -> SiagaApp:
    """The app for a site, with its own way to the database: a rehearsal brings its own clock and file."""
    context = Context(
        clock=found.clock,
        elections=found.elections,
        actor=found.actor,
        place=Place(first_ahead(found), found.settings.site.home or found.settings.site.region),
        home=found.settings.site.region,
        readonly=found.readonly,
        rehearsal=rehearsal,
        as_of=found.as_of,
        settings=found.settings,
        files=str(_spool(found)) if found.account else "",
    )
    from tui.app import SiagaApp

    def opened() -> Database:
        """Open it as whoever the accounts say that one is. Raises AccessDenied."""
        from models import access

        database = open_database()
        if found.as_of is not None:
            return database
        try:
            with database.read() as connection:
                context.actor = access.standing(connection, context.actor)
        except BaseException:
            database.close()
            raise
        return database

    def drafts() -> Drafts:
        from tui.drafts import Drafts

        return Drafts(draft_directory(found.account), str(found.where))

    keeps = not (found.readonly or rehearsal)  # a rehearsal's database is gone with it
    return SiagaApp(context, opened, save=found.save, drafts=drafts if keeps else None)


def first_ahead(found: Site) -> str:
    """The election to begin with: the next one to come, or the last one when all are past."""
    today = at_place(found.clock.now(), found.settings.site.home or found.settings.site.region).date()
    heads: Mapping[str, Any] = getattr(found.elections, "heads", found.elections)
    ahead = [one for one in heads.values() if one.polling.date >= today]
    chosen: Any = min(ahead, key=lambda one: one.polling.date) if ahead else None
    return str((chosen or max(heads.values(), key=lambda one: one.polling.date)).code)


def moment(text: str, zone: timezone) -> datetime:
    """``--as-of``: an ISO moment in local time; a day alone means its end. Raises Misuse."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Misuse(
            _("--as-of {text} bukan waktu. Tulis seperti 2024-01-31T20:00 atau 2024-01-31.").format(text=text)
        ) from None
    if len(text.strip()) <= len("2024-01-31"):
        return end_of_day(found.date(), zone)
    return found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)


def check_place(where: Where, readonly: bool) -> None:
    """What can be known of a database file without a database: so that a wrong name is told at once, on the
    command line. Nothing is known of a server. Raises StorageError: missing, not_writable, not_a_database."""
    if is_url(where):
        return
    path = Path(where)
    if not path.exists():
        if readonly:
            raise StorageError("missing", path=str(path))
        directory = path.parent
        while not directory.exists():
            directory = directory.parent
        if not directory.is_dir() or not os.access(directory, os.W_OK | os.X_OK):
            raise StorageError("not_writable", path=str(path))
        return
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StorageError("not_writable", path=str(path), reason=error.strerror) from error
    if head and not _is_ours(head):
        raise StorageError("not_a_database", path=str(path))


def _is_ours(head: bytes) -> bool:
    """SQLite's header: its magic string, and at byte 68 the application's id (0 while it is being made)."""
    known = (0, APPLICATION_ID)
    return head.startswith(b"SQLite format 3\0") and int.from_bytes(head[68:72], "big") in known


def user_name() -> str:
    """The name that stands in the journal: the login name."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return os.environ.get("USER") or str(os.getuid())
