"""The protocols one can pick from, by id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from retrowalk.protocol.errors import Place, Problem, ProtocolError
from retrowalk.protocol.parse import parse
from retrowalk.protocol.plan import Plan


class UnknownProtocol(LookupError):
    """No protocol has this id."""


@dataclass(frozen=True, slots=True)
class Library:
    """Plans by id, in the order of their files, and the file each was read from."""

    plans: Mapping[str, Plan]
    files: Mapping[str, str]

    def find(self, protocol_id: str) -> Plan:
        """The plan of an id, in whatever case it was typed. Raises UnknownProtocol naming all there are."""
        for each, plan in self.plans.items():
            if each.casefold() == protocol_id.casefold():
                return plan
        raise UnknownProtocol(f"no protocol {protocol_id!r}: there are {', '.join(self.plans) or 'none'}")


def gather(texts: Iterable[tuple[str, str]]) -> Library:
    """A library of (file name, text) pairs. Raises ProtocolError for the first file that is none, or repeats an id."""
    plans: dict[str, Plan] = {}
    files: dict[str, str] = {}
    for file, text in texts:
        plan = parse(text, file)
        same = [each for each in plans if each.casefold() == plan.id.casefold()]
        if same:
            message = f"{plan.id!r} is the id of {files[same[0]]} already"
            raise ProtocolError(file, (Problem(Place(1, 1, "id"), message),))
        plans[plan.id], files[plan.id] = plan, file
    return Library(MappingProxyType(plans), MappingProxyType(files))
