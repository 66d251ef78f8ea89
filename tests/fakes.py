"""Stand-ins that tell stories: ordinary implementations of the seams, without patching anything."""

from collections.abc import Callable
from datetime import datetime

from jobs.deliver import CannotLook, Card, DeliveryError


class Loudspeaker:
    """A Notifier that remembers what it said. `fails` decides per card whether to raise instead."""

    name = "speaker"

    def __init__(self, fails: Callable[[Card], DeliveryError | None] = lambda card: None) -> None:
        self.said: list[Card] = []
        self.edited: list[Card] = []
        self._fails = fails

    def takes(self, outlet: str) -> bool:
        return True

    def turn(self, outlet: str, do: str) -> float:
        return 0.0

    async def find(self, card: Card, since: datetime) -> str | None:
        raise CannotLook("nobody writes down what it says")

    async def send(self, card: Card) -> str:
        self._listen(card)
        self.said.append(card)
        return f"said {len(self.said)}"

    async def edit(self, card: Card) -> None:
        self._listen(card)
        self.edited.append(card)

    def _listen(self, card: Card) -> None:
        error = self._fails(card)
        if error is not None:
            raise error

    def subjects(self) -> list[str]:
        """Who was spoken about, in order."""
        return [alert.subject for card in self.said for alert in card.alerts]


class Mute(Loudspeaker):
    """Never gets a word out."""

    def __init__(self, error: DeliveryError) -> None:
        super().__init__(lambda card: error)
