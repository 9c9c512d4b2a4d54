"""The options of the commands about who may come in; what they do is in `entrance`."""

from pathlib import Path
from typing import Annotated

import typer

from retrowalk.cli.options import State
from retrowalk.gateway.principal import Scope
from retrowalk.safety.roles import Role


devices = typer.Typer(help="The devices that are let in: all, or one that is not any more.", rich_markup_mode=None)
people = typer.Typer(help="The people of the site: everybody, and their PINs.", rich_markup_mode=None)
entries = typer.Typer(rich_markup_mode=None)
entries.add_typer(devices, name="devices", invoke_without_command=True)
entries.add_typer(people, name="people", invoke_without_command=True)

Settings = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="The settings, if not where they are usually.")
]
# What a device is for, in a word.
FOR = {
    "button": frozenset({Scope.STOP_ONLY}),
    "screen": frozenset({Scope.DISPLAY}),
    "walks": frozenset({Scope.DISPLAY, Scope.CONTROL}),
    "program": frozenset({Scope.AUTOMATION}),
    "owner": frozenset({Scope.DISPLAY, Scope.CONTROL, Scope.ADMIN}),
}
# A day is as short as a guest's leave gets, and ten years as long as any tablet lives.
LONGEST_DAYS = 3650


def _purpose(text: str) -> frozenset[Scope]:
    if text not in FOR:
        raise typer.BadParameter(f"is one of {', '.join(FOR)}, not {text!r}")
    return FOR[text]


@devices.callback(invoke_without_command=True)
def every_device(context: typer.Context, settings: Settings = None, state_dir: State = None) -> None:
    """List the devices that are let in: what for, since when, and when they were last used."""
    if context.invoked_subcommand is None:
        from retrowalk.cli import entrance  # noqa: PLC0415 - half the program is in it

        entrance.devices(settings, state_dir)


@devices.command("revoke")
def revoke(
    device: Annotated[str, typer.Argument(metavar="DEVICE", help="Its id, as `retrowalk devices` lists it.")],
    settings: Settings = None,
    state_dir: State = None,
) -> None:
    """Let a device in no more, from now on."""
    from retrowalk.cli import entrance  # noqa: PLC0415 - half the program is in it

    entrance.revoke(settings, state_dir, device)


@entries.command()
def pair(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the device is called, such as 'blue tablet'.")],
    purpose: Annotated[
        frozenset[Scope],
        typer.Option("--for", parser=_purpose, metavar="PURPOSE", help=f"What for: {', '.join(FOR)}."),
    ] = "walks",  # type: ignore[assignment]  # parsed like what is typed
    treadmill: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Walks on this treadmill only; its address or id.")
    ] = None,
    person: Annotated[str | None, typer.Option(metavar="ID", help="This person's own device.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=LONGEST_DAYS, help="For so many days; else until it is revoked.")
    ] = None,
    settings: Settings = None,
    state_dir: State = None,
) -> None:
    """Let a device in: a code to type on it, also for its camera, or its token while no service runs."""
    from retrowalk.cli import entrance  # noqa: PLC0415 - half the program is in it

    entrance.pair(settings, state_dir, entrance.leave(name, purpose, treadmill, person, days))


@people.callback(invoke_without_command=True)
def everybody(context: typer.Context, settings: Settings = None, state_dir: State = None) -> None:
    """List everybody: id, name, roles, level, and whether there is a PIN."""
    if context.invoked_subcommand is None:
        from retrowalk.cli import entrance  # noqa: PLC0415 - half the program is in it

        entrance.people(settings, state_dir)


def _role(text: str) -> Role:
    roles = {role.value.replace(" ", "-"): role for role in Role if role is not Role.BYSTANDER}
    if text not in roles:
        raise typer.BadParameter(f"is one of {', '.join(roles)}, not {text!r}")
    return roles[text]


@people.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What they are called.")],
    born: Annotated[int | None, typer.Option(metavar="YEAR", help="The year of birth: caps depend on age.")] = None,
    role: Annotated[
        list[Role] | None,
        typer.Option(parser=_role, metavar="ROLE", help="What they are here; may be repeated; a walker otherwise."),
    ] = None,
    settings: Settings = None,
    state_dir: State = None,
) -> None:
    """Make somebody known, at level first."""
    from retrowalk.cli import entrance  # noqa: PLC0415 - half the program is in it

    entrance.add(settings, state_dir, name, born, tuple(role or (Role.WALKER,)))


@people.command("pin")
def pin(
    person: Annotated[str, typer.Argument(metavar="ID", help="Whose, as `retrowalk people` lists them.")],
    settings: Settings = None,
    state_dir: State = None,
) -> None:
    """Give somebody a new PIN, typed twice; it ends every delay for wrong ones."""
    from retrowalk.cli import entrance  # noqa: PLC0415 - half the program is in it

    typed = typer.prompt("New PIN", hide_input=True, confirmation_prompt=True)
    entrance.set_pin(settings, state_dir, person, typed)
