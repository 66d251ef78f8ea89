"""What the log's lines are about: ids that every line below carries, and nothing that anybody typed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

Id = int | str

_about: ContextVar[Mapping[str, Id]] = ContextVar("about", default={})  # noqa: B039 - replaced whole, never changed


@contextmanager
def about(**ids: Id) -> Iterator[None]:
    """Every line logged inside, also by tasks begun inside, carries these ids beside those of around it."""
    token = _about.set({**_about.get(), **ids})
    try:
        yield
    finally:
        _about.reset(token)


def begin(**ids: Id) -> None:
    """The same for the rest of this task, where what is begun cannot be wrapped."""
    _about.set({**_about.get(), **ids})


def ids() -> Mapping[str, Id]:
    """What the line that is written now is about."""
    return _about.get()
