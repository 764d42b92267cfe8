"""What happened that somebody may want to be told: one closed list, and the outbox that it is written to."""

from app.access.events.emit import emit
from app.access.events.kinds import KINDS, Kind

__all__ = ["KINDS", "Kind", "emit"]
