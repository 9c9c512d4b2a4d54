"""What a viewer may say on the live channel, besides stop: a closed list; unknown fields are refused."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from retrowalk.api.pairs import Twice, each_once


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Ack(_Message):
    """The frame of this number was shown."""

    type: Literal["ack"]
    frame: int = Field(ge=0, le=2**53)


class Login(_Message):
    """Who looks: a token, for those that have no cookie."""

    type: Literal["login"]
    token: str = Field(min_length=1, max_length=256, repr=False)


class Renew(_Message):
    """Keep the lease of a treadmill."""

    type: Literal["renew"]
    treadmill: str = Field(min_length=1, max_length=64)
    lease: int = Field(ge=0, le=2**53)


class Since(_Message):
    """Tell again what happened after this event of this run."""

    type: Literal["since"]
    run: str = Field(max_length=64)
    seq: int = Field(ge=0, le=2**53)


Client = Ack | Login | Renew | Since
CLIENT: TypeAdapter[Client] = TypeAdapter(Annotated[Client, Field(discriminator="type")])


class Unreadable(ValueError):
    """No message of the list; `fields` says what is wrong with which."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = dict(fields)


def read(text: str | None) -> Client:
    """A message from its JSON. Raises Unreadable."""
    if text is None:
        raise Unreadable({"message": "text is JSON; the only binary message is the byte 0x18"})
    try:
        with suppress(ValueError, RecursionError):  # of what is no JSON, the list tells more
            json.loads(text, object_pairs_hook=each_once)
        return CLIENT.validate_json(text)
    except Twice as error:
        raise Unreadable(error.fields) from None
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        raise Unreadable({".".join(map(str, each["loc"])) or "message": each["msg"] for each in wrong}) from None
