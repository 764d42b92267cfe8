"""Hostile input A: what the bytes are and how they are encoded."""

import random
import struct
import zlib

import pytest

from tests.reports.written import OK, ONE_QUEUE, ROWS, TWO_QUEUES, read, refused, stated, text

BOM = b"\xef\xbb\xbf"
LOST = b"\xef\xbf\xbd"
CHINESE = (
    "日期,请求服务数,人工呼入接通数,请求呼损数\n"
    "2025-03-01,100,90,10\n2025-03-02,120,120,0\n2025-03-03,80,60,20\n"
)


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("content", [b"", BOM, b"\n\n\r\n\n", b"   \t\n"])
def test_nothing_in_it_is_no_rows(content: bytes) -> None:
    found = refused(content)
    assert found.problems[0].code == "no_rows"
    assert "no rows" in str(found)


@pytest.mark.parametrize("content", [text(), text().rstrip(b"\n"), text("", "", ",,,")])
def test_a_header_alone_is_no_data_rows(content: bytes) -> None:
    assert "no data rows" in str(refused(content))


def test_a_byte_order_mark_and_line_ends_change_nothing() -> None:
    expected = stated(read(OK).sheets)
    for same in (BOM + OK, OK.replace(b"\n", b"\r\n"), OK.replace(b"\n", b"\r"), OK.rstrip(b"\n")):
        assert stated(read(same).sheets) == expected


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<!DOCTYPE html><html><body><form>Sign in</form></body></html>", "HTML"),
        (b"\n  <html lang='en'>\n<p>maintenance</p>", "HTML"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (picture(), "PNG"),
        (b"%PDF-1.7\n", "PDF"),
        (bytes(random.Random(7).randbytes(4096)), "control character"),
        (OK.replace(b"100", b"1\x0000"), "control character"),
    ],
)
def test_what_is_no_csv_does_not_match(content: bytes, what: str) -> None:
    found = refused(content)
    assert found.problems[0].code == "content"
    assert "does not match" in str(found)
    assert what in str(found)


def test_utf_16_says_what_it_is_by_its_mark() -> None:
    reading = read(OK.decode().encode("utf-16"))
    assert reading.mapping["encoding"] == "utf-16"
    assert stated(reading.sheets) == stated(read(OK).sheets)


def test_a_declared_gb18030_file_keeps_its_names() -> None:
    rows = [f"{row},账单热线" for row in ROWS]
    content = text(*rows, header="date,offered,answered,abandoned,queue").decode().encode("gb18030")
    reading = read(content, {"encoding": "gb18030"}, TWO_QUEUES)
    assert {sheet.queue for sheet in reading.sheets} == {"billing"}
    segment = text("2025-03-01,1,合同/客户一", header="date,offered,segment").decode().encode("gb18030")
    assert read(segment, {"encoding": "gb18030"}).sheets[0].segment == "合同/客户一"


@pytest.mark.parametrize("encoding", ["gb18030", "gbk"])
def test_undeclared_chinese_under_ascii_names_is_asked_for(encoding: str) -> None:
    rows = [f"{row},账单热线" for row in ROWS]
    content = text(*rows, header="date,offered,answered,abandoned,queue").decode().encode(encoding)
    found = refused(content, None, TWO_QUEUES)
    first = content.index("账".encode(encoding))
    assert found.problems[0].where == f"byte {first}"
    assert "not UTF-8" in str(found)
    assert "say which" in str(found)


def test_gb18030_is_proven_by_a_header_of_known_names() -> None:
    reading = read(CHINESE.encode("gb18030"))
    assert reading.mapping["encoding"] == "gb18030"
    assert reading.proven
    assert stated(reading.sheets) == stated(read(OK).sheets)


def test_one_unknown_name_in_the_header_proves_nothing() -> None:
    unknown = CHINESE.replace("请求呼损数", "随便什么")
    reading = read(unknown.encode("gb18030"))
    assert (reading.guessed, reading.proven) == (True, False)


def test_a_big5_header_is_never_taken_for_gb18030() -> None:
    assert refused("日期,服務總數\n2025-03-01,1\n".encode("big5")).problems[0].code == "encoding"


@pytest.mark.parametrize(
    ("damaged", "at"),
    [
        (OK + "2025-03-04,1,1,0 客".encode()[:-1], len(OK) + 17),
        (OK + b"2025-03-04,\xc0\xb1,1,0\n", len(OK) + 11),
        (BOM + OK + b"2025-03-04,\xff,1,0\n", 3 + len(OK) + 11),
        (OK + "客户".encode() + "客户".encode("gbk") + b"\n", len(OK) + 6),
    ],
)
def test_broken_utf_8_names_its_byte(damaged: bytes, at: int) -> None:
    found = refused(damaged)
    assert found.problems[0].where == f"byte {at}"


def test_a_replacement_character_was_lost_before_it_came() -> None:
    content = BOM + text("2025-03-01,1,", header="date,offered,segment") + LOST
    found = refused(content)
    assert found.problems[0].where == f"byte {content.index(LOST)}"
    assert "U+FFFD" in str(found)


def test_utf_7_is_plain_text_that_names_nothing() -> None:
    content = text(
        *(f"{row},{'账单'.encode('utf-7').decode()}" for row in ROWS),
        header="date,offered,answered,abandoned,queue",
    )
    assert refused(content, None, TWO_QUEUES).problems[0].code == "queue"


def test_a_wrong_declaration_says_so() -> None:
    found = refused(CHINESE.encode("gb18030"), {"encoding": "utf-8"}, ONE_QUEUE)
    assert "declared encoding is wrong" in str(found)
