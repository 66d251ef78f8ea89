"""People in Slack: they type, press, choose and fill in forms, through Bolt, as Slack would send it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import build_app
from bot.settings import load
from tests.bot.conftest import Desk
from tests.fake_slack import FakeSlack
from tests.patience import HANGS

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def answering(client: AsyncWebClient, desk: Desk) -> AsyncApp:
    """The bot as these people meet it: whatever comes of a request has come when the request returns.

    Otherwise two requests are answered in any order, and a form is answered twice where the machine is slow.
    """
    app = build_app(client, desk.db, load(TOKENS), lambda: desk.now, form_seconds=HANGS)
    app.listener_runner.process_before_response = True
    return app


@dataclass
class Person:
    """Somebody in a channel. Every method returns how Slack was acknowledged."""

    app: AsyncApp
    slack: FakeSlack
    user: str = "U0ANN"
    channel: str = "C0MAGNETS"

    async def types(self, text: str, command: str = "/licence") -> BoltResponse:
        body = {
            "command": command,
            "text": text,
            "user_id": self.user,
            "channel_id": self.channel,
            "team_id": "T1",
            "response_url": self.slack.response_url,
            "trigger_id": "1.1",
        }
        return await self.app.async_dispatch(AsyncBoltRequest(body=urlencode(body), mode="socket_mode"))

    async def presses(self, action: str, record: str, **where: Any) -> BoltResponse:
        """A button of the registry, on a message unless `view` says that it is in the Home or a modal."""
        pressed = {"type": "button", "action_id": f"do:{action}:0", "block_id": "b", "value": record}
        return await self._acts(pressed, where)

    async def chooses(self, carried: str) -> BoltResponse:
        """An entry behind the menu of a card."""
        option = {"text": {"type": "plain_text", "text": "x"}, "value": carried}
        return await self._acts({"type": "overflow", "action_id": "more", "selected_option": option}, {})

    async def sends(self, view: Mapping[str, Any], **filled: str | list[str]) -> BoltResponse:
        """A form, with what was filled in by field; what is not named stays as it was shown."""
        values = {block["block_id"]: _state(block, filled) for block in view["blocks"] if block["type"] == "input"}
        body = {
            "type": "view_submission",
            "user": {"id": self.user},
            "team": {"id": "T1"},
            "trigger_id": "1.1",
            "view": {**view, "id": "V1", "state": {"values": values}},
        }
        return await self._request(body)

    async def comes_home(self) -> BoltResponse:
        event = {"type": "app_home_opened", "user": self.user, "channel": "D0APP", "tab": "home"}
        body = {"type": "event_callback", "team_id": "T1", "event_id": "E1", "event": event}
        headers = {"content-type": ["application/json"]}
        return await self.app.async_dispatch(
            AsyncBoltRequest(body=json.dumps(body), headers=headers, mode="socket_mode")
        )

    async def request(self, body: Mapping[str, Any]) -> BoltResponse:
        return await self._request({"user": {"id": self.user}, "team": {"id": "T1"}, "trigger_id": "1.1", **body})

    async def _acts(self, action: Mapping[str, Any], where: Mapping[str, Any]) -> BoltResponse:
        message = {} if "view" in where else {"channel": {"id": self.channel}, "response_url": self.slack.response_url}
        return await self.request({"type": "block_actions", **message, **where, "actions": [action]})

    async def _request(self, body: Mapping[str, Any]) -> BoltResponse:
        payload = urlencode({"payload": json.dumps(body)})
        return await self.app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))


def _state(block: Mapping[str, Any], filled: Mapping[str, str | list[str]]) -> dict[str, Any]:
    element = block["element"]
    said = filled.get(block["block_id"])
    kind = element["type"]
    state: dict[str, Any] = {"type": kind}
    if kind == "plain_text_input":
        state["value"] = said if said is not None else element.get("initial_value")
    elif kind == "conversations_select":
        state["selected_conversation"] = said or element.get("initial_conversation")
    elif kind in ("checkboxes", "multi_external_select"):
        chosen = [{"value": value} for value in said] if isinstance(said, list) else element.get("initial_options", [])
        state["selected_options"] = chosen
    else:
        state["selected_option"] = {"value": said} if said else element.get("initial_option")
    return {element["action_id"]: state}
