"""Locking the secrets of webhooks and the chat addresses of people with the newest key."""

from __future__ import annotations

from cryptography.fernet import MultiFernet
from sqlmodel import Session, col, select

from app.access.locked import CannotUnlock, relock
from app.telling.people.tables import NoticeChoice
from app.telling.tables import WebhookEndpoint


def relock_told(session: Session, box: MultiFernet) -> tuple[int, list[str]]:
    """Lock them all anew; return how many, and which no key of ours opens: those stay as they are."""
    done, lost = 0, []
    endpoints = select(WebhookEndpoint).where(col(WebhookEndpoint.deleted_at).is_(None))
    for endpoint in session.exec(endpoints.order_by(col(WebhookEndpoint.id)).with_for_update()):
        try:
            endpoint.secrets = relock(box, endpoint.secrets)
            done += 1
        except CannotUnlock:
            lost.append(f"webhook {endpoint.id}")
    choices = select(NoticeChoice).where(col(NoticeChoice.chat_address) != b"")
    for choice in session.exec(choices.with_for_update()):
        try:
            choice.chat_address = relock(box, choice.chat_address)
            done += 1
        except CannotUnlock:
            lost.append(f"chat of person {choice.person_id}")
    return done, lost
