"""``siaga evidence``: record evidence from a shell, for a TPS, a kelurahan, or one seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from screens.locale import _, ngettext
from tui.command_line import Command
from tui.commands.shared import day_of, election_of, indicator_of
from tui.invocation import Invocation
from tui.words import Misuse, say

if TYPE_CHECKING:
    from models.rules.schema import Election, Indicator
    from models.services.evidence import Item
    from models.uow import UnitOfWork


def evidence(
    invocation: Invocation,
    election: str,
    indicator: str,
    unit: str,
    seat: str | None,
    state: str,
    ref: str,
    on: str | None,
) -> None:
    """Record one state for all items of a unit, or for one seat of it."""
    from models import queries, services, units
    from models.uow import unit_of_work
    from tui import bootstrap

    site = bootstrap.site(invocation)
    rules = election_of(site, election)
    rule = indicator_of(rules, indicator)
    day = day_of(on)
    try:
        units.level(unit)
    except ValueError:
        raise Misuse(_("{unit} bukan kode wilayah atau TPS, misalnya 33.71.03.1002.").format(unit=unit)) from None
    database = site.open()
    with database.read() as connection:
        if not queries.territory.exists(connection, unit, rules.code):
            raise Misuse(_("{unit} tidak ada di basis data ini.").format(unit=unit))
    with unit_of_work(database, site.clock, site.actor, "evidence", unit, rules) as work:
        if seat:
            chosen = [_item(work, rules, rule, unit, seat)]
            count = services.evidence.record(work, rule, chosen, state=state, reference=ref, on=day)
        else:
            count = services.evidence.record_area(work, rule, unit, state=state, reference=ref, on=day)
    database.close()
    say(
        ngettext("{n} butir {code} dicatat {state}.", "{n} butir {code} dicatat {state}.", count).format(
            n=count, code=rule.code, state=state.upper()
        )
    )


def _item(work: UnitOfWork, election: Election, indicator: Indicator, unit: str, seat: str) -> Item:
    """The item of ``BODY/POST`` or ``BODY/POST/ORDINAL`` in a unit. Raises Misuse."""
    from models.queries.readiness import listed
    from models.services.evidence import Item

    body, _slash, rest = seat.casefold().partition("/")
    post, _slash, number = rest.partition("/")
    ordinal = int(number) if number.isdigit() else 1
    rows = [r for r in listed(work.connection, election, indicator, unit, limit=2000) if r.unit == unit]
    for row in rows:
        if ((row.body or "").casefold(), (row.post or "").casefold(), row.ordinal) == (body, post, ordinal):
            return Item(row.unit, row.slot, row.tenure_id, row.version)
    known = sorted({f"{row.body}/{row.post}/{row.ordinal}" for row in rows if row.body})
    raise Misuse(
        _("Kursi {seat} tidak ada di {unit}. Yang ada: {known}.").format(
            seat=seat, unit=unit, known=", ".join(known) or "-"
        )
    )


command = Command(
    "evidence",
    callback=click.pass_obj(evidence),
    params=[
        click.Argument(["election"], metavar=_("PEMILIHAN")),
        click.Argument(["indicator"], metavar=_("INDIKATOR")),
        click.Argument(["unit"], metavar=_("WILAYAH")),
        click.Option(["--seat"], metavar=_("BADAN/JABATAN/KE"), help=_("Satu kursi saja, misalnya kpps/anggota/3.")),
        click.Option(
            ["--state"],
            type=click.Choice(["siap", "klaim", "belum"]),
            metavar="siap|klaim|belum",
            default="siap",
            help=_("Keadaan (biasanya siap)."),
        ),
        click.Option(["--ref"], default="", metavar=_("TEKS"), help=_("Nomor dokumen, tanda terima, atau saksi.")),
        click.Option(["--on"], metavar=_("TANGGAL"), help=_("Hari terjadinya, 2024-01-31 (biasanya hari ini).")),
    ],
    help=_("Catat bukti untuk semua butir sebuah TPS atau kelurahan, atau untuk satu kursi."),
)
