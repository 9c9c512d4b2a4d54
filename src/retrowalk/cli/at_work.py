"""The office of a site whose service runs: its API on this computer, opened with the key from the state folder."""

import asyncio
import json
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.office import Opened
from retrowalk.gateway.operator_key import OperatorKey
from retrowalk.gateway.pairing import Leave
from retrowalk.history.records import Device, Person
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role


# The service answers at once, unless it checks a PIN or its disk hangs (s).
PATIENCE = 10.0


class AtWork:
    """Satisfies Office. Everything raises Trouble when the service refuses or does not answer."""

    def __init__(self, key: OperatorKey) -> None:
        self._key = key
        self._opener = _opener(key.certificate)

    async def devices(self) -> Sequence[Device]:
        """See Office."""
        return [_device(each) for each in await self._ask("GET", "/v1/tokens")]

    async def revoke(self, device: str) -> None:
        """See Office."""
        await self._ask("DELETE", f"/v1/tokens/{quote(device, safe='')}")

    async def open(self, leave: Leave) -> Opened:
        """See Office."""
        wish = {
            "scopes": sorted(leave.scopes), "treadmill": leave.treadmill, "person": leave.person, "name": leave.name,
            "lasts_s": leave.lasts,
        }  # fmt: skip
        offer = await self._ask("POST", "/v1/pairings/offers", {key: said for key, said in wish.items() if said})
        return Opened(code=offer["code"], site=self._key.site or self._key.url)

    async def people(self) -> Sequence[Person]:
        """See Office."""
        return [_person(each) for each in await self._ask("GET", "/v1/people")]

    async def add(self, name: str, born: int | None, roles: tuple[Role, ...]) -> str:
        """See Office."""
        known = {"name": " ".join(name.split()), "roles": list(roles)} | ({} if born is None else {"born": born})
        return str((await self._ask("POST", "/v1/people", known))["id"])

    async def set_pin(self, person: str, pin: str) -> None:
        """See Office."""
        await self._ask("PUT", f"/v1/people/{quote(person, safe='')}/pin", {"pin": pin})

    async def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        headers = {"Authorization": f"Bearer {self._key.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._key.url + path, data, headers, method=method)  # noqa: S310 - http(s) of our own service
        return await asyncio.to_thread(self._answer, request)

    def _answer(self, request: Request) -> Any:  # noqa: ANN401 - JSON
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as refused:
            raise Trouble(_why(refused), Exit.REFUSED) from None
        except (OSError, HTTPException, ValueError) as error:
            raise Trouble(f"the service at {self._key.url} does not answer: {error}", Exit.UNREACHABLE) from None


def _opener(certificate: str) -> OpenerDirector:
    """Straight to this computer, past every proxy; over TLS to no other than our own certificate's holder."""
    if not certificate:
        return build_opener(ProxyHandler({}))
    context = ssl.create_default_context(cafile=certificate)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.check_hostname = False  # it is called by its name in the network, and asked by its address here
    return build_opener(ProxyHandler({}), HTTPSHandler(context=context))


def _why(refused: HTTPError) -> str:
    try:
        return str(json.loads(refused.read())["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the service answers {refused.code}"


def _at(said: str | None) -> int | None:
    return None if said is None else int(datetime.fromisoformat(said).timestamp())


def _device(view: Mapping[str, Any]) -> Device:
    return Device(
        view["id"], view["name"], "", tuple(view["scopes"]), view["treadmill"], view["person"],
        _at(view["created"]) or 0, _at(view["last_used"]), expires=_at(view["expires"]),
    )  # fmt: skip


def _person(view: Mapping[str, Any]) -> Person:
    roles = tuple(Role(role) for role in view["roles"])
    return Person(
        view["id"], view["name"] or "", level=Level(view["level"]), roles=roles, pin="yes" if view["pin"] else ""
    )
