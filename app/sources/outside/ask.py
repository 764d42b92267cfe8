"""What is asked of another server, and the whole answer that came."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.sources.outside.certificates import ClientCertificate


@dataclass(frozen=True)
class Ask:
    """One request: method, URL, headers, and a body for POST."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold credentials
    body: bytes | None = field(default=None, repr=False)
    certificate: ClientCertificate | None = None  # presented when the server asks for one
    for_status: bool = False  # only whether it was taken is wanted: nothing of the answer's body is read
    follows: bool = False  # where the server redirects, a few times


@dataclass(frozen=True)
class Fetched:
    """A whole answer: status (2xx or 304), headers in lower case, decoded bytes, bytes received, seconds."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    received: int
    seconds: float
