"""Who is connected to a simulated treadmill, who controls it, and what is on its way to whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """A notification or indication to one subscribed client."""

    client: int
    characteristic: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """The link to this client is lost, and nothing connects for `away` ms."""

    client: int
    away: int


Outgoing = Sent | Cut


class Audience:
    """The connected clients by number. `controller` is the one that has control."""

    __slots__ = ("_clients", "_outbox", "_taken", "controller")

    def __init__(self) -> None:
        self._clients: dict[int, set[int]] = {}
        self._taken = 0
        self._outbox: list[Outgoing] = []
        self.controller: int | None = None

    def __copy__(self) -> "Audience":
        twin = Audience()
        twin._clients = {client: heard.copy() for client, heard in self._clients.items()}
        twin._taken, twin._outbox, twin.controller = self._taken, self._outbox.copy(), self.controller
        return twin

    def __bool__(self) -> bool:
        return bool(self._clients)

    def __contains__(self, client: int) -> bool:
        return client in self._clients

    def join(self) -> int:
        """Take a client; its number."""
        self._taken += 1
        self._clients[self._taken] = set()
        return self._taken

    def leave(self, client: int) -> None:
        """Forget a client, and its control."""
        del self._clients[client]
        if self.controller == client:
            self.controller = None

    def cut(self, away: int) -> list[int]:
        """Put the loss of every link on its way; who is concerned."""
        self._outbox += [Cut(client, away) for client in self._clients]
        return list(self._clients)

    def subscribe(self, client: int, characteristic: int, *, on: bool) -> None:
        """Switch one characteristic on or off for a client."""
        if on:
            self._clients[client].add(characteristic)
        else:
            self._clients[client].discard(characteristic)

    def listens(self, client: int, characteristic: int) -> bool:
        """Whether a client is connected and subscribed."""
        return characteristic in self._clients.get(client, ())

    def send(self, client: int | None, characteristic: int, data: bytes) -> None:
        """To one client, if it is there and subscribed."""
        if client is not None and self.listens(client, characteristic):
            self._outbox.append(Sent(client, characteristic, data))

    def broadcast(self, characteristic: int, data: bytes, but: int | None = None) -> None:
        """To every subscribed client, or to every one but this."""
        for client in self._clients:
            if client != but:
                self.send(client, characteristic, data)

    def collect(self) -> list[Outgoing]:
        """Hand over what is on its way, in order."""
        sent, self._outbox = self._outbox, []
        return sent
