"""The one refusal of every decoder of this room."""


class MalformedValue(ValueError):
    """Bytes that cannot mean what they were sent as."""
