"""What the gateway says when it will not: a closed list of codes, which every face turns into its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Code(StrEnum):
    """Why something was refused. A refusal changes nothing."""

    # the request
    INVALID = "invalid"  # a field is missing, unknown or out of its range; `fields` says which
    NOT_FOUND = "not-found"
    GONE = "gone"  # it was there: ended, forgotten, expired
    CONFLICT = "conflict"  # the thing is not in a state for it
    KEY_REUSED = "key-reused"  # one idempotency key, two different requests
    VERSION_NEEDED = "version-needed"  # a change of configuration says what it read before
    VERSION_OLD = "version-old"  # and somebody else was faster
    FULL = "full"  # as many as are kept: of devices, of pairings that wait, of viewers

    # who asks
    NOT_PAIRED = "not-paired"  # no token, or one that is unknown, expired or revoked
    ROLE = "role"  # this role may not, or not here and now
    SCOPE = "scope"  # the person might, this device may not
    CONFIRM_AGAIN = "confirm-again"  # prove once more who you are; good for five minutes
    WRONG_PIN = "wrong-pin"  # or no such person; which of the two is not said
    WRONG_CODE = "wrong-code"  # of a pairing
    LOCKED_OUT = "locked-out"  # too many attempts; `retry_after` says until when. Never a stop
    NONCE_NEEDED = "nonce-needed"  # a start or a raise carries a fresh word; also one that was used or is too old
    BAD_ORIGIN = "bad-origin"
    HOST_NOT_ALLOWED = "host-not-allowed"

    # who controls
    LEASE_REQUIRED = "lease-required"
    LEASE_HELD = "lease-held"
    STALE_EPOCH = "stale-epoch"  # an order of a lease, or from before a stop, that is over

    # the belt and the walk
    CAP_EXCEEDED = "cap-exceeded"  # `limit` and `limited_by` say whose
    LATCHED = "latched"
    MOVING = "moving"  # only while the belt stands
    NOT_OURS = "not-ours"  # the belt moves and we did not start it: observed only
    PRESENCE_NEEDED = "presence-needed"  # press a key on the console of this treadmill first
    PREFLIGHT_FAILED = "preflight-failed"  # `fields` lists what is open
    LINK_LOST = "link-lost"
    UNPROVEN = "unproven"  # this machine has not been commissioned for it

    # the walker
    RED_FLAG = "red-flag"
    AGE_REFUSED = "age-refused"
    SPOTTER_NEEDED = "spotter-needed"

    # the site
    SIMULATION_ONLY = "simulation-only"
    GUARD_MISSING = "guard-missing"
    STORAGE = "storage"  # disk full, unwritable, or the database locked
    UNAVAILABLE = "unavailable"  # starting, or shutting down


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is wrong with a text that was sent: where (from 1), in which field, and what was expected."""

    line: int
    column: int
    field: str
    message: str


class Refusal(Exception):
    """Something was refused and nothing has changed.

    `detail` is a sentence for people; `limit` the limit with its unit, `limited_by` the layers that set it; `fields`
    name → what is wrong with it; `retry_after` in ms; `lines`: what is wrong with a text, place by place.
    """

    def __init__(
        self,
        code: Code,
        detail: str,
        *,
        limit: str = "",
        limited_by: tuple[str, ...] = (),
        fields: Mapping[str, str] = MappingProxyType({}),
        retry_after: int | None = None,
        lines: tuple[Line, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.limit = limit
        self.limited_by = limited_by
        self.fields = fields
        self.retry_after = retry_after
        self.lines = lines

    def __repr__(self) -> str:
        return f"Refusal({self.code.value}: {self.detail})"
