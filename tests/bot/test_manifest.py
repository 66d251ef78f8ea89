"""What the code uses of Slack is in the manifest, and what the manifest asks for is used."""

import ast
import re
from pathlib import Path

import pytest

from bot import app as slack_app

ROOT = Path(__file__).parents[2]
MANIFEST = (ROOT / "bot" / "manifest.yaml").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")

#: Which of the bot token's scopes a method needs: https://docs.slack.dev/reference/methods. Posting to public channels
#: without an invitation is a scope of its own.
SCOPES_OF = {
    "chat.postMessage": {"chat:write", "chat:write.public"},
    "chat.postEphemeral": {"chat:write"},
    "chat.update": {"chat:write"},
    "views.open": set(),
    "views.push": set(),
    "views.update": set(),
    "views.publish": set(),
    "files.getUploadURLExternal": {"files:write"},
    "files.completeUploadExternal": {"files:write"},
    "auth.test": set(),
    # The app-level token's, not the bot's.
    "apps.connections.open": set(),
}
#: Methods for looking after a post whose arrival is not known, with scopes that are optional and off.
OPTIONAL = {
    "conversations.open": "im:write",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
}
#: Which scope an event needs, and what the manifest calls it: https://docs.slack.dev/reference/events
EVENTS = {
    "app_home_opened": ("app_home_opened", set[str]()),
    "app_mention": ("app_mention", {"app_mentions:read"}),
    # Of all messages only those in the direct messages with the bot are asked for.
    "message": ("message.im", {"im:history"}),
}
_METHOD = re.compile(
    r'"((?:chat|views|apps|auth|bots|calls|conversations|dnd|emoji|files|im|mpim|pins|reactions|reminders|search|team|'
    r'usergroups|users)(?:\.[a-zA-Z]+)+)"'
)
_CALLED = re.compile(r"client\.([a-z]+(?:_[a-z]+)+)\(")


def listed(under: str) -> set[str]:
    """The plain items of the list under a key of the manifest; what stands behind # is off."""
    lines = MANIFEST.splitlines()
    start = next((n for n, line in enumerate(lines) if line.strip() == f"{under}:"), None)
    if start is None:
        return set()
    indent = len(lines[start]) - len(lines[start].lstrip())
    found = set()
    for line in lines[start + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            break
        if match := re.fullmatch(r"\s*- ([\w:.]+)", line):
            found.add(match[1])
    return found


def named(key: str) -> set[str]:
    return set(re.findall(rf"^\s*(?:- )?{key}: (\S+)$", MANIFEST, re.MULTILINE))


def registered(kind: str) -> set[str]:
    """What the app registers with `app.KIND(...)`: constants, names of constants, or each of a tuple of them."""
    tree = ast.parse(Path(slack_app.__file__).read_text("utf-8"))
    loops = {
        node.target.id: node.iter
        for node in ast.walk(tree)
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == kind
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "app"
        ):
            argument = node.args[0]
            argument = loops.get(argument.id, argument) if isinstance(argument, ast.Name) else argument
            value = eval(ast.unparse(argument), vars(slack_app))
            found |= {value} if isinstance(value, str) else set(value)
    return found


def methods() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(_METHOD.findall(text))
        found |= {name.replace("_", ".") for name in _CALLED.findall(text) if name != "api_call"}
    return found


def test_every_command_is_in_the_manifest_and_the_reverse() -> None:
    assert registered("command") == named("command") == {"/licence", "/license"}


def test_names_in_commands_arrive_as_ids() -> None:
    assert MANIFEST.count("should_escape: true") == len(named("command"))


def test_every_shortcut_is_in_the_manifest_and_the_reverse() -> None:
    assert registered("shortcut") | registered("message_shortcut") | registered("global_shortcut") == named(
        "callback_id"
    )


def test_every_event_is_in_the_manifest_and_the_reverse() -> None:
    assert {EVENTS[name][0] for name in registered("event")} == listed("bot_events")
    assert not registered("message")


def test_every_method_of_slack_is_known_with_its_scopes() -> None:
    assert methods() <= {*SCOPES_OF, *OPTIONAL}, "add the method with the scopes it needs"
    assert methods() >= {"chat.postMessage", "auth.test"}


def test_the_scopes_asked_for_are_those_the_code_needs() -> None:
    needed = {"commands"}.union(*(SCOPES_OF[method] for method in methods() - set(OPTIONAL)))
    needed |= set[str]().union(*(EVENTS[name][1] for name in registered("event")))
    assert listed("bot") == needed


@pytest.mark.parametrize("scope", sorted(listed("bot")))
def test_every_scope_has_its_reason_in_the_readme(scope: str) -> None:
    assert re.search(rf"^\| `{re.escape(scope)}` \| \S.+ \|$", README, re.MULTILINE)


@pytest.mark.parametrize("scope", ["groups:history", *sorted(set(OPTIONAL.values()))])
def test_what_looks_after_a_lost_post_is_optional_off_and_explained(scope: str) -> None:
    assert f"# - {scope}" in MANIFEST
    assert f"`{scope}`" in README.partition("optional and **off**")[2]


def test_buttons_forms_and_socket_mode_are_switched_on() -> None:
    for switch in ("is_enabled: true", "socket_mode_enabled: true", "messages_tab_enabled: true"):
        assert switch in MANIFEST
