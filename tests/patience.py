"""Waiting for what others do: for the thing itself, and for as long as the busiest machine may take."""

import asyncio
from collections.abc import Awaitable, Callable

#: Seconds after which something hangs. No story may depend on how long it is: it only ends what would never end.
HANGS = 120.0


async def eventually(holds: Callable[[], Awaitable[bool]]) -> None:
    """Until it holds. Raises TimeoutError when it never does."""
    async with asyncio.timeout(HANGS):
        while not await holds():  # noqa: ASYNC110  what is asked for has no event of its own
            await asyncio.sleep(0.01)
