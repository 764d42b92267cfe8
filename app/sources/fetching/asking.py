"""What a pull of one window asks for, ready to be sent: address, headers, body, and what proves it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.fernet import MultiFernet

from app.access.locked import unlock
from app.errors import Refused
from app.sources.fetching.template import fill, fill_json
from app.sources.fetching.windows import Window
from app.sources.outside.ask import Ask
from app.sources.outside.certificates import ClientCertificate
from app.sources.secrets.hidden import restore
from app.sources.secrets.prove import Plain, proven
from app.sources.tables import Source


@dataclass(frozen=True)
class Asking:
    """One pull of one window. `body` is a JSON value, None for none; `source` names whose tokens it uses."""

    url: str = field(repr=False)  # may hold a secret
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold credentials
    body: Any = field(default=None, repr=False)
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    certificate: ClientCertificate | None = None
    source: str = ""
    paging: Mapping[str, Any] | None = None

    @property
    def needs_token(self) -> bool:
        """Whether a token has to be asked for first."""
        return self.credentials.get("kind") == "oauth2"

    def request(self, token: str = "") -> Ask:
        """Return it as one request with its credentials; JSON is UTF-8 and says its type unless told.

        It follows where the server redirects, as `redirects.py` allows.
        """
        plain = proven(Plain(self.url, self.headers, self.body), self.credentials, token)
        if plain.body is None:
            return Ask(plain.url, self.method, plain.headers, None, self.certificate, follows=True)
        content = json.dumps(plain.body, ensure_ascii=False, separators=(",", ":")).encode()
        named = any(name.lower() == "content-type" for name in plain.headers)
        typed = {} if named else {"content-type": "application/json"}
        headers = {**typed, **plain.headers}
        return Ask(plain.url, self.method, headers, content, self.certificate, follows=True)


def asking_of(source: Source, window: Window, zone: ZoneInfo, box: MultiFernet) -> Asking:
    """Return what to ask a source for, with the window filled in. Raises CannotUnlock, Refused."""
    template = body_of(source) if source.method == "POST" else None
    if isinstance(template, str):
        raise Refused("The body of this source is no JSON; give it again as a JSON object.")
    presented = unlock(box, source.certificate)
    return Asking(
        url=fill(restore(source.url, unlock(box, source.address_values)), window, zone),
        method=source.method,
        headers=unlock(box, source.headers),
        body=fill_json(template, window, zone),
        credentials=unlock(box, source.credentials),
        certificate=ClientCertificate(**presented) if presented else None,
        source=str(source.id),
        paging=source.paging,
    )


def body_of(source: Source) -> Any:
    """Return the template of the JSON body, None for none; text that an earlier version took as it is."""
    try:
        return json.loads(source.body) if source.body else None
    except ValueError:
        return source.body
