"""``siaga demo``: a rehearsal with fictitious people, a clock of its own, and colleagues at work."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from screens.locale import _
from tui import lifecycle
from tui.command_line import Command
from tui.exit_codes import ExitCode
from tui.invocation import Invocation
from tui.words import Misuse, say

if TYPE_CHECKING:
    from models.rehearsal.story import Story
    from models.rules.schema import RegionRules
    from tui.bootstrap import Site

COLLEAGUES = 2
SEED = 2024


@dataclass(frozen=True)
class Area:
    """Any area instead of the story's: its code, and the files that it is read from."""

    region: str
    regions: Path
    tps: Path

    def rules(self, election: str) -> RegionRules:
        """Read the files. Raises Misuse with the first fault."""
        from models.exchange import territory
        from screens.presenters.territory import fault_line

        found = territory.read(self.region, self.regions, {election: self.tps})
        if found.faults or found.rules is None:
            raise Misuse(
                _("{fault}. Periksa kedua berkas dengan `siaga init --dry-run`.").format(
                    fault=fault_line(found.faults[0])
                )
            )
        return found.rules


def demo(
    invocation: Invocation,
    at: str | None,
    seed: int,
    number: int,
    quiet: bool,
    region: str | None,
    regions: Path | None,
    tps: Path | None,
) -> int:
    """Open the rehearsal that runs, or begin one; the exit code."""
    from tui.commands import run

    problem = lifecycle.terminal_problem(os.environ)
    if problem:
        run.refuse(problem, invocation.language)
        return ExitCode.USAGE
    if invocation.as_of or invocation.database:
        raise Misuse(_("Latihan punya basis data dan waktu sendiri: pakai --at, tanpa --as-of dan --db."))
    from models.actor import KPU, Actor
    from models.rehearsal import live
    from models.rehearsal.story import load_story
    from tui import crash

    story, area = load_story(), area_of(region, regions, tps)
    site = site_of(invocation, story, area)
    start = moment(at, site) if at else story.opening.replace(tzinfo=site.zone)
    name = live.key(seed, start, *((area.region, (area.regions, area.tps)) if area else ()))
    with ExitStack() as stack:
        attended = stack.enter_context(
            live.attend(folder(), name, start, lambda path: make(path, site, start, seed, area))
        )
        if attended.joined:
            say(_("Bergabung dengan latihan yang sedang berjalan."))
        if attended.resumed:
            say(_("Latihan sebesar ini dilanjutkan dari tempat terakhir. Untuk yang baru: --seed lain."))
        names = () if quiet or site.readonly else story.colleagues[:number]
        stack.enter_context(live.colleagues(attended, names, seed))
        line = stack.enter_context(lifecycle.Lifeline())
        crash.start_log()
        # Who rehearses may do everything: no key is explained away.
        actor = Actor(site.actor.name, KPU)
        found = msgspec.structs.replace(site, clock=attended.clock, where=attended.path, actor=actor)
        return run.show(line, found, rehearsal=True)


def area_of(region: str | None, regions: Path | None, tps: Path | None) -> Area | None:
    """The area that the options ask for; None: the story's. Raises Misuse."""
    if region is None and regions is None and tps is None:
        return None
    if not (region and regions and tps):
        raise Misuse(_("Latihan di wilayah lain perlu ketiganya: --region, --regions dan --tps."))
    from models.units import Level, level

    try:
        known = level(region) <= Level.KECAMATAN
    except ValueError:
        known = False
    if not known:
        raise Misuse(
            _("--region {text} bukan kode wilayah. Tulis seperti 33.08, 33, atau id (Indonesia).").format(text=region)
        )
    for path in (regions, tps):
        if not path.is_file():
            raise Misuse(_("{path} tidak ada.").format(path=path))
    return Area(region, regions.absolute(), tps.absolute())


def site_of(invocation: Invocation, story: Story, area: Area | None = None) -> Site:
    """The user's settings, but the place and the elections of the rehearsal."""
    from models.clock import WIB, zone_of
    from models.rules.loader import load_elections
    from models.units import contains
    from tui import bootstrap

    found = bootstrap.site(invocation)
    settings = found.settings
    region = area.region if area else story.region
    elections = (story.election,) if area else story.elections
    home = settings.site.home if settings.site.home and contains(region, settings.site.home) else ""
    zone: Any = (zone_of(region) or WIB).tzname(None)
    place = msgspec.structs.replace(settings.site, region=region, home=home, elections=elections, zone=zone)
    return msgspec.structs.replace(
        found, settings=msgspec.structs.replace(settings, site=place), elections=load_elections(elections)
    )


def folder() -> Path:
    """Where rehearsals lie: the state directory, for they are no data of anybody's."""
    from tui import paths

    return paths.log_file().parent / "latihan"


def moment(text: str, site: Site) -> datetime:
    """``--at``: a local moment; a day alone means its evening, 20:00. Raises Misuse."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Misuse(
            _("--at {text} bukan waktu. Tulis seperti 2024-02-11T08:00 atau 2024-02-11.").format(text=text)
        ) from None
    if len(text.strip()) <= len("2024-02-11"):
        found = found.replace(hour=20)
    return found.replace(tzinfo=site.zone) if found.tzinfo is None else found.astimezone(site.zone)


def make(path: Path, site: Site, start: datetime, seed: int, area: Area | None = None) -> None:
    """Build the template, with a bar on stderr while it takes its seconds (of the nation: minutes)."""
    from models.rehearsal import build
    from models.rules.loader import load_region
    from tui import long_work

    elections = list(site.elections.values())
    rules = area.rules(elections[0].code) if area else load_region(site.settings.site.region)

    def work(_bar: object, _interrupt: object, told: Callable[[int, int], None]) -> None:
        if area:
            build.invent(path, rules, elections[0], at=start, seed=seed, progress=told)
        else:
            build.build(path, rules, elections, at=start, seed=seed, progress=told)

    long_work.run(_("Menyiapkan latihan"), work)


_FILE = click.Path(path_type=Path)

command = Command(
    "demo",
    callback=click.pass_obj(demo),
    params=[
        click.Option(["--at"], metavar=_("WAKTU"), help=_("Mulai pada saat ini (biasanya 2024-01-31T20:00, H-14).")),
        click.Option(
            ["--seed"], type=int, default=SEED, metavar=_("BILANGAN"), help=_("Latihan lain: orang dan urutan lain.")
        ),
        click.Option(
            ["--colleagues", "number"],
            type=click.IntRange(0, 8),
            default=COLLEAGUES,
            metavar="N",
            help=_("Berapa rekan yang ikut bekerja (0 sampai 8, biasanya 2)."),
        ),
        click.Option(["--quiet"], is_flag=True, help=_("Tanpa rekan: hanya Anda yang mengubah.")),
        click.Option(
            ["--region"],
            metavar=_("KODE"),
            help=_("Wilayah lain: 33.08, 33, atau id (Indonesia)."),
        ),
        click.Option(["--regions"], type=_FILE, metavar=_("BERKAS"), help=_("CSV wilayah: kode,nama.")),
        click.Option(
            ["--tps"], type=_FILE, metavar=_("BERKAS"), help=_("CSV TPS: kode,kelurahan,tps_reguler,tps_khusus.")
        ),
    ],
    help=_(
        "Latihan: papan Kota Magelang dengan orang rekaan, jam yang berjalan sejak H-14, dan rekan yang bekerja. "
        "Basis data sendiri tidak tersentuh. Dengan --region, --regions dan --tps: wilayah mana pun."
    ),
)
