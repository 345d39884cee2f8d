"""Owns `callcoach packs`: which playbooks there are, a copy to change, and a check of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from callcoach.cli.screen import check_screen, show_text

SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Settings in a TOML file.")
]


def packs_app() -> typer.Typer:
    """The commands of `callcoach packs`."""
    app = typer.Typer(
        help="List, copy and check playbooks: the wording that techniques are found by.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.command("list")(list_packs)
    app.command("show")(show_pack)
    app.command("check")(check_pack)
    return app


def list_packs(settings: SettingsFile = None) -> None:
    """List the playbooks that come along, and say which is used."""
    from callcoach.coaching.playbook.pack import AUTO, known_packs, pack_text
    from callcoach.coaching.playbook.pack_reader import read_pack
    from callcoach.settings import load_settings

    used = load_settings(settings).coaching.pack
    print(f"  {'playbook':<10}{'language':<10}{'version':<10}techniques")
    for name in known_packs():
        pack = read_pack(pack_text(name), are_patterns_known=True).pack
        assert pack is not None, "our own packs are read in the tests"
        mark = "*" if name == used else " "
        row = f"{mark} {name:<10}{pack.language:<10}{pack.version:<10}{len(pack.techniques)}"
        print(row)
    print()
    if used == AUTO:
        print("Used is that of the language which the agent speaks (coaching.pack = auto).")
    elif used in known_packs():
        print("* is what the settings use.")
    else:
        print(f"The settings use a playbook of your own: {used}")


def show_pack(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A playbook, such as en.")],
    out: Annotated[
        str, typer.Option(metavar="FILE|-", help="Where it goes: a file, or the screen (-).")
    ] = "-",
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over a file that is there.")
    ] = False,
) -> None:
    """Show a playbook, or copy it to a file, as a start for your own."""
    from callcoach.coaching.playbook.pack import known_packs, pack_text
    from callcoach.errors import OutputError, SettingsError
    from callcoach.report.atomic import write_whole

    check_screen(out, "--out")
    if name not in known_packs():
        raise SettingsError(f"there is no playbook {name!r}; there are: {', '.join(known_packs())}")
    text = pack_text(name)
    if out == "-":
        show_text(text)
        return
    target = Path(out)
    if target.is_file() and not replace:
        raise OutputError(
            f"{target}: is there already; name another file with --out, or add --replace"
        )
    write_whole(target, text)
    print(target)


def check_pack(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A playbook of your own.")],
) -> None:
    """Check a playbook: a line for each fault, or ok with what is in it."""
    from callcoach.coaching.playbook.pack import pack_text
    from callcoach.coaching.playbook.pack_reader import read_pack
    from callcoach.errors import SettingsError

    reading = read_pack(pack_text(file))
    if reading.pack is None or reading.faults:
        for fault in reading.faults:
            print(fault.said_of(file))
        n_faults = len(reading.faults)
        raise SettingsError(f"{file}: {n_faults} {'fault' if n_faults == 1 else 'faults'}")
    rules = reading.pack.techniques
    n_examples = sum(len(rule.examples) for rule in rules)
    with_examples = f", {n_examples} examples" if n_examples else ""
    print(
        f"ok: {len(rules)} techniques, {reading.n_patterns} patterns{with_examples}, "
        f"version {reading.pack.version}"
    )
