"""Forgetting messages: what was told, and how it went, is of use while somebody asks why it did not come."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.access.events.tables import Event
from app.database import Database
from app.jobs import scheduled
from app.settings import Settings
from app.telling.people.tables import Notice
from app.telling.tables import WebhookDelivery

KEPT = timedelta(days=90)  # after its end; a delivery may be sent again for as long
# What a sweep finds happens once because its event stands there: the longest period is a year, and is news
# for 45 days after its end.
KEPT_ONCE = timedelta(days=3 * 365)


@scheduled("forget-messages", "47 3 * * *")
def forget_messages(database: Database, _settings: Settings, now: datetime) -> None:
    """Delete deliveries and notices that ended three months ago, and the events behind them."""
    by_itself = col(Event.mark).not_like("% %")  # "report.missing 2026-04" would be found and told again
    over = (
        delete(WebhookDelivery).where(col(WebhookDelivery.ended_at) < now - KEPT),
        delete(Notice).where(col(Notice.ended_at) < now - KEPT),
        delete(Event).where(col(Event.at) < now - KEPT, by_itself),
        delete(Event).where(col(Event.at) < now - KEPT_ONCE),
    )
    for statement in over:
        with database.writing() as session:
            session.execute(statement)
