"""The first tables."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None

# Every column as name:kind; a question mark: may be empty.
_TABLES: dict[str, str] = {
    "progress": "id:key site:text applied:whole",
    "person": "id:id name:text born:whole? level:text roles:json units:text language:text hr_limit:whole? pin:text",
    "machine": "id:id address:text label:text profile:text fingerprint:text firmware:text commissioned:json?",
    "device": (
        "id:id name:text token_hash:text scopes:json treadmill:text? person:text? created:whole "
        "last_used:whole? revoked:whole? role:text? expires:whole?"
    ),
    "cap_rule": (
        "n:key id:text source:text what:text old:whole? new:whole? at:whole person:text? treadmill:text? "
        "facing:text? role:text by:text reason:text expires:whole?"
    ),
    "flag": "id:id person:text reason:text at:whole released_at:whole? released_by:text because:text",
    "screening": "n:key person:text at:whole answers:json by:text",
    "outcome": "n:key person:text at:whole test:text value:real unit:text by:text note:text",
    "walk": (
        "n:key id:unique person:text? treadmill:text protocol:text protocol_hash:text level:text began:whole "
        "journal:text number:whole author:text supervisor:text label:text profile:text firmware:text "
        "commissioned:yes simulated:yes planned_time:whole? planned_millimetres:whole? before:json state:text "
        "stop_reason:text? ended:whole? summary:json? after:json first:whole? last:whole? every:whole"
    ),
    "sample": (
        "id:key walk:whole t:small speed:small? commanded:small? cap:small? inclination:small? "
        "heart_rate:small? facing:text? stage:text? segment:small millimetres:small flags:small"
    ),
    "mark": "n:key walk:text at:whole kind:text value:whole? text:text",
    "audit": "n:key at:whole who:text role:text act:text object:text old:text new:text reason:text person:text?",
    "decision": "n:key person:text at:whole proposal:json answer:text by:text instead:json?",
}

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS: Mapping[str, Callable[..., sa.Column[Any]]] = MappingProxyType(
    {
        "id": lambda name, **_: sa.Column(name, sa.Text, primary_key=True),
        "key": lambda name, **_: sa.Column(name, _NUMBER, primary_key=True, autoincrement=False),
        "unique": lambda name, **more: sa.Column(name, sa.Text, unique=True, **more),
        "text": lambda name, **more: sa.Column(name, sa.Text, **more),
        "whole": lambda name, **more: sa.Column(name, sa.BigInteger, **more),
        "small": lambda name, **more: sa.Column(name, sa.Integer, **more),
        "real": lambda name, **more: sa.Column(name, sa.Float(53), **more),
        "yes": lambda name, **more: sa.Column(name, sa.Boolean, **more),
        "json": lambda name, **more: sa.Column(name, sa.JSON(none_as_null=True), **more),
    }
)


def _column(words: str) -> sa.Column[Any]:
    name, kind = words.rstrip("?").split(":")
    return _KINDS[kind](name, nullable=words.endswith("?"))


def upgrade() -> None:
    """Make the tables."""
    for name, columns in _TABLES.items():
        op.create_table(name, *map(_column, columns.split()))


def downgrade() -> None:
    """Take them away, with all that is in them; the site journal keeps it."""
    for name in reversed(_TABLES):
        op.drop_table(name)
