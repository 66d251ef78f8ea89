"""Files for people: made on disk, then handed to Slack in three steps, as a message to the asker alone.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import IO, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.advice import PERMANENT
from bot.download import File
from bot.messages import downloads as messages
from bot.messages import slack
from bot.messages.parts import Message

log = logging.getLogger(__name__)

#: Held in memory up to this size, in bytes; larger files lie on disk while they are made.
_IN_MEMORY = 2**20
_SECONDS = 300
#: Files made at the same time; whoever asks meanwhile waits for a turn.
_AT_ONCE = 2


class Porter:
    """Makes files and brings them to people."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def bring(self, file: File, user: str) -> Message | None:
        """Send a file to a person; what to say when it could not be, None when it was."""
        async with self._turns:
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as made:
                lines = await _make(file, made)
                try:
                    await self._upload(file, made, user, lines)
                except SlackApiError as error:
                    data = getattr(error.response, "data", None)  # a body that is no JSON comes as another type
                    code = str(data.get("error", "?")) if isinstance(data, dict) else "?"
                    log.warning("a file was not sent: %s", code)
                    why = PERMANENT.get(code, f"Slack refused ({code})")
                    return messages.no_scope(file) if code == "missing_scope" else messages.not_sent(file, why)
                except (TimeoutError, SlackClientError, aiohttp.ClientError, OSError) as error:
                    log.warning("a file did not reach Slack: %s", type(error).__name__)
                    return messages.not_sent(file, "the connection to Slack was lost")
        return None

    async def _upload(self, file: File, made: IO[bytes], user: str, lines: int) -> None:
        size = made.tell()
        place = await self._call("files.getUploadURLExternal", params={"filename": file.name, "length": size})
        made.seek(0)
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        # Its length is said beforehand: not every file store takes a body in chunks.
        head = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        where = str(place["upload_url"])
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(where, data=_read(made), headers=head, proxy=self._client.proxy) as answer,
        ):
            answer.raise_for_status()
        # A message to a person opens the direct messages with them and says which channel that is.
        opened = await self._call(
            "chat.postMessage", json={"channel": user, **slack.payload(messages.come(file, lines))}
        )
        await self._call(
            "files.completeUploadExternal",
            json={"files": [{"id": place["file_id"], "title": file.name}], "channel_id": opened["channel"]},
        )

    async def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        data = (await self._client.api_call(method, **arguments)).data
        if not isinstance(data, dict):
            raise aiohttp.ClientPayloadError("Slack gave no readable answer")
        return data


async def _make(file: File, made: IO[bytes]) -> int:
    """Write the file; the answer is how many lines it has without its header."""
    lines = -1
    async with aclosing(file.pieces()) as pieces:
        async for piece in pieces:
            lines += await asyncio.to_thread(_write, made, piece)
    return lines


def _write(made: IO[bytes], piece: bytes) -> int:
    made.write(piece)
    return piece.count(b"\r\n")


async def _read(made: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(made.read, 2**18):
        yield piece
