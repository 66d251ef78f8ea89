"""How often Slack may be called. Pure: the moment is an argument, in seconds of any clock that never goes back.

https://docs.slack.dev/apis/web-api/rate-limits: one message a second and channel, a workspace limit above it that is
not published ("several hundred messages a minute"), and a tier for every method.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One call every so many seconds; after a quiet time `burst` calls at once."""

    every: float
    burst: int = 1


#: Of all calls of a method together. Tier 3 is 50 a minute: a burst and what follows it stay below that.
METHODS: Mapping[str, Rate] = {
    "chat.postMessage": Rate(every=1 / 8, burst=8),
    "chat.update": Rate(every=1.35, burst=5),
    "conversations.history": Rate(every=1.35, burst=5),
    "conversations.replies": Rate(every=1.35, burst=5),
    "conversations.open": Rate(every=1.35, burst=5),
}
#: Of the calls of a method to one channel or person.
OUTLETS: Mapping[str, Rate] = {"chat.postMessage": Rate(every=1.0)}

#: Outlets remembered before those that are free again are forgotten.
_REMEMBERED = 1_000


class Pacing:
    """Says how long a call has to wait, and remembers those that were made and what Slack asked for."""

    def __init__(self, methods: Mapping[str, Rate] = METHODS, outlets: Mapping[str, Rate] = OUTLETS) -> None:
        self._methods, self._outlets = methods, outlets
        # When a rate would be spent in full had every call come at its pace.
        self._spent: dict[tuple[str, str], float] = {}
        self._stopped: dict[str, float] = {}

    def wait(self, method: str, outlet: str, moment: float) -> float:
        """Seconds until this call may be made; 0 when it may now."""
        free = [self._stopped.get(method, moment)]
        for key, rate in self._rates(method, outlet):
            free.append(self._spent.get(key, moment) - rate.every * (rate.burst - 1))
        return max(0.0, max(free) - moment)

    def stopped(self, method: str, moment: float) -> float:
        """Seconds of the pause that Slack asked for which are left; 0 when it asked for none."""
        return max(0.0, self._stopped.get(method, moment) - moment)

    def called(self, method: str, outlet: str, moment: float) -> None:
        """A call is made at this moment."""
        for key, rate in self._rates(method, outlet):
            self._spent[key] = max(self._spent.get(key, moment), moment) + rate.every
        if len(self._spent) > _REMEMBERED:
            self._spent = {key: spent for key, spent in self._spent.items() if spent > moment}

    def stop(self, method: str, until: float) -> None:
        """Slack asked for a pause of this method, in the whole workspace."""
        self._stopped[method] = max(until, self._stopped.get(method, until))

    def _rates(self, method: str, outlet: str) -> list[tuple[tuple[str, str], Rate]]:
        kinds = (((method, ""), self._methods.get(method)), ((method, outlet), self._outlets.get(method)))
        return [(key, rate) for key, rate in kinds if rate is not None]
