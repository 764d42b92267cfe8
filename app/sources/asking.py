"""What a pull of one window asks for, ready to be sent: address, headers, body, and what proves it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.fernet import MultiFernet

from app.errors import Refused
from app.sources.locked import unlock
from app.sources.tables import Source
from app.sources.template import fill, fill_json
from app.sources.transport import Ask
from app.sources.windows import Window


@dataclass(frozen=True)
class Asking:
    """One pull of one window. `body` is a JSON value, None for no body."""

    url: str = field(repr=False)  # may hold a secret
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold credentials
    body: Any = field(default=None, repr=False)

    def first(self) -> Ask:
        """Return its first request; a JSON body is UTF-8 and says its type unless a header does."""
        if self.body is None:
            return Ask(self.url, self.method, self.headers)
        content = json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()
        named = any(name.lower() == "content-type" for name in self.headers)
        typed = {} if named else {"content-type": "application/json"}
        return Ask(self.url, self.method, {**typed, **self.headers}, content)


def asking_of(source: Source, window: Window, zone: ZoneInfo, box: MultiFernet) -> Asking:
    """Return what to ask a source for, with the window filled in. Raises CannotUnlock, Refused."""
    template = body_of(source) if source.method == "POST" else None
    if isinstance(template, str):
        raise Refused("The body of this source is no JSON; give it again as a JSON object.")
    body = fill_json(template, window, zone)
    return Asking(fill(source.url, window, zone), source.method, unlock(box, source.headers), body)


def body_of(source: Source) -> Any:
    """Return the template of the JSON body, None for none; text that an earlier version took as it is."""
    try:
        return json.loads(source.body) if source.body else None
    except ValueError:
        return source.body
