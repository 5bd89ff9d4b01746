"""``siaga demo``: a rehearsal with fictitious people, a clock of its own, and colleagues at work."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from screens.locale import _
from tui import lifecycle
from tui.cli import Invocation
from tui.command_line import Command
from tui.exit_codes import ExitCode
from tui.words import Misuse, say

if TYPE_CHECKING:
    from models.rehearsal.story import Story
    from tui.bootstrap import Site

COLLEAGUES = 2
SEED = 2024


def demo(invocation: Invocation, at: str | None, seed: int, number: int, quiet: bool) -> int:
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

    story = load_story()
    site = site_of(invocation, story)
    start = moment(at, site) if at else story.opening.replace(tzinfo=site.zone)
    with ExitStack() as stack:
        attended = stack.enter_context(
            live.attend(folder(), live.key(seed, start), start, lambda path: make(path, site, start, seed))
        )
        if attended.joined:
            say(_("Bergabung dengan latihan yang sedang berjalan."))
        names = () if quiet or site.readonly else story.colleagues[:number]
        stack.enter_context(live.colleagues(attended, names, seed))
        line = stack.enter_context(lifecycle.Lifeline())
        crash.start_log()
        # Who rehearses may do everything: no key is explained away.
        actor = Actor(site.actor.name, KPU)
        found = msgspec.structs.replace(site, clock=attended.clock, path=attended.path, actor=actor)
        return run.show(line, found, rehearsal=True)


def site_of(invocation: Invocation, story: Story) -> Site:
    """The user's settings, but the place and the elections of the story."""
    import msgspec

    from models.rules.loader import load_elections, load_region
    from models.units import contains
    from tui import bootstrap

    found = bootstrap.site(invocation)
    settings = found.settings
    home = settings.site.home if settings.site.home and contains(story.region, settings.site.home) else ""
    place = msgspec.structs.replace(
        settings.site,
        region=story.region,
        home=home,
        elections=story.elections,
        zone=load_region(story.region).timezone,
    )
    return msgspec.structs.replace(
        found,
        settings=msgspec.structs.replace(settings, site=place),
        elections=load_elections(story.elections),
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


def make(path: Path, site: Site, start: datetime, seed: int) -> None:
    """Build the template, with a percentage on stderr while it takes its seconds."""
    from models.rehearsal.build import build
    from models.rules.loader import load_region

    region = load_region(site.settings.site.region)
    talks = sys.stderr is not None and sys.stderr.isatty()
    shown = -1

    def progress(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total
        if percent > shown:
            shown = percent
            text = _("Menyiapkan latihan: {percent} %").format(percent=percent)
            sys.stderr.write(f"\r{text}")
            sys.stderr.flush()

    try:
        build(path, region, list(site.elections.values()), at=start, seed=seed, progress=progress if talks else None)
    finally:
        if talks:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


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
    ],
    help=_(
        "Latihan: papan Kota Magelang dengan orang rekaan, jam yang berjalan sejak H-14, dan rekan yang bekerja. "
        "Basis data sendiri tidak tersentuh."
    ),
)
