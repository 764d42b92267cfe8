"""A guess is stored without asking only where it is proven; else whoever sent the file looks at it first."""

from tests.desk import REF, Desk

PATH = f"/contracts/{REF}/reports"
UNKNOWN = (
    b"Fecha,Incoming Calls,Answered Calls,Abandoned Calls,Foo Bar\n2026-01-02,10,9,1,7\n2026-01-03,10,8,2,7\n"
)


def test_an_unproven_guess_is_shown_and_not_stored(agreed: Desk) -> None:
    answer = agreed.send(UNKNOWN)
    assert answer.status_code == 422, answer.text
    told = {error["where"]: (error["code"], error["message"]) for error in answer.json()["errors"]}
    assert told["column Incoming Calls"] == ("confirm_mapping", "is read as offered (count)")
    assert agreed.shown(f"/contracts/{REF}")["revision"] == 1


def test_a_confirmed_guess_is_stored_and_remembered(agreed: Desk) -> None:
    assert agreed.send(UNKNOWN, params={"confirm": "true"}).status_code == 201
    later = UNKNOWN.replace(b"2026-01-0", b"2026-01-1")
    assert agreed.send(later).status_code == 201


def test_a_form_confirms_too(agreed: Desk) -> None:
    files = {"file": ("enero.csv", UNKNOWN, "text/csv")}
    answer = agreed.ask("provider_clerk", "POST", PATH, files=files, data={"confirm": "true"})
    assert answer.status_code == 201, answer.text


def test_a_header_known_in_part_is_proposed_in_its_encoding(agreed: Desk) -> None:
    content = "日期,来电量,接通量,放弃量,随便什么\n2026-01-02,10,9,1,7\n".encode("gb18030")
    answer = agreed.send(content)
    assert answer.status_code == 422, answer.text
    first = answer.json()["errors"][0]
    assert (first["where"], first["code"]) == ("file", "confirm_encoding")
    assert "GB18030" in first["message"]
    assert agreed.send(content, params={"confirm": "true"}).status_code == 201
