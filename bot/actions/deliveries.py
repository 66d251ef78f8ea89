"""Letting go what is held: the command does it, and asks who may. Settling what may have arrived is `settling`."""

from bot.actions.cards import by_verb
from bot.actions.registry import Action

ACTIONS = (Action(name="delivery_release", run=by_verb("admin deliveries release {}")),)
