"""Where somebody is signed in: listed to them and nobody else, ended one by one or all but this one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select

from app.access.tables import SignIn
from app.access.unit import Work
from app.errors import NotAllowed, NotFound

MOST = 100  # browsers that are listed, those used last


def refuse_token(w: Work) -> None:
    """Raise NotAllowed for a program: its key neither sees nor changes the account of whoever made it."""
    if w.identity.sign_in_id is None:
        raise NotAllowed("A token has no account; sign in with a browser.")


def sign_ins_of(w: Work) -> list[SignIn]:
    """The caller's browsers that are signed in, for whichever organisation; the one used last comes first."""
    refuse_token(w)
    newest = (col(SignIn.last_used_at).desc(), col(SignIn.number).desc())
    return list(
        w.session.exec(
            select(SignIn).where(*_open(w.identity.person_id, w.now)).order_by(*newest).limit(MOST)
        )
    )


def end_sign_in(w: Work, number: UUID) -> None:
    """Sign one of them out, this one too; from its next request on. Raises NotFound for anybody else's."""
    refuse_token(w)
    ended = (
        update(SignIn)
        .where(*_open(w.identity.person_id, w.now), col(SignIn.number) == number)
        .values(revoked_at=w.now)
    )
    if w.session.execute(ended).rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound
    w.audit("sign_in.end", "one", after={"id": str(number)})


def end_others(w: Work) -> int:
    """Sign all of them out but this one; return how many."""
    refuse_token(w)
    found = sign_out_others(w)
    w.audit("sign_in.end", "all others", after={"count": found})
    return found


def sign_out_others(w: Work) -> int:
    """The same for an act that is recorded under its own name."""
    others = update(SignIn).where(
        *_open(w.identity.person_id, w.now), col(SignIn.number) != w.identity.sign_in_id
    )
    return int(w.session.execute(others.values(revoked_at=w.now)).rowcount)  # type: ignore[attr-defined]


def _open(person_id: UUID, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(SignIn.person_id) == person_id,
        col(SignIn.revoked_at).is_(None),
        col(SignIn.expires_at) > now,
        col(SignIn.idle_until) > now,
    )
