"""How many examples a property is tried on: few and the same ones in `make test`, very many in `make fuzz`."""

from hypothesis import settings

#: As many as hypothesis tries where nobody says otherwise; a run that looks for new examples asks for more.
_USUAL = 100


def few(count: int) -> settings:
    """As many as tell something of a change; as many as the run asks for where it looks for new ones."""
    asked = settings.default.max_examples if settings.default is not None else _USUAL
    return settings(max_examples=asked if asked > _USUAL else count, deadline=None)
