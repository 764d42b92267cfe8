"""A file with rows of another contract (I03): a provider of two clients has taken the wrong one."""

import pytest
from sqlmodel import select

from app.reports.tables import Report
from tests.desk import REF, Begin, Desk, agree, with_contract

pytestmark = pytest.mark.slow  # the service as a whole

INBOX = f"/contracts/{REF}/reports"
THEIRS = "BETA-2026-01"  # the same provider's, for another client
HEADER = "contract,date,queue,offered,answered,abandoned"
OURS = f"{REF},2026-01-01,billing,100,93,7"


def row(ref: str) -> str:
    return f"{ref},2026-01-02,billing,777131,777131,0"


def file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


FILES = {
    "other_tenant_contract.csv": file(row(THEIRS)),
    "unknown_contract.csv": file(row("NOBODY-2026-01")),
    "mixed_tenants.csv": file(OURS, row(THEIRS)),
}


def of_two_clients(desk: Desk) -> None:
    """The provider is party to a contract of the outsider as well."""
    with_contract(desk.database, {**desk.organisations, "client": desk.organisations["outsider"]}, THEIRS)


@pytest.fixture
def busy(begin: Begin) -> Desk:
    return begin(agree, of_two_clients)


def test_i03_a_file_of_another_contract_is_refused_and_not_kept(busy: Desk) -> None:
    """The same answer whether there is such a contract or not, and nothing for the wrong client to read."""
    told = []
    for name, content in FILES.items():
        for chosen in ({}, {"refused": "leave_out"}):  # leaving rows out would take half of the wrong file
            sent = busy.send(content, params={"name": name, **chosen})
            assert sent.status_code == 422, sent.text
            document = sent.json()
            inbox = document.pop("report").removeprefix("/api/v1")
            listed = document.pop("refused").removeprefix("/api/v1")
            told.append((document["count"], [one["code"] for one in document["errors"]]))
            assert document["errors"][0]["message"].startswith(f"names another contract than {REF}")
            for who in ("client_administrator", "provider_clerk"):
                assert busy.get(f"{inbox}/file", who).status_code == 410
                seen = busy.get(inbox, who).text + busy.get(listed, who).text + busy.get(INBOX, who).text
                assert "777131" not in seen
                assert THEIRS not in seen
                assert "NOBODY" not in seen
    assert told == [(1, ["contract"])] * 6
    with busy.database.reading() as session:
        assert {bytes(one) for one in session.exec(select(Report.content))} == {b""}
        assert session.exec(select(Report).where(Report.status == "accepted")).all() == []
    january = {"from": "2026-01-01", "to": "2026-02-01"}
    assert busy.shown(f"/contracts/{REF}/measures", params=january)["items"] == []


def test_a_column_that_names_this_contract_is_fine(busy: Desk) -> None:
    assert busy.send(file(OURS)).status_code == 201
