"""Every operation of the API in one table: what it is, who may ask for it, and what has to come with it.

Routes, documents and the generated matrix of roles and transports all read this; there is no second place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from retrowalk.gateway.refusals import Code
from retrowalk.safety.roles import Act


@dataclass(frozen=True, slots=True)
class Operation:
    """One line. `act`: what the permission is for; None = asked nothing, since it comes before anybody is known.

    lease, word: it carries the number of a lease, a fresh word. versioned: it says which version it changes.
    keyed: it may carry an idempotency key. secret: its answer must be written down nowhere.
    moves: it may set a belt in motion, let it go faster, or clear the way to that. codes: what else it may refuse for.
    """

    name: str
    method: str
    path: str
    summary: str
    act: Act | None
    status: int = 200
    lease: bool = False
    word: bool = False
    versioned: bool = False
    keyed: bool = False
    secret: bool = False
    moves: bool = False
    codes: tuple[Code, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return self.method != "GET"


_T, _S, _P = "/v1/treadmills/{treadmill}", "/v1/sessions/{session}", "/v1/people/{person}"
_BELT = (Code.LATCHED, Code.LINK_LOST, Code.CONFLICT)
_LEASE = (Code.LEASE_REQUIRED, Code.LEASE_HELD, Code.STALE_EPOCH)
_KEPT = (Code.STORAGE,)
_START = (
    *_BELT, *_LEASE, *_KEPT, Code.NONCE_NEEDED, Code.PREFLIGHT_FAILED, Code.CAP_EXCEEDED, Code.RED_FLAG,
    Code.AGE_REFUSED, Code.SPOTTER_NEEDED, Code.PRESENCE_NEEDED, Code.UNPROVEN, Code.NOT_OURS, Code.MOVING,
    Code.GUARD_MISSING,
)  # fmt: skip

_ROWS = (
    # stops: answered in api/stop.py before anything else
    Operation("stop_all", "POST", "/v1/stop", "Stop every treadmill, now", Act.STOP, 202),
    Operation("stop", "POST", f"{_T}/stop", "Stop one treadmill, now", Act.STOP, 202),
    Operation("stop_status", "GET", "/v1/stops/{stop}", "What became of a stop", Act.LOOK),
    Operation("stops", "GET", "/v1/stops", "The latest stops", Act.WATCH),
    Operation("calls", "GET", "/v1/calls", "Who was called to which treadmill, and what for", Act.WATCH),
    Operation("answer_call", "POST", "/v1/calls/{call}/answer", "Say that somebody has looked", Act.TELL, keyed=True,
              codes=(*_KEPT, Code.CONFLICT)),
    # the gateway itself
    Operation("site", "GET", "/v1/site", "What this site is, and how one gets in", None),
    Operation("settings", "GET", "/v1/settings", "Every setting, and where it is from", Act.CONFIGURE),
    Operation("live", "GET", "/health/live", "Whether the gateway runs", None),
    Operation("ready", "GET", "/health/ready", "Whether walks may begin, and why not", None,
              codes=(Code.UNAVAILABLE,)),
    Operation("metrics", "GET", "/metrics", "Figures for Prometheus", None,
              codes=(Code.NOT_PAIRED, Code.ROLE, Code.SCOPE)),
    Operation("me", "GET", "/v1/me", "Who asks, and what they may do", Act.LOOK),
    Operation("problem_list", "GET", "/v1/problems", "Every code of a problem", None),
    Operation("problem", "GET", "/v1/problems/{code}", "What a code means", None),
    Operation("openapi", "GET", "/v1/openapi.json", "This document", None),
    Operation("asyncapi", "GET", "/v1/asyncapi.json", "The document of the live channel", None),
    Operation("events", "GET", "/v1/events", "What happens, as server-sent events", Act.WATCH),
    Operation("diagnostics", "GET", "/v1/diagnostics", "What helps to find a fault, without names and secrets",
              Act.DIAGNOSE),
    Operation("fault", "POST", "/v1/faults", "Make a simulated treadmill fail, or mend it", Act.FAULTS, 202,
              keyed=True,
              codes=(Code.SIMULATION_ONLY, Code.CONFIRM_AGAIN)),
    Operation("faults", "GET", "/v1/faults", "How the simulated treadmills can fail", Act.FAULTS,
              codes=(Code.SIMULATION_ONLY,)),
    Operation("console", "POST", f"{_T}/console", "Press a key at the console of a simulated treadmill", Act.FAULTS,
              202, codes=(Code.SIMULATION_ONLY, Code.CONFIRM_AGAIN)),
    # treadmills
    Operation("treadmills", "GET", "/v1/treadmills", "Every treadmill of the site", Act.LOOK),
    Operation("treadmill", "GET", _T, "One treadmill", Act.LOOK),
    Operation("profile", "GET", f"{_T}/profile", "What is known of its model, and what to mind", Act.WATCH),
    Operation("reach", "GET", "/v1/reach", "What is in reach and may be a treadmill", Act.TREADMILL),
    Operation("adopt", "POST", "/v1/treadmills", "Make a treadmill one of the site's", Act.TREADMILL, 201, keyed=True,
              codes=(*_KEPT, Code.CONFLICT, Code.FULL)),
    Operation("rename", "PATCH", _T, "Name a treadmill", Act.TREADMILL, versioned=True, codes=_KEPT),
    Operation("forget", "DELETE", _T, "Let go of a treadmill", Act.TREADMILL, 204, versioned=True,
              codes=(*_KEPT, Code.CONFLICT)),
    Operation("bind", "POST", f"{_T}/identity", "Say that this is the treadmill", Act.TREADMILL, keyed=True,
              codes=(*_KEPT, Code.LINK_LOST)),
    Operation("commissioning_tasks", "GET", "/v1/commissioning", "How a treadmill is measured, step by step",
              Act.WATCH),
    Operation("commissioning", "GET", f"{_T}/commissioning", "What was measured, and what it is worth", Act.WATCH),
    Operation("commission", "POST", f"{_T}/commissioning", "Write down what was measured", Act.COMMISSION, 201,
              keyed=True, codes=(*_KEPT, Code.MOVING)),
    Operation("trial", "GET", f"{_T}/trial", "The run that measures a belt, as it stands", Act.WATCH),
    Operation("begin_trial", "POST", f"{_T}/trial", "Make an empty belt ready to be run and measured: nothing moves",
              Act.COMMISSION, 201, word=True, keyed=True, moves=True, codes=_START),
    Operation("trial_command", "POST", f"{_T}/trial/commands", "Start, go on with or end a run that measures a belt",
              Act.COMMISSION, lease=True, word=True, keyed=True, moves=True, codes=(*_START, Code.GONE)),
    # control
    Operation("word", "POST", "/v1/words", "A fresh word for one start or raise", Act.WATCH, 201, secret=True,
              moves=True),
    Operation("lease", "GET", f"{_T}/lease", "Who controls a treadmill", Act.WATCH),
    Operation("take_lease", "POST", f"{_T}/lease", "Take the lease", Act.LEASE, 201, moves=True,
              codes=(*_LEASE, *_BELT)),
    Operation("renew_lease", "PUT", f"{_T}/lease", "Keep the lease", Act.LEASE, lease=True, moves=True,
              codes=(*_LEASE, *_BELT)),
    Operation("release_lease", "DELETE", f"{_T}/lease", "Give the lease back", Act.LEASE, lease=True,
              codes=(*_LEASE, *_BELT)),
    Operation("ask_lease", "POST", f"{_T}/lease/requests", "Ask the holder for the lease", Act.LEASE, 202,
              codes=_BELT),
    Operation("hand_over", "POST", f"{_T}/lease/transfer", "Give the lease to who asked", Act.LEASE, lease=True,
              moves=True,
              codes=(*_LEASE, *_BELT, Code.GONE)),
    Operation("latch", "GET", f"{_T}/latch", "Whether a stop is latched", Act.LOOK),
    Operation("reset", "DELETE", f"{_T}/latch", "Clear the latch; it moves nothing", Act.RESET, word=True, moves=True,
              codes=(Code.CONFLICT, Code.MOVING, Code.NONCE_NEEDED, Code.LATCHED, Code.LINK_LOST)),
    Operation("preflight", "GET", f"{_T}/preflight", "What stands against a walk", Act.WATCH,
              codes=(*_KEPT, Code.INVALID)),
    Operation("check_preflight", "POST", f"{_T}/preflight", "What stands against a walk, with all that is told before",
              Act.WATCH, codes=_KEPT),
    # sessions
    Operation("sessions", "GET", "/v1/sessions", "Walks, newest first", Act.READ_PERSON, codes=_KEPT),
    Operation("begin", "POST", "/v1/sessions", "Begin a walk: its checklist is next, nothing moves", Act.START, 201,
              lease=True, word=True, keyed=True, moves=True, codes=(*_START, Code.VERSION_OLD)),
    Operation("session", "GET", _S, "One walk", Act.READ_PERSON, codes=_KEPT),
    Operation("command", "POST", f"{_S}/commands", "A command to a walk under way", Act.SLOWER, lease=True, word=True,
              keyed=True, moves=True, codes=(*_START, Code.GONE)),
    Operation("symptom", "POST", f"{_S}/symptoms", "Stop for a symptom", Act.LOOK, 202, codes=(*_KEPT, Code.GONE)),
    Operation("plan", "GET", f"{_S}/plan", "The walk under way as it is planned, under every cap", Act.WATCH,
              codes=(Code.GONE, Code.LINK_LOST)),
    Operation("report", "GET", f"{_S}/report", "A walk as its report has it, field by field", Act.READ_PERSON,
              codes=_KEPT),
    Operation("wear", "POST", f"{_S}/strap", "Hear this heart-rate strap in the walk under way", Act.TELL, codes=_BELT),
    Operation("samples", "GET", f"{_S}/samples", "What was measured, once a second", Act.READ_PERSON,
              codes=_KEPT),
    Operation("export", "GET", f"{_S}/export", "A walk as a file", Act.READ_PERSON, codes=(*_KEPT, Code.CONFLICT)),
    Operation("mark", "POST", f"{_S}/marks", "Effort, pain or a note at this moment", Act.TELL, 201, keyed=True,
              codes=(*_KEPT, Code.GONE)),
    Operation("after", "POST", f"{_S}/after", "How it was, told after a walk", Act.TELL, 204, keyed=True, codes=_KEPT),
    Operation("morning_link", "GET", f"{_S}/morning", "What the link of the next morning is made with", Act.TELL,
              secret=True, codes=_KEPT),
    Operation("morning", "POST", f"{_S}/morning", "How it is the next morning, by that link", None, 204,
              codes=(*_KEPT, Code.NOT_PAIRED, Code.GONE)),
    # protocols
    Operation("protocols", "GET", "/v1/protocols", "Every protocol; for somebody here, with what stands against each",
              Act.WATCH, codes=_KEPT),
    Operation("protocol", "GET", "/v1/protocols/{protocol}", "One protocol, segment by segment", Act.WATCH),
    Operation("protocol_file", "GET", "/v1/protocols/{protocol}/file", "A protocol as its file has it", Act.WATCH,
              codes=_KEPT),
    Operation("remove_protocol", "DELETE", "/v1/protocols/{protocol}", "Take away a protocol of the site's own",
              Act.PROTOCOL, 204, versioned=True, codes=(*_KEPT, Code.CONFLICT)),
    Operation("add_protocol", "POST", "/v1/protocols", "Keep a protocol of the site's own", Act.PROTOCOL, 201,
              keyed=True, codes=(*_KEPT, Code.CONFLICT, Code.FULL)),
    Operation("check_protocol", "POST", "/v1/protocols/check", "Read a protocol, and keep nothing", Act.PROTOCOL),
    Operation("preview", "POST", "/v1/protocols/{protocol}/preview",
              "What would become of it here: clipped where, by which layer and whom", Act.WATCH, codes=_KEPT),
    # people
    Operation("people", "GET", "/v1/people", "Everybody, as far as who asks may see them", Act.WATCH, codes=_KEPT),
    Operation("person", "GET", _P, "One of them", Act.WATCH, codes=_KEPT),
    Operation("add_person", "POST", "/v1/people", "Make somebody known, at level first", Act.PERSON, 201, keyed=True,
              codes=(*_KEPT, Code.FULL, Code.CONFIRM_AGAIN)),
    Operation("change_person", "PATCH", _P, "Change what is known of somebody", Act.TELL, versioned=True,
              codes=(*_KEPT, Code.CONFLICT, Code.CONFIRM_AGAIN)),
    Operation("export_person", "GET", f"{_P}/export", "Everything that is kept of somebody", Act.READ_PERSON,
              codes=_KEPT),
    Operation("erase_person", "DELETE", _P, "Forget somebody; the answer is everything that was kept", Act.ERASE,
              versioned=True, secret=True, codes=(*_KEPT, Code.CONFLICT, Code.CONFIRM_AGAIN)),
    Operation("questions", "GET", "/v1/screening", "What is asked before a walk", Act.WATCH),
    Operation("screening", "GET", f"{_P}/screening", "What the answers mean now", Act.READ_PERSON, codes=_KEPT),
    Operation("answer_screening", "POST", f"{_P}/screening", "Answer questions", Act.TELL, keyed=True, codes=_KEPT),
    Operation("clear_answer", "POST", f"{_P}/screening/clearances", "Say that an answer does not stand in the way",
              Act.CLEAR_FLAG, keyed=True, codes=_KEPT),
    Operation("flags", "GET", f"{_P}/flags", "Red flags, and who released them", Act.READ_PERSON, codes=_KEPT),
    Operation("release_flag", "POST", f"{_P}/flags/{{flag}}/release", "Release a walker from a red flag",
              Act.CLEAR_FLAG, keyed=True, codes=(*_KEPT, Code.CONFLICT)),
    Operation("outcome_tests", "GET", "/v1/outcomes", "Outcome tests, and which change means something", Act.WATCH),
    Operation("outcomes", "GET", f"{_P}/outcomes", "The results of outcome tests", Act.READ_PERSON, codes=_KEPT),
    Operation("measure", "POST", f"{_P}/outcomes", "Write a result down", Act.TELL, 201, keyed=True, codes=_KEPT),
    Operation("history", "GET", f"{_P}/history", "Walks with their traffic lights", Act.READ_PERSON, codes=_KEPT),
    Operation("progress", "GET", f"{_P}/progress", "The last four weeks in figures", Act.READ_PERSON, codes=_KEPT),
    Operation("course_page", "GET", f"{_P}/page", "The last four weeks on one sheet", Act.READ_PERSON, codes=_KEPT),
    Operation("proposal", "GET", f"{_P}/proposal", "What to walk next, and the rule that says so", Act.READ_PERSON,
              codes=_KEPT),
    Operation("decide", "POST", f"{_P}/proposal", "Accept, change or decline it", Act.TELL, keyed=True,
              codes=(*_KEPT, Code.CONFLICT)),
    Operation("schedule", "GET", f"{_P}/schedule", "This week, and when the next walk may be", Act.READ_PERSON,
              codes=_KEPT),
    Operation("set_pin", "PUT", f"{_P}/pin", "Set a PIN", Act.LOOK, 204, secret=True,
              codes=(Code.CONFIRM_AGAIN, *_KEPT)),
    Operation("audit", "GET", "/v1/audit", "Who did what", Act.AUDIT, codes=_KEPT),
    # limits
    Operation("limits", "GET", "/v1/limits", "Every cap in force, and who set it", Act.WATCH,
              codes=(*_KEPT, Code.NOT_FOUND)),
    Operation("limit_rules", "GET", "/v1/limits/rules", "Every cap that somebody set, newest first", Act.WATCH,
              codes=(*_KEPT, Code.NOT_FOUND)),
    Operation("change_limit", "POST", "/v1/limits", "Set a cap: lower at once, higher while the belt stands",
              Act.WATCH, 201,
              word=True, keyed=True, moves=True,
              codes=(*_KEPT, Code.CONFIRM_AGAIN, Code.NONCE_NEEDED, Code.CAP_EXCEEDED, Code.MOVING, Code.CONFLICT)),
    # who is who
    Operation("login", "POST", "/v1/login", "Log a person in on this device", Act.WATCH, secret=True,
              codes=(Code.WRONG_PIN, Code.LOCKED_OUT, Code.CONFLICT)),
    Operation("logout", "POST", "/v1/logout", "Log out", Act.LOOK, 204),
    Operation("confirm", "POST", "/v1/confirm", "Say again who you are", Act.WATCH, 204, secret=True,
              codes=(Code.WRONG_PIN, Code.LOCKED_OUT, Code.CONFLICT)),
    Operation("offer_pairing", "POST", "/v1/pairings/offers", "A code for a new device to type", Act.PAIR, 201,
              secret=True,
              codes=(Code.CONFIRM_AGAIN, Code.LOCKED_OUT)),
    Operation("redeem_pairing", "POST", "/v1/pairings/redeem", "Type the code on the new device", None, 201,
              secret=True,
              codes=(*_KEPT, Code.WRONG_CODE, Code.LOCKED_OUT, Code.FULL)),
    Operation("ask_pairing", "POST", "/v1/pairings", "Ask to be let in, and show a code", None, 201, secret=True,
              codes=(Code.FULL,)),
    Operation("pairings", "GET", "/v1/pairings", "Devices that wait to be let in", Act.REVOKE),
    Operation("confirm_pairing", "PUT", "/v1/pairings/{pairing}", "Let a device in that shows this code", Act.PAIR,
              204,
              codes=(Code.CONFIRM_AGAIN, Code.WRONG_CODE)),
    Operation("deny_pairing", "DELETE", "/v1/pairings/{pairing}", "Send a device away", Act.REVOKE, 204),
    Operation("collect_pairing", "POST", "/v1/pairings/{pairing}/token", "What became of a request to be let in",
              None, 200,
              secret=True, codes=(*_KEPT, Code.GONE, Code.FULL)),
    Operation("claim", "POST", "/v1/claim", "Become the owner of a site that nobody owns", None, 201, secret=True,
              codes=(*_KEPT, Code.WRONG_CODE, Code.LOCKED_OUT, Code.CONFLICT, Code.FULL)),
    Operation("tokens", "GET", "/v1/tokens", "Devices and programs that are let in", Act.REVOKE),
    Operation("issue_token", "POST", "/v1/tokens", "A token for a program, told this once", Act.PAIR, 201,
              secret=True,
              codes=(*_KEPT, Code.CONFIRM_AGAIN, Code.FULL)),
    Operation("renew_token", "PATCH", "/v1/tokens/{token}", "Name a device, or let it in for longer", Act.PAIR,
              codes=(*_KEPT, Code.CONFIRM_AGAIN)),
    Operation("revoke_token", "DELETE", "/v1/tokens/{token}", "Let a device in no more", Act.LOOK, 204, codes=_KEPT),
)  # fmt: skip

OPERATIONS: Mapping[str, Operation] = MappingProxyType({each.name: each for each in _ROWS})
