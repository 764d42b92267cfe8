"""What all processes together have answered in a window."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel


class RateCount(SQLModel, table=True):
    """How often one key was used in its latest window; `key` is a digest, and nobody's data."""

    __tablename__ = "rate_count"

    key: str = Field(primary_key=True, max_length=64)
    window: int = Field(sa_type=BigInteger, index=True)  # minutes since 1970
    count: int = Field(sa_type=Integer)
