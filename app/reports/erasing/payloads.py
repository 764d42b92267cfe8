"""What goes in and out of erasing."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.payloads import Payload
from app.reports.erasing.tables import Retention

Days = Annotated[int | None, Field(ge=1, le=36_500, description="Null: for ever.")]


class EraseBody(Payload):
    """Why a file is erased; it stands in the audit log, so no personal data belongs in it."""

    reason: Annotated[str, Field(min_length=1, max_length=500, examples=["Request 771 of 3 May"])]


class RetentionBody(Payload):
    """For how many days files are kept."""

    personal_days: Annotated[Days, Field(description="Of files of calls or contacts, and of refused files.")]
    all_days: Annotated[Days, Field(description="Of all files.")]


class RetentionShown(RetentionBody):
    """For how many days the files of an organisation's contracts are kept; null: for ever."""

    @classmethod
    def of(cls, rule: Retention | None) -> RetentionShown:
        """The rule as it stands."""
        return cls(
            personal_days=rule.personal_days if rule else None, all_days=rule.all_days if rule else None
        )
