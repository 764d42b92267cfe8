"""The catalogue over HTTP: definitions for whoever is signed in, conditional like every answer."""

import pytest

from app.sla.catalogue.known import CATALOGUE
from app.sla.measures import CATALOGUE as MEASURES
from tests.desk import Desk


def test_every_metric_is_told_with_its_formulas(one_desk: Desk) -> None:
    told = {one["name"]: one for one in one_desk.shown("/metrics", "provider_clerk")["items"]}
    assert list(told) == list(CATALOGUE)
    service_level = told["service_level"]
    assert service_level["default"] == ""
    assert {one["name"]: one["formula"] for one in service_level["variants"]} == dict(
        CATALOGUE["service_level"].variants
    )
    (first, _) = told["forecast_error"]["variants"]
    assert (first["procedure"], first["needs"]) == ("call_forecast", ["grain"])


def test_every_measure_is_told(one_desk: Desk) -> None:
    told = {one["name"]: one for one in one_desk.shown("/measures", "outsider_reader")["items"]}
    assert told.keys() > MEASURES.keys()
    assert told["longest_wait_seconds"]["adds"] == "maximum"


@pytest.mark.parametrize("path", ["/metrics", "/measures"])
def test_only_who_is_signed_in_reads_them_and_has_them_already(one_desk: Desk, path: str) -> None:
    assert one_desk.get(path, "").status_code == 401
    first = one_desk.get(path)
    again = one_desk.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
