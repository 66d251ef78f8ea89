"""`admin ...`: what only admins may change. Every change ends in the audit, written by storage with the change."""

from bot.commands.admin import become, claim, deliveries, figures, health, people, review, source, watch
from bot.commands.verbs import Verb

#: In the order help shows them. A form is named by all its words; the longest that fits is meant.
FORMS: tuple[Verb, ...] = (
    become.VERB,
    *watch.VERBS,
    *source.VERBS,
    *review.VERBS,
    *claim.VERBS,
    *figures.VERBS,
    *people.VERBS,
    *deliveries.VERBS,
    *health.VERBS,
)
