"""A protocol file's text → Plan, or ProtocolError with every problem's line, column and field.

Whatever the text is, nothing else comes out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from retrowalk.protocol import keys as k
from retrowalk.protocol.checks import check
from retrowalk.protocol.errors import Place, ProtocolError
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.placed import Placed, Written
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.protocol.reading import Notes, Values, block, entries, items, values, within
from retrowalk.protocol.source import Mapping, Node, read
from retrowalk.units import Facing, Inclination


_FLAT = Inclination(0)
_REPEATED = (k.TIMES_KEY.name, k.SEGMENTS)
_TOP = (*(key.name for key in k.FILE), *k.BLOCKS, k.SEGMENTS)
_NAMES = (*k.FORMS, k.REPEAT)


@dataclass(slots=True)
class _Reader:
    """Unrolls the segments of one file: what they say, which way the walker faces by then, how many they are."""

    notes: Notes
    watched: bool
    facing: Facing | None
    first: tuple[int, int]
    count: int = 0

    def segments(self, node: Node, path: str) -> Iterator[Placed]:
        """The segments of a list, repeats unrolled."""
        for index, item in enumerate(items(node, path, self.notes)):
            yield from self._item(item, f"{path}[{index + 1}]")

    def _item(self, node: Node, path: str) -> Iterator[Placed]:
        """One item of the list: a mapping with one name, the segment's kind or `repeat`."""
        self.count += 1
        if self.count > k.MOST_SEGMENTS:
            self.notes.add(Place(*self.first, k.SEGMENTS), f"more than {k.MOST_SEGMENTS} segments, repeats unrolled")
            return
        found = entries(node, path, _NAMES, self.notes)
        if isinstance(node, Mapping) and len(node.entries) != 1:
            self.notes.add(within(node, path), "expected one segment after each dash, such as 'settle: {for: 30 s}'")
            return
        for name, inner in (found or {}).items():
            where = f"{path}.{name}"
            yield from self._repeat(inner, where) if name == k.REPEAT else self._segment(name, inner, where)

    def _repeat(self, node: Node, path: str) -> Iterator[Placed]:
        """The inner segments, as often as it says; once where that is a problem, for the problems in them."""
        found = entries(node, path, _REPEATED, self.notes)
        times = values(found, (k.TIMES_KEY,), within(node, path), self.notes).of(k.TIMES_KEY)
        inner = _segments(found, within(node, path), self.notes)
        for _ in range(times or 1):
            if inner is not None and self.count <= k.MOST_SEGMENTS:
                yield from self.segments(inner, f"{path}.{k.SEGMENTS}")

    def _segment(self, name: str, node: Node, path: str) -> Iterator[Placed]:
        """One segment, if this kind of protocol has such."""
        form = k.FORMS[name]
        if form.watched if self.watched else form.driven:
            said = block(node, path, form.keys, self.notes)
            yield Placed(self._built(form.kind, said), said)
        else:
            self.notes.add(within(node, path), _misplaced(name, watched=self.watched))

    def _built(self, kind: Kind, said: Values) -> Segment:
        """The segment, facing as far as known by now. What had a problem is left out of it: no plan is made then."""
        now = self.facing or Facing.BACKWARD
        self.facing = said.get(k.TURN_TO if kind is Kind.TURN else k.FACES, now)
        return Segment(
            kind,
            self.facing,
            said.of(k.TO_SPEED if kind is Kind.RAMP else k.SPEED_KEY),
            said.get(k.INCLINATION_KEY, _FLAT),
            said.of(k.FOR) or said.of(k.REST_AT_LEAST),
            said.of(k.DISTANCE_KEY),
            said.get(k.SAY, ""),
        )


def _misplaced(name: str, *, watched: bool) -> str:
    if watched:
        return f"{name!r} drives the belt, and this protocol is monitor-only: expected watch or rest"
    return f"{name!r} is for monitor-only protocols: expected settle, hold, ramp, turn or rest"


def _segments(found: dict[str, Node] | None, place: Place, notes: Notes) -> Node | None:
    """The list of segments in a file or a repeat."""
    if found is not None and k.SEGMENTS not in found:
        notes.add(place, f"{k.SEGMENTS!r} is missing: expected a list of segments")
    return None if found is None else found.get(k.SEGMENTS)


def _written(text: str, file: str, notes: Notes) -> Written:
    """Everything the file says, located."""
    root = read(text, file)
    top = within(root, "")
    found = entries(root, "", _TOP, notes)
    said = values(found, k.FILE, top, notes)
    cap, ramp = (
        block(found[name], name, keys, notes) if found and name in found else Values(top, {}, {})
        for name, (keys, _) in k.BLOCKS.items()
    )
    inner = _segments(found, top, notes)
    if inner is None:
        return Written(said, cap, ramp, ())
    reader = _Reader(
        notes, bool(said.of(k.MONITOR_ONLY)), said.of(k.FACING_KEY), (inner.place.line, inner.place.column)
    )
    return Written(said, cap, ramp, tuple(reader.segments(inner, k.SEGMENTS)))


def _plan(written: Written, digest: str) -> Plan:
    """The plan of a file; what it leaves out is its level's."""
    said, cap, ramp = written.said, written.cap, written.ramp
    level = said.get(k.LEVEL_KEY, Level.FIRST)
    rules = LEVELS[level]
    return Plan(
        id=said.get(k.ID_KEY, ""),
        name=said.get(k.NAME, ""),
        level=level,
        speed_cap=cap.get(k.CAP_SPEED, rules.speed),
        inclination_cap=cap.get(k.CAP_INCLINATION, rules.inclination),
        ramp_up=ramp.get(k.RAMP_UP, rules.ramp_up),
        ramp_down=ramp.get(k.RAMP_DOWN, rules.ramp_down),
        segments=tuple(placed.segment for placed in written.segments),
        self_paced=said.get(k.SELF_PACED, default=False),
        monitor_only=said.get(k.MONITOR_ONLY, default=False),
        who=said.get(k.WHO, ""),
        frequency=said.get(k.FREQUENCY, ""),
        progression=said.get(k.PROGRESSION, ""),
        basis=said.get(k.BASIS, ""),
        digest=digest,
    )


def parse(text: str, file: str) -> Plan:
    """The plan a file prescribes; `file` is its name for people. Raises ProtocolError with all its problems."""
    notes = Notes()
    written = _written(text, file, notes)
    plan = _plan(written, sha256(text.encode()).hexdigest())
    if not notes.problems:
        check(plan, written, notes)
    if notes.problems:
        raise ProtocolError(file, tuple(sorted(notes.problems)))
    return plan
