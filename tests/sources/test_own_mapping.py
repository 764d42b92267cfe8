"""A source's own mapping is versioned by what it says, though the header of its answers stays the same."""

import pytest
from sqlmodel import select

from app.reports.tables import MappingVersion, SheetRow
from app.sources.tables import Source
from tests.sources.conftest import PATIENT, World
from tests.sources.faulty_provider import answer, raw

pytestmark = pytest.mark.slow  # the service as a whole

CSV = b"date,offered,answered,wait\n2026-01-05,10,9,90\n"


def mapping(**wait: str) -> dict[str, object]:
    columns = {"offered": {"from": "offered"}, "answered": {"from": "answered"}, "wait_seconds": wait}
    return {"schema": 1, "columns": columns, "key": {"date": {"from": "date"}}}


def test_another_unit_or_expression_is_another_version_and_another_reading(one_world: World) -> None:
    one_world.provider.answers["moody"] = raw(answer(CSV))
    said = (
        mapping(**{"from": "wait", "unit": "s"}),
        mapping(**{"from": "wait", "unit": "min"}),
        mapping(expression="2 * offered", unit="s"),
    )
    source = one_world.source("moody", mapping=said[0])
    outcomes = []
    for one in said:
        with one_world.database.writing() as session:
            found = session.get_one(Source, source)
            found.mapping = one
            session.add(found)
        outcomes += [one_world.pull(source, limits=PATIENT) for _ in range(2)]
    assert outcomes == ["accepted", "unchanged"] * 3
    with one_world.database.reading() as session:
        versions = list(session.exec(select(MappingVersion).order_by(MappingVersion.number)))
        sheets = list(session.exec(select(SheetRow).order_by(SheetRow.from_revision)))
    assert [(one.number, one.mapping["columns"]["wait_seconds"]) for one in versions] == [
        (number, one["columns"]["wait_seconds"])  # type: ignore[index]
        for number, one in enumerate(said, 1)
    ]
    assert len({one.line_id for one in versions}) == 1
    assert [one.report_id for one in versions] == [one.id for one in one_world.reports()]
    waits = [sheet.totals["wait_seconds"] // 1_000_000 for sheet in sheets]
    assert waits == [90, 5400, 20]
