"""Sending: the one door to apprise. Mail goes to the operator's server, chat to services of known hosts.

apprise takes an address for almost anything, our own network included. So a person's chat address is one of a
closed list of services whose host is fixed, or names a host and port that the operator allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import apprise
from apprise.plugins.email import NotifyEmail

from app.errors import Problem, Refused
from app.sources.outside.destinations import Allowed, NotFetchable, plain_host

FIXED = frozenset({"discord", "slack", "tgram", "feishu", "lark", "dingtalk", "wecombot"})
OWN_HOST = frozenset({"json", "jsons", "mmost", "mmosts", "ntfy", "ntfys", "rocket", "rockets"})
SECURE_PORT, PLAIN_PORT = 443, 80


class NotSent(Exception):
    """The message did not go out; the text says why, to whoever looks after it."""


def check_chat(address: str, allowed: Allowed) -> str:
    """What may be shown of a chat address: its kind and host. Raises Refused for one that may not be used."""
    parts = urlsplit(address)
    if parts.scheme in FIXED:
        shown = parts.scheme
    elif parts.scheme in OWN_HOST and _is_allowed(address, allowed):
        shown = f"{parts.scheme}://{parts.hostname}"
    else:
        known = ", ".join(sorted(FIXED))
        raise _refused(f"is none of {known}, nor a host that the operator allows")
    if "verify" in parts.query or apprise.Apprise.instantiate(address) is None:
        raise _refused("cannot be read; write it as apprise's documentation says")
    return shown


def _is_allowed(address: str, allowed: Allowed) -> bool:
    parts = urlsplit(address)
    try:
        port = parts.port or (SECURE_PORT if parts.scheme.endswith("s") else PLAIN_PORT)
        return allowed.host(plain_host(parts.hostname or ""), port)
    except (ValueError, NotFetchable):
        return False


def _refused(why: str) -> Refused:
    sentence = f"This chat address {why}."
    return Refused(sentence, [Problem("chat_address", "chat_address", sentence)])


def send_mail(server: str, to: tuple[str, str], title: str, body: str, headers: Mapping[str, str]) -> None:
    """Send a plain mail by the operator's server (an apprise address). Raises NotSent."""
    plugin = apprise.Apprise.instantiate(server)
    if not isinstance(plugin, NotifyEmail):
        raise NotSent("the mail server of this service is not set up rightly; tell its operator")
    plugin.targets = [to]
    plugin.headers.update(headers)
    _notify(plugin, title, body)


def send_chat(address: str, allowed: Allowed, title: str, body: str) -> None:
    """Send a chat message to an address that passes even now. Raises NotSent."""
    try:
        check_chat(address, allowed)
    except Refused as refused:
        raise NotSent(refused.message) from refused
    _notify(apprise.Apprise.instantiate(address), title, body)


def _notify(plugin: apprise.NotifyBase | None, title: str, body: str) -> None:
    if plugin is None or not plugin.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT):
        raise NotSent("it was not taken; it is tried again")
