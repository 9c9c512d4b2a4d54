"""Every setting: its table, its form, why it is there, and its default. The file and its page are written from this.

Defaults are written as people write them. Settings say what a site chose; the numbers of the safety core are in
`safety/thresholds.py` and are nobody's choice.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from retrowalk.safety.caps import Layer, Source
from retrowalk.settings.forms import (
    Adapter,
    Address,
    BackwardSpeed,
    ForwardSpeed,
    HostName,
    Incline,
    LogForm,
    LogLevel,
    Loose,
    Mode,
    Port,
    Proxy,
    Readers,
    Room,
    Text,
    between,
)
from retrowalk.units import Facing


class Table(BaseModel):
    """A table of settings: unknown keys are refused, nothing is turned into something else, nothing changes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_default=True)


def said(why: str, default: object) -> Any:  # noqa: ANN401 - a default is written as people write it
    """A setting, what it is for, and what it is when nobody says anything."""
    return Field(default, description=why)


class Site(Table):
    """What the place is called."""

    name: Text = said("What people see on the page, on reports and on the network.", "Retrowalk")


class Caps(Table):
    """The site's own caps. The lowest of all layers wins, so these only lower what the code permits."""

    speed: ForwardSpeed = said("Whoever walks, whichever way they face (clinical review §5).", "2.0 mph")
    inclination: Incline = said("Half of the steepest backward grade with published measurements.", "5 %")
    backward: BackwardSpeed = said("Facing backward; the code's own cap is 3.0 mph.", "2.0 mph")
    forward: ForwardSpeed = said("Facing forward in mixed protocols; the code's own cap is 4.0 mph.", "3.0 mph")


class Http(Table):
    """The page and the API."""

    host: Address = said(
        "Where to listen: this computer alone, or 0.0.0.0 for tablets and phones as well.", "127.0.0.1"
    )
    port: Port = said("The port of page, API and live channel.", 7382)
    certificate: Text = said("A TLS certificate chain (PEM); with it nothing but HTTPS is spoken.", "")
    key: Text = said("The key of the certificate (PEM); the service alone should be able to read it.", "")
    plain: bool = said("Speak HTTP without TLS beyond this computer: whoever listens there reads along.", default=False)
    hosts: Annotated[tuple[HostName, ...], Loose] = said(
        "More names this site is called by; its addresses, its name and .local need not be listed.", ()
    )
    proxies: Annotated[tuple[Proxy, ...], Loose] = said(
        "Addresses of reverse proxies whose forwarded headers are believed; everybody else's are ignored.", ()
    )


class Bluetooth(Table):
    """The radios."""

    adapters: Annotated[tuple[Adapter, ...], Loose] = said(
        "Which adapters may be used, such as hci0; none named means every one there is.", ()
    )


class Memory(Table):
    """What is remembered, where, and for how long."""

    # It may carry a password, and what is not shown gets into no log.
    url: Annotated[Text, Field(repr=False)] = said(
        "A PostgreSQL database, postgresql://…; empty is an SQLite file in the state folder.", ""
    )
    samples: Annotated[int, between("1 day")] = said(
        "How long samples and journal of a walk are kept; its summary stays until somebody erases it.", "730 days"
    )


class People(Table):
    """Who is asked for what. The table of permissions itself is nobody's choice."""

    presence: bool = said(
        "Ask for a key press on a treadmill's console before its first control (SR-32).", default=False
    )
    pin: Annotated[int, Field(ge=4, le=8)] = said("The fewest digits of a PIN; guesses are limited in any case.", 4)
    here: bool = said(
        "In a gym, let people log in at this computer without pairing it; at home it is the owner's.", default=False
    )
    idle: Annotated[int, between("1 min", "30 days")] = said("Logged out after this long without a request.", "30 days")


class Guard(Table):
    """The second process, which stops belts when the service dies."""

    required: bool = said("No belt starts while no guard watches.", default=True)
    start: bool = said(
        "Start one if none listens. Off where another unit or container is the guard: one started here ends with us.",
        default=True,
    )
    alarm: Text = said("A command that makes noise; the guard gives it the belt and the cause.", "")


class Logs(Table):
    """What the service says on standard error."""

    level: Annotated[LogLevel, Loose] = said("From which weight on: debug, info, warning or error.", "info")
    form: Annotated[LogForm, Loose] = said("lines for people, json for programs; auto is lines on a terminal.", "auto")
    rooms: dict[Room, Annotated[LogLevel, Loose]] = said('The level of single rooms, such as link = "debug".', {})


class Mdns(Table):
    """How the local network finds this site."""

    announce: bool = said("Announce _retrowalk._tcp; never while only this computer is listened to.", default=True)


class Metrics(Table):
    """Figures for Prometheus, at /metrics."""

    readers: Annotated[Readers, Loose] = said("Who reads without a login: nobody, loopback or everybody.", "loopback")


class Settings(Table):
    """All of them."""

    mode: Annotated[Mode, Loose] = said("home or gym: whose preset fills in what is not said here.", "home")
    state: Text = said("The state folder; empty is the usual one.", "")
    site: Site = Field(Site())
    caps: Caps = Field(Caps())
    http: Http = Field(Http())
    bluetooth: Bluetooth = Field(Bluetooth())
    memory: Memory = Field(Memory())
    people: People = Field(People())
    guard: Guard = Field(Guard())
    logs: Logs = Field(Logs())
    mdns: Mdns = Field(Mdns())
    metrics: Metrics = Field(Metrics())


def layers(caps: Caps, set_by: str) -> tuple[Layer, ...]:
    """The site's caps as layers, signed by the file they are from."""
    return (
        Layer(Source.SITE, caps.speed, caps.inclination, set_by=set_by),
        Layer(Source.FACING, caps.backward, facing=Facing.BACKWARD, set_by=set_by),
        Layer(Source.FACING, caps.forward, facing=Facing.FORWARD, set_by=set_by),
    )
