"""Access tokens of OAuth2 client credentials (RFC 6749 §4.4): asked for, used until shortly before they end.

They are kept in the memory of this process alone, so none is stored, and each source has its own. Of several
pulls that want one at the same time the first asks and the others wait for it: with some providers a new
token ends the older ones.
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus, urlencode

from app.sources.fetching.asking import Asking
from app.sources.outside.ask import Ask
from app.sources.outside.faults import Fault, FetchFailed
from app.sources.outside.transport import MEBIBYTE, Door
from app.sources.secrets.prove import basic

MOST_KEPT = 5_000
NOT_FOUND = 404
UNSAID = 300.0  # seconds that a token is used when the answer does not say how long it holds
LONGEST = 86_400.0
MARGIN = 60.0  # seconds before its end from which a token is not used any more, at most a quarter of its time
LARGEST_ANSWER = MEBIBYTE
LONGEST_TOKEN = 16_000


@dataclass
class _Place:
    """Where the token of one source lies, and who is asking for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    token: str = field(default="", repr=False)
    until: float = 0.0  # on the door's clock


class Tokens:
    """The tokens that this process holds."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        self._lock = threading.Lock()

    def token(self, door: Door, asking: Asking) -> str:
        """Return a token that holds: the one that is kept, else a new one. Raises FetchFailed."""
        place = self._place(asking)
        with place.lock:
            if not place.token or door.clock() >= place.until:
                place.token, place.until = _new(door, asking)
            return place.token

    def forget(self, asking: Asking, refused: str) -> None:
        """Drop the token that the provider refused, unless another has come meanwhile."""
        place = self._place(asking)
        with place.lock:
            if place.token == refused:
                place.token = ""

    def _place(self, asking: Asking) -> _Place:
        """Each source and its very credentials have a place; changed credentials get no older token."""
        said = json.dumps([asking.source, sorted(asking.credentials.items())])
        name = hashlib.sha256(said.encode()).hexdigest()
        with self._lock:
            if len(self._places) >= MOST_KEPT and name not in self._places:
                self._places.pop(next(iter(self._places)))
            return self._places.setdefault(name, _Place())


TOKENS = Tokens()


def _new(door: Door, asking: Asking) -> tuple[str, float]:
    """Ask for a token; return it and until when it is used, on the door's clock."""
    small = replace(door.limits, decoded=LARGEST_ANSWER)
    began = door.clock()
    try:
        answer = replace(door, limits=small).fetch(_request(asking))
    except FetchFailed as failed:
        hint = "; check client id, secret and scope" if failed.status == 400 else ""
        sentence = f"asking for a token: {failed.sentence}{hint}"
        # 404 here is no report that is not there yet, but a source that cannot be asked at all.
        status = None if failed.status == NOT_FOUND else failed.status
        raise FetchFailed(failed.fault, sentence, status, failed.retry_after) from None
    token, seconds = _read(answer.content)
    return token, began + seconds - min(MARGIN, seconds / 4)


def _request(asking: Asking) -> Ask:
    said = asking.credentials
    form = {"grant_type": "client_credentials"}
    form |= {name: said[name] for name in ("scope", "audience") if said.get(name)}
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    if said["client_in"] == "body":
        form |= {"client_id": said["client_id"], "client_secret": said["client_secret"]}
    else:
        headers["authorization"] = basic(quote_plus(said["client_id"]), quote_plus(said["client_secret"]))
    return Ask(said["token_url"], "POST", headers, urlencode(form).encode(), asking.certificate)


def _read(content: bytes) -> tuple[str, float]:
    """Return the token and the seconds that it holds; raise FetchFailed without a word of the answer."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, Mapping) or not _is_token(answer.get("access_token")):
        raise FetchFailed(Fault.NOT_A_REPORT, "asking for a token: the answer holds no access token")
    if str(answer.get("token_type") or "bearer").lower() != "bearer":
        raise FetchFailed(Fault.NOT_A_REPORT, "asking for a token: the answer's token is no bearer token")
    return answer["access_token"], _seconds(answer.get("expires_in"))


def _is_token(found: Any) -> bool:
    plain = isinstance(found, str) and found.isascii() and found.isprintable() and " " not in found
    return plain and 0 < len(found) <= LONGEST_TOKEN


def _seconds(said: Any) -> float:
    """Return for how long a token holds; providers write the seconds as a number or as text."""
    text = str(said)
    if isinstance(said, bool) or not text.isascii() or not text.partition(".")[0].isdecimal():
        return UNSAID
    return min(float(text.partition(".")[0][:12]), LONGEST)
