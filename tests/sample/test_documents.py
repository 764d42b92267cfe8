"""The terms and mappings of the sample world are read by the doors that everybody's documents go through."""

from datetime import UTC, date, datetime

import pytest
import yaml

from app.reports.mapping.document import checked
from app.sample.providers import CLIENT, PROVIDERS
from app.sample.sources import HERE, SampleTerms, sources, terms
from app.sample.world import World
from app.sla.terms import Terms
from app.terms_files.read import read_terms

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SOURCES = sources(World(NOW.date()), "http://127.0.0.1:1")
TERMS = terms()


def read(version: SampleTerms) -> Terms:
    return read_terms(version.path.read_text("utf-8")).terms


@pytest.mark.parametrize("version", TERMS, ids=lambda version: version.path.stem)
def test_terms_are_valid_and_fit_their_provider(version: SampleTerms) -> None:
    found = read(version)
    one = {one.contract: one for one in PROVIDERS}[version.contract]
    assert (found.contract, found.effective) == (version.contract, version.effective)
    assert (found.client, found.provider) == (CLIENT, one.name)
    assert (found.currency, found.timezone) == (one.currency, one.zone)
    queues = [line.name for line in one.lines] + ([one.campaign.name] if one.campaign else [])
    assert [queue.id for queue in found.queues] == queues


def test_one_contract_is_amended_and_asks_for_more() -> None:
    versions = [(version.contract, version.effective) for version in TERMS]
    assert versions == [
        ("MER-BALTIC-2025", date(2025, 5, 1)),
        ("MER-CHENGDU-2025", date(2025, 5, 1)),
        ("MER-CHENGDU-2025", date(2026, 1, 1)),
        ("MER-HARBOR-2025", date(2025, 5, 1)),
        ("MER-IBERICA-2025", date(2025, 5, 1)),
    ]
    before, after = (read(version).targets for version in TERMS if version.contract == "MER-CHENGDU-2025")
    assert [target.id for target in before] == [target.id for target in after]
    assert before[0].expected.within(after[0].expected) is False
    assert after[0].expected.within(before[0].expected)
    assert before[1:] == after[1:]


@pytest.mark.parametrize("path", sorted((HERE / "mappings").glob("*.yaml")), ids=lambda path: path.stem)
def test_mappings_hold_to_the_schema(path) -> None:  # type: ignore[no-untyped-def]
    document = yaml.safe_load(path.read_text("utf-8"))
    assert checked(document, {}) == document
    assert path in {one.mapping for one in SOURCES}


@pytest.mark.parametrize("version", TERMS, ids=lambda version: version.path.stem)
def test_every_target_finds_its_measures_in_the_reports(version: SampleTerms) -> None:
    stated = {
        measure
        for one in SOURCES
        if one.contract == version.contract
        for measure in yaml.safe_load(one.mapping.read_text("utf-8"))["columns"]
    }
    for target in read(version).targets:
        assert target.metric.formula.names <= stated, target.id
