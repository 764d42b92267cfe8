"""What a judgement was made by, for its evidence: the canonical text of the terms, and the time zones."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from app.sla.evidence import canonical
from app.sla.replaying.record import Rules


def rules_of(document: Mapping[str, Any], sha256: str, zones: str = "") -> Rules:
    """The canonical document of one version of the terms as the evidence names it; by default as of now."""
    return Rules(canonical(document).decode(), sha256, zones or time_zones())


@cache
def time_zones() -> str:
    """The version of the time zone data that this program is pinned to, such as 2026.2."""
    return version("tzdata")
