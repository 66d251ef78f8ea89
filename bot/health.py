"""`/healthz`: should this process be started anew? `/readyz`: can it do its work now? For whoever watches over it.

What lies outside (a Slack that is down, a record that cannot be reached) is told by both and fails only the second: a
new start would not mend it, and a program that is killed for it again and again could not go on when it is over.
"""

import json

from bot.serving import Send, answer
from jobs.liveness import Liveness

PATHS = ("/healthz", "/readyz")


async def tell(path: str, liveness: Liveness, send: Send) -> None:
    """503 with the reason when it is not well, else 200, with what lies outside and keeps it from its work."""
    found = await liveness.condition()
    why = found.broken
    if path == "/readyz" and not found.record:
        why = found.outside
    said = {"ok": not why} | ({"why": why} if why else {})
    if found.outside and not why:
        said |= {"outside": found.outside}
    body = json.dumps(said).encode()
    await answer(send, 503 if why else 200, body, {"content-type": "application/json"})
