"""The tables: one for each kind of record, its columns named as the record's fields; nested values are JSON.

The same on SQLite and PostgreSQL. `n` is the number of the fact in the site journal, and the order of things told.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Integer, MetaData, Table, Text


METADATA = MetaData()

# SQLite counts rows by a column of exactly this type; PostgreSQL wants the wide one.
_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


def _text(name: str, *, optional: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=optional, primary_key=primary_key)


def _whole(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=optional)


def _key(name: str = "n") -> Column[int]:
    return Column(name, _NUMBER, primary_key=True, autoincrement=False)


def _json(name: str, *, optional: bool = False) -> Column[object]:
    return Column(name, JSON(none_as_null=True), nullable=optional)


def _yes(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


# One row: whose database this is, and the last fact that is in it.
progress = Table("progress", METADATA, _key("id"), _text("site"), _whole("applied"))

person = Table(
    "person", METADATA, _text("id", primary_key=True), _text("name"), _whole("born", optional=True), _text("level"),
    _json("roles"), _text("units"), _text("language"), _whole("hr_limit", optional=True), _text("pin"),
)  # fmt: skip

machine = Table(
    "machine", METADATA, _text("id", primary_key=True), _text("address"), _text("label"), _text("profile"),
    _text("fingerprint"), _text("firmware"), _json("commissioned", optional=True),
    _text("strap"),
)  # fmt: skip

device = Table(
    "device", METADATA, _text("id", primary_key=True), _text("name"), _text("token_hash"), _json("scopes"),
    _text("treadmill", optional=True), _text("person", optional=True), _whole("created"),
    _whole("last_used", optional=True), _whole("revoked", optional=True), _text("role", optional=True),
    _whole("expires", optional=True),
)  # fmt: skip

cap_rule = Table(
    "cap_rule", METADATA, _key(), _text("id"), _text("source"), _text("what"), _whole("old", optional=True),
    _whole("new", optional=True), _whole("at"), _text("person", optional=True), _text("treadmill", optional=True),
    _text("facing", optional=True), _text("role"), _text("by"), _text("reason"), _whole("expires", optional=True),
)  # fmt: skip

flag = Table(
    "flag", METADATA, _text("id", primary_key=True), _text("person"), _text("reason"), _whole("at"),
    _whole("released_at", optional=True), _text("released_by"), _text("because"),
)  # fmt: skip

screening = Table("screening", METADATA, _key(), _text("person"), _whole("at"), _json("answers"), _text("by"))

outcome = Table(
    "outcome", METADATA, _key(), _text("person"), _whole("at"), _text("test"),
    Column("value", Float(53), nullable=False), _text("unit"), _text("by"), _text("note"),
)  # fmt: skip

# `first` and `last` are the rows of `sample` between which this walk's are; every: one in so many seconds, 0 = none.
walk = Table(
    "walk", METADATA, _key(), Column("id", Text, nullable=False, unique=True), _text("person", optional=True),
    _text("treadmill"), _text("protocol"), _text("protocol_hash"), _text("level"), _whole("began"), _text("journal"),
    _whole("number"), _text("author"), _text("supervisor"), _text("label"), _text("profile"), _text("firmware"),
    _yes("commissioned"), _yes("simulated"), _whole("planned_time", optional=True),
    _whole("planned_millimetres", optional=True), _json("before"), _text("state"),
    _text("stop_reason", optional=True), _whole("ended", optional=True), _json("summary", optional=True),
    _json("after"), _whole("first", optional=True), _whole("last", optional=True), _whole("every"),
)  # fmt: skip

# Appended to and nothing else, without an index: on a memory card an index over walk and t would write 20 GB a day for
# fifty treadmills, this writes less than one. `walk` is the walk's n.
sample = Table(
    "sample", METADATA, _key("id"), _whole("walk"), Column("t", Integer, nullable=False),
    *(Column(name, Integer) for name in ("speed", "commanded", "cap", "inclination", "heart_rate")),
    _text("facing", optional=True), _text("stage", optional=True),
    *(Column(name, Integer, nullable=False) for name in ("segment", "millimetres", "flags")),
)  # fmt: skip

mark = Table(
    "mark", METADATA, _key(), _text("walk"), _whole("at"), _text("kind"), _whole("value", optional=True), _text("text"),
)  # fmt: skip

audit = Table(
    "audit", METADATA, _key(), _whole("at"), _text("who"), _text("role"), _text("act"), _text("object"), _text("old"),
    _text("new"), _text("reason"), _text("person", optional=True),
)  # fmt: skip

decision = Table(
    "decision", METADATA, _key(), _text("person"), _whole("at"), _json("proposal"), _text("answer"), _text("by"),
    _json("instead", optional=True),
)  # fmt: skip
