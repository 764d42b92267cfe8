"""A table that is read while its bytes go by is the one that it is as a whole, every fault in its place."""

import random
from dataclasses import replace

import pytest

from app.errors import Refused
from app.reports.context import Context
from app.reports.formats import plain_rows
from app.reports.formats.kept import Content, Kept, packed
from app.reports.formats.plain_text import NotPlain
from app.reports.formats.table import Foot
from app.reports.reading import open_plain, read
from app.reports.reading.read import examine, read_report

CONTEXT = Context("Asia/Shanghai", tuple(f"q{queue}" for queue in range(30)))
DAYS = [(queue, day) for queue in range(30) for day in range(1, 32)]
LINES = [f"2026-01-{day:02},q{queue},{10 + (queue * day) % 90}" for queue, day in DAYS]
FILE = "\n".join(["date,queue,offered", *LINES, ""]).encode()
AT = FILE.index(LINES[600].encode())  # far behind the first lines


@pytest.fixture(autouse=True)
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of 3,000 bytes, and a header within the first 2,000."""
    monkeypatch.setattr(plain_rows, "PIECE", 3_000)
    monkeypatch.setattr(open_plain, "_HEAD", 2_000)


def told(content: Content) -> object:
    try:
        reading = read_report(content, None, CONTEXT)
    except Refused as refusal:
        return refusal.message, refusal.problems
    return replace(reading, stated=None, days=None), reading.sheets  # type: ignore[arg-type]


def as_a_whole(content: bytes, monkeypatch: pytest.MonkeyPatch) -> object:
    def never(*_: object) -> None:
        raise NotPlain

    with monkeypatch.context() as only:
        only.setattr(read, "open_plain", never)
        return told(content)


def put(piece: bytes, at: int = AT) -> bytes:
    return FILE[:at] + piece + FILE[at:]


PLAIN = {
    "as it is": FILE,
    "without a last line end": FILE[:-1],
    "with a mark": b"\xef\xbb\xbf" + FILE,
    "lines of Windows": FILE.replace(b"\n", b"\r\n"),
    "needless quotes": FILE.replace(b"q17", b'"q17"'),
    "blank lines": put(b"\n\n  \n"),
    "a total line": FILE + b"Total,,51150\n",
    "other words": put(b"2026-01-01,q1,\n"),
    "many blank lines behind": FILE + b"\n" * 9_000,
    "an empty line of cells": put(b",,\n"),
}
NOT_PLAIN = {
    "a control character": put(b"\x00"),
    "not UTF-8": put(b"\xff"),
    "text that was lost": put("\ufffd".encode()),
    "a quote that opens": put(b'"'),
    "quotes that matter": put(b'2026-01-05,"q3\n",5\n'),
    "a row with too many cells": put(b"2026-01-05,q3,5,5\n"),
    "a row with too few": put(b"2026-01-05\n"),
    "a cell that is too long": put(b"2026-01-05,q3," + b"1" * 40_000 + b"\n"),
    "an old Mac": FILE.replace(b"\n", b"\r"),
    "Chinese": FILE.replace(b"date,queue", "日期,技能组".encode("gb18030")).replace(
        b"offered", "请求服务数".encode("gb18030")
    ),
    "nothing but a header": b"date,queue,offered\n",
}


@pytest.mark.parametrize("name", [*PLAIN, *NOT_PLAIN])
def test_in_pieces_and_as_a_whole_it_says_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (PLAIN | NOT_PLAIN)[name]
    assert told(Kept(packed(content), len(content))) == as_a_whole(content, monkeypatch)


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_plain_is_never_held_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: object) -> bytes:
        raise AssertionError("the file was read as a whole")

    monkeypatch.setattr(read, "whole", never)
    content = PLAIN[name]
    assert len(examine(Kept(packed(content), len(content)), None, CONTEXT).table.lines) >= 930


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_is_looked_at_as_a_whole(name: str) -> None:
    with pytest.raises(NotPlain):
        open_plain.open_plain(NOT_PLAIN[name], {}, CONTEXT).rows(Foot(0, ()))


@pytest.mark.slow
def test_damage_anywhere_is_told_as_it_is_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20261123)
    pieces = [
        b",",
        b'"',
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b" ",
        b"\t",
        b"-",
        b"0",
        b"x",
        b"\xe2\x80\xae",
        b"q99",
    ]
    for _ in range(30):
        content = bytearray(FILE)
        for _ in range(chance.choice((1, 2))):
            at = chance.randrange(len(content))
            content[at : at + chance.choice((0, 1))] = chance.choice(pieces)
        damaged = bytes(content)
        assert told(Kept(packed(damaged), len(damaged))) == as_a_whole(damaged, monkeypatch)
