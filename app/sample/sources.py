"""What the sample world offers to be pulled: every report with its address, header, mapping and contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.sample.months import following
from app.sample.providers import PROVIDERS, Provider
from app.sample.published import kinds
from app.sample.world import World

HERE = Path(__file__).parent


@dataclass(frozen=True)
class SampleSource:
    """One report of one provider; `url` holds the places `{start}` and `{end}` (YYYY-MM-DD, end excluded)."""

    slug: str
    provider: str
    contract: str
    kind: str
    url: str
    headers: Mapping[str, str]
    mapping: Path
    windows: tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class SampleTerms:
    """One version of the terms of one contract, as a file."""

    contract: str
    effective: date
    path: Path


def token(one: Provider) -> str:
    """The bearer token that the sample server demands for a provider; no secret."""
    return f"sample-{one.slug}"


def sources(world: World, base_url: str) -> tuple[SampleSource, ...]:
    """Every report of every provider, with the monthly windows of the world."""
    windows = tuple((month, following(month)) for month in world.months)
    return tuple(
        SampleSource(
            slug=one.slug,
            provider=one.name,
            contract=one.contract,
            kind=kind,
            url=f"{base_url}/{one.slug}/{kind}.csv?start={{start}}&end={{end}}",
            headers={"Authorization": f"Bearer {token(one)}"},
            mapping=HERE / "mappings" / f"{one.slug}_{kind}.yaml",
            windows=windows,
        )
        for one in PROVIDERS
        for kind in kinds(one)
    )


def terms() -> tuple[SampleTerms, ...]:
    """Every terms file, by contract and effective date."""
    found = []
    for path in sorted((HERE / "terms").glob("*.yaml")):
        contract, effective = path.stem.split("_")
        found.append(SampleTerms(contract, date.fromisoformat(effective), path))
    return tuple(found)
