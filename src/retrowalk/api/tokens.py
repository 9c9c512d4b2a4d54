"""Where a token comes from: the header of a program, or the cookie of a browser. Never from an address.

The cookie is HttpOnly and SameSite=Strict: nothing on a page can read it, and no other page makes a browser send it.
Over TLS its name binds it to this very host.
"""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie


COOKIE, SECURE_COOKIE = "retrowalk", "__Host-retrowalk"
_BEARER = "bearer "
# As long as a browser keeps a login at the most (s): a month. The site ends it sooner.
LASTS = 30 * 86_400


def token_of(headers: Mapping[str, str]) -> str | None:
    """The token of a request by its lower-case headers; None without one."""
    said = headers.get("authorization", "")
    if said[: len(_BEARER)].lower() == _BEARER:
        return said[len(_BEARER) :].strip() or None
    return _of_cookie(headers.get("cookie", ""))


def _of_cookie(said: str) -> str | None:
    jar = SimpleCookie()
    for pair in said.split(";"):
        try:
            jar.load(pair.strip())
        except CookieError:
            continue
    found = jar.get(SECURE_COOKIE) or jar.get(COOKIE)
    return found.value or None if found else None


def cookie(token: str, *, secure: bool) -> str:
    """The header that gives a browser its token, or with "" takes it away."""
    name, more = (SECURE_COOKIE, "; Secure") if secure else (COOKIE, "")
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={LASTS if token else 0}{more}"
