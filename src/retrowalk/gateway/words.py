"""Fresh words for starts and raises (SR-43): each client has its own, and no client can crowd out another's."""

from secrets import token_urlsafe

from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety.nonces import FRESH_FOR, Nonces, Spent, issued, needed, spent
from retrowalk.safety.roles import Act


# 128 bits: good for 15 s, so nobody guesses one.
WORD_BYTES = 16


class Words:
    """The words that are out. `now` in ms of the monotonic clock."""

    def __init__(self) -> None:
        self._of: dict[str, Nonces] = {}

    def hand_out(self, who: Principal, now: int) -> str:
        """A fresh word for the next start or raise. Raises Refusal: only what may move a belt or a cap gets one."""
        if not who.scopes & {Scope.CONTROL, Scope.ADMIN}:
            raise Refusal(Code.SCOPE if who.scopes else Code.NOT_PAIRED, "this device starts and raises nothing")
        self._forget(now)
        word = token_urlsafe(WORD_BYTES)
        self._of[who.client] = issued(self._of.get(who.client, Nonces()), word, who.client, now)
        return word

    def spend(self, who: Principal, act: Act, word: str, now: int) -> None:
        """Take the word that comes with an act, once. Acts that need none take none. Raises Refusal."""
        if not needed(act):
            return
        try:
            self._of[who.client] = spent(self._of.get(who.client, Nonces()), word, who.client, now)
        except Spent as refused:
            raise Refusal(Code.NONCE_NEEDED, f"to {act}: {refused}", fields={"word": str(refused)}) from None

    def _forget(self, now: int) -> None:
        """Clients whose words are all too old leave nothing behind."""
        self._of = {
            client: nonces
            for client, nonces in self._of.items()
            if any(now - word.at < FRESH_FOR for word in nonces.words)
        }
