"""Idempotency keys: the same request with the same key acts once and is answered the same, for a day.

Key, effect and answer are written in one transaction, so none is there without the others. A second request
with the key that arrives while the first is at work waits for it and is then given its answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Header, Response
from pydantic import Field
from sqlalchemy import delete
from sqlmodel import col

from app.access.tables import IdempotentAnswer
from app.access.unit import Work
from app.database import insert_into
from app.errors import Malformed, Refused

KEPT = timedelta(hours=24)
LONGEST = 255
_PRINTABLE = {"minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]([ -~]*[!-~])?$"}
IdempotencyKey = Annotated[
    Annotated[str, Field(json_schema_extra=_PRINTABLE)] | None,
    Header(alias="Idempotency-Key", description="The same key within a day: the same answer, one effect."),
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status and JSON body; `replayed` when an earlier request did the work."""

    status: int
    body: bytes
    replayed: bool = False

    def response(self) -> Response:
        """The answer as it goes out."""
        headers = {"Idempotent-Replayed": "true"} if self.replayed else {}
        return Response(self.body, self.status, headers, media_type="application/json")


def digest_of(*parts: str | bytes) -> str:
    """The digest of a request: method, path, and all that it says."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(raw).to_bytes(8, "big"))
        total.update(raw)
    return total.hexdigest()


def once(w: Work, key: str | None, digest: str, act: Callable[[], Answer]) -> Answer:
    """The answer of `act`, or the one given before under this key by the same caller.

    `act` runs in the transaction of `w`, which must be one that writes; when it raises, the key is free.
    Raises Malformed for a key that is none, Refused when the key was used for another request.
    """
    if key is None:
        return act()
    if not 1 <= len(key) <= LONGEST or not key.isprintable():
        raise Malformed(f"An Idempotency-Key has 1 to {LONGEST} printable characters.")
    if (earlier := _claim(w, key, digest)) is not None:
        if earlier.request_digest != digest:
            raise Refused("This Idempotency-Key was used for another request; take a new one.")
        return Answer(earlier.status, earlier.body, replayed=True)
    answer = act()
    claimed = w.session.get_one(IdempotentAnswer, _identity_of(w, key))
    claimed.status, claimed.body = answer.status, answer.body
    return answer


def _claim(w: Work, key: str, digest: str) -> IdempotentAnswer | None:
    """Take the key, or return what stands under it. The insert waits for another that is under way."""
    organisation_id, actor_id, _ = mine = _identity_of(w, key)
    old = (
        col(IdempotentAnswer.organisation_id) == organisation_id,
        col(IdempotentAnswer.created_at) < w.now - KEPT,
    )
    w.session.execute(delete(IdempotentAnswer).where(*old))
    new = insert_into(w.session, IdempotentAnswer).values(
        organisation_id=organisation_id,
        actor_id=actor_id,
        key=key,
        request_digest=digest,
        status=0,
        body=b"",
        created_at=w.now,
    )
    taken = w.session.execute(new.on_conflict_do_nothing().returning(col(IdempotentAnswer.key))).first()
    return None if taken else w.session.get_one(IdempotentAnswer, mine)


def _identity_of(w: Work, key: str) -> tuple[UUID, UUID, str]:
    """Keys are each caller's own: another's key says nothing."""
    return w.identity.organisation_id, w.identity.actor_id, key
