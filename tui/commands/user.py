"""``siaga user add|list|role|disable``: who may come in, as what, and where they may write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from models.actor import ADMIN, ROLES
from models.units import NATION
from screens.locale import _
from screens.presenters.text import plain
from tui.command_line import Command, Group
from tui.invocation import Invocation
from tui.words import give, say, tell

if TYPE_CHECKING:
    from models.uow import UnitOfWork


def show(invocation: Invocation, as_json: bool) -> None:
    """Tab separated: name, role, scope, its name, and ``ditutup`` where the account is closed."""
    from models import queries
    from tui import bootstrap

    site = bootstrap.site(invocation)
    database = bootstrap.for_reading(site).open()
    with database.read() as connection:
        found = queries.accounts.listed(connection)
    database.close()
    if as_json:
        import msgspec

        give(msgspec.json.encode(found).decode())
        return
    for one in found:
        where = _("seluruhnya") if one.scope == NATION else plain(one.scope_name or "")
        closed = _("ditutup") if one.disabled_at is not None else ""
        tell(f"{one.name}\t{one.role}\t{one.scope}\t{where}\t{closed}".rstrip("\t"))
    if not found:
        say(_("Belum ada akun: siapa pun yang dapat membuka berkasnya boleh semuanya. Mulai: siaga user add NAMA"))


def add(invocation: Invocation, name: str, role: str, scope: str) -> None:
    """Let somebody in. Before the first account one's own is made, as the admin's."""
    from models.services import accounts

    def act(work: UnitOfWork) -> object:
        return accounts.add(work, name, role, scope)

    _write(invocation, act)
    say(_("{name} boleh masuk sebagai {role}.").format(name=name, role=role))


def role(invocation: Invocation, name: str, role: str, scope: str) -> None:
    """Another role, and another scope where one is given."""
    from models.services import accounts

    def act(work: UnitOfWork) -> object:
        return accounts.change(work, name, role=role, scope=scope)

    _write(invocation, act)
    say(_("{name} kini {role}.").format(name=name, role=role))


def disable(invocation: Invocation, name: str) -> None:
    """Close an account; sessions that are open can write nothing more."""
    from models.services import accounts

    def act(work: UnitOfWork) -> object:
        return accounts.disable(work, name)

    _write(invocation, act)
    say(_("Akun {name} ditutup. Apa yang ia catat tetap ada.").format(name=name))


def _write(invocation: Invocation, act: Callable[[UnitOfWork], object]) -> None:
    from models import queries
    from models.actor import Actor
    from models.services import accounts
    from models.uow import unit_of_work
    from tui import bootstrap

    site = bootstrap.site(invocation)
    database = site.open()
    try:
        with database.read() as connection:
            alone = not queries.accounts.listed(connection)
        actor = Actor(site.actor.name, ADMIN)
        with unit_of_work(database, site.clock, actor, accounts.VERB, site.settings.site.region) as work:
            if alone:
                accounts.add(work, actor.name, ADMIN, NATION)
                say(_("Akun pertama: {name}, admin (Anda).").format(name=actor.name))
            act(work)
    finally:
        database.close()


_NAME = click.Argument(["name"], metavar=_("NAMA"))
_SCOPE_HELP = _("Kode wilayah tugasnya: di sana dan di bawahnya ia boleh mencatat. Biasanya semuanya.")

command = Group(
    "user",
    help=_("Siapa boleh masuk, sebagai apa, dan di wilayah mana boleh mencatat."),
    commands=[
        Command(
            "add",
            callback=click.pass_obj(add),
            params=[
                _NAME,
                click.Option(["--role"], type=click.Choice(ROLES), default="operator", help=_("Perannya.")),
                click.Option(["--scope"], default=NATION, metavar=_("KODE"), help=_SCOPE_HELP),
            ],
            help=_("Buat akun, atau buka lagi yang ditutup."),
        ),
        Command(
            "list",
            callback=click.pass_obj(show),
            params=[click.Option(["--json", "as_json"], is_flag=True, help=_("Sebagai JSON."))],
            help=_("Semua akun, dipisah tab."),
        ),
        Command(
            "role",
            callback=click.pass_obj(role),
            params=[
                _NAME,
                click.Argument(["role"], type=click.Choice(ROLES), metavar=_("PERAN")),
                click.Option(["--scope"], default="", metavar=_("KODE"), help=_SCOPE_HELP),
            ],
            help=_("Ubah peran (dan wilayah) sebuah akun: {roles}.").format(roles=", ".join(ROLES)),
        ),
        Command(
            "disable",
            callback=click.pass_obj(disable),
            params=[_NAME],
            help=_("Tutup sebuah akun; yang sedang terbuka berakhir saat itu juga."),
        ),
    ],
)
