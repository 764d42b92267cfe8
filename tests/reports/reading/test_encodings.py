"""Encodings: declared, or proven by strict decoding and known column names, else proposed or asked for."""

import pytest

from tests.reports.written import OK, ONE_QUEUE, read, refused, stated

HEADERS = {
    "gb18030": "日期,请求服务数,人工呼入接通数,请求呼损数",
    "big5": "日期,請求服務數,接通數,放棄數",
    "shift-jis": "日付,着信数,応答数,放棄数",
    "latin-1": "fecha,llamadas recibidas,llamadas atendidas,tiempo total de conversación",
    "utf-16": "日期,请求服务数,人工呼入接通数,请求呼损数",
}
ROWS = "\n2025-03-01,100,90,10\n2025-03-02,120,120,0\n2025-03-03,80,60,20\n"
CODECS = {"big5": "cp950", "shift-jis": "cp932", "latin-1": "cp1252"}


def written(encoding: str, header: str = "") -> bytes:
    return ((header or HEADERS[encoding]) + ROWS).encode(CODECS.get(encoding, encoding))


@pytest.mark.parametrize("encoding", HEADERS)
def test_known_names_prove_an_encoding(encoding: str) -> None:
    reading = read(written(encoding))
    assert (reading.mapping["encoding"], reading.proven) == (encoding, True)
    assert [sheet.totals["offered"] for sheet in reading.sheets] == [100_000_000, 120_000_000, 80_000_000]
    assert [sheet.totals["answered"] for sheet in reading.sheets] == [90_000_000, 120_000_000, 60_000_000]


@pytest.mark.parametrize("encoding", HEADERS)
def test_a_declared_encoding_is_believed(encoding: str) -> None:
    assert read(written(encoding), {"encoding": encoding}).mapping["encoding"] == encoding


@pytest.mark.parametrize("byte_order", ["utf-16-le", "utf-16-be"])
def test_declared_utf_16_needs_no_mark(byte_order: str) -> None:
    content = OK.decode().encode(byte_order)
    assert stated(read(content, {"encoding": "utf-16"}).sheets) == stated(read(OK).sheets)


def test_half_a_character_of_utf_16_is_refused() -> None:
    assert refused(written("utf-16")[:-1]).problems[0].code == "encoding"


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "shift-jis", "latin-1"])
def test_a_header_that_is_known_in_part_is_proposed(encoding: str) -> None:
    names = HEADERS[encoding].split(",")
    header = ",".join([*names[:2], "xyz", names[3]])
    reading = read(written(encoding, header))
    assert (reading.mapping["encoding"], reading.guessed, reading.proven) == (encoding, True, False)
    assert reading.flags[0].code == "confirm_encoding"
    assert encoding.upper() in reading.flags[0].message


def test_what_nothing_proves_is_asked_for_with_the_candidates() -> None:
    content = "date,offered,segment\n2025-03-01,1,客户一\n".encode("gb18030")
    found = refused(content)
    assert found.problems[0].code == "encoding"
    assert "say which encoding it is" in str(found)
    assert "gb18030" in str(found)
    assert found.problems[0].where == f"byte {content.index('客'.encode('gb18030'))}"


def test_bytes_that_fit_nothing_keep_their_place() -> None:
    found = refused(OK + b"2025-03-04,\xff\xff\x81\x81,1,0\n")
    assert "not UTF-8" in str(found)


def test_a_wrong_declaration_is_never_corrected() -> None:
    found = refused(written("gb18030"), {"encoding": "shift-jis"})
    assert found.problems[0].code in ("encoding", "header")


@pytest.mark.parametrize("name", ["接通量", "人工接通量", "接听量", "应答数"])
def test_more_chinese_names_of_answered_calls(name: str) -> None:
    content = f"日期,来电量,{name},放弃量,20秒接通量,5秒放弃量\n2025-03-01,100,90,10,80,3\n"
    reading = read(content.encode("gb18030"), None, ONE_QUEUE)
    assert reading.proven
    assert reading.measures == (
        "abandoned",
        "abandoned_within_5s",
        "answered",
        "answered_within_20s",
        "offered",
    )
