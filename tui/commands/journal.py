"""``siaga journal list``: what was changed, by whom and when, as lines or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from models.verbs import KINDS
from screens.locale import _
from screens.presenters.text import plain
from tui.command_line import Command, Group
from tui.commands.shared import day_of, place_of
from tui.invocation import Invocation
from tui.words import Misuse, give, say, tell

if TYPE_CHECKING:
    from models.queries.activity import EntryRow, Only
    from tui.bootstrap import Site

SHOWN = 100
"""Entries that are listed unless more are asked for."""
PAGE = 500


def filters() -> list[click.Parameter]:
    """The options that say which entries; also those of ``siaga export aktivitas``."""
    return [
        click.Option(["--person"], default="", metavar=_("AKUN"), help=_("Yang dicatat akun ini.")),
        click.Option(
            ["--kind", "kinds"],
            multiple=True,
            type=click.Choice(tuple(KINDS)),
            metavar="|".join(KINDS),
            help=_("Jenis perubahan; boleh beberapa kali."),
        ),
        click.Option(["--since"], metavar=_("TANGGAL"), help=_("Sejak hari itu, misalnya 2024-01-31.")),
        click.Option(["--until"], metavar=_("TANGGAL"), help=_("Sampai dengan hari itu.")),
    ]


def only(site: Site, unit: str, person: str, kinds: Sequence[str], since: str | None, until: str | None) -> Only:
    """Those options as a question. Days are meant in the zone of the unit. Raises Misuse."""
    from models.clock import at_place, stored
    from models.queries.activity import Only

    first, last = day_of(since), day_of(until)
    if first is not None and last is not None and last < first:
        raise Misuse(_("--until {until} mendahului --since {since}.").format(until=until, since=since))
    zone = at_place(site.clock.now(), unit).tzinfo

    def begins(day: date | None, later: int) -> datetime | None:
        return stored(datetime.combine(day + timedelta(days=later), time(), zone)) if day is not None else None

    verbs = tuple(verb for kind in kinds for verb in KINDS[kind])
    return Only(person, verbs, begins(first, 0), begins(last, 1))


def show(
    invocation: Invocation,
    person: str,
    kinds: Sequence[str],
    since: str | None,
    until: str | None,
    unit: str | None,
    limit: int,
    before: int | None,
    as_json: bool,
) -> None:
    """Newest first. Tab separated: number, moment, account, unit, sentence; of JSON a line an entry."""
    from models import queries
    from models.clock import at_place
    from models.queries.activity import entries
    from screens.presenters import activity
    from tui import bootstrap

    site = bootstrap.site(invocation)
    place = place_of(site, unit)
    wanted = only(site, place, person, kinds, since, until)
    zone = at_place(site.clock.now(), place).tzinfo
    database = bootstrap.for_reading(site).open()
    last = before
    left = limit
    try:
        with database.read() as connection:
            if not any(queries.territory.exists(connection, place, one) for one in site.elections):
                raise Misuse(_("Wilayah {unit} tidak ada di basis data ini.").format(unit=place))
            while left > 0 and (found := entries(connection, place, limit=min(left, PAGE), before=last, only=wanted)):
                for entry in found:
                    facts = _facts(entry, activity.sentence(entry, site.elections), zone)
                    (give if as_json else tell)((_json if as_json else _line)(facts))
                left, last = left - len(found), found[-1].seq
            more = last is not None and left <= 0 and entries(connection, place, limit=1, before=last, only=wanted)
    finally:
        database.close()
    if more:
        say(_("Masih ada yang lebih lama: --before {seq}, atau --limit yang lebih besar.").format(seq=last))
    elif left == limit:
        say(_("Tidak ada catatan yang cocok."))


def _facts(entry: EntryRow, said: str, zone: Any) -> dict[str, Any]:
    from models.clock import local

    return {
        "seq": entry.seq,
        "at": local(entry.at, zone).isoformat(timespec="seconds"),
        "actor": entry.actor,
        "verb": entry.verb,
        "election": entry.election,
        "unit": entry.unit,
        "unit_name": entry.unit_name,
        "said": said,
        "undone": entry.undone,
    }


def _json(facts: dict[str, Any]) -> str:
    import msgspec

    return msgspec.json.encode(facts).decode()


def _line(facts: dict[str, Any]) -> str:
    undone = _("diurungkan") if facts["undone"] else ""
    shown = (str(facts["seq"]), facts["at"], plain(facts["actor"]), facts["unit"], facts["said"], undone)
    return "\t".join(shown).rstrip("\t")


command = Group(
    "journal",
    help=_("Jurnal: siapa mengubah apa, kapan."),
    commands=[
        Command(
            "list",
            callback=click.pass_obj(show),
            params=[
                *filters(),
                click.Option(["--unit"], metavar=_("WILAYAH"), help=_("Kode wilayah (biasanya wilayah sendiri).")),
                click.Option(
                    ["--limit"],
                    type=click.IntRange(min=1),
                    default=SHOWN,
                    metavar=_("BILANGAN"),
                    help=_("Paling banyak (biasanya {n}).").format(n=SHOWN),
                ),
                click.Option(["--before"], type=int, metavar=_("NOMOR"), help=_("Yang lebih lama dari catatan ini.")),
                click.Option(["--json", "as_json"], is_flag=True, help=_("Satu objek JSON tiap baris.")),
            ],
            help=_("Catatan terbaru lebih dulu, dipisah tab."),
        )
    ],
)
