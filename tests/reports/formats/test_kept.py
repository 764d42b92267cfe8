"""Files that are compressed on their way in: the same bytes and digest, whatever comes in which parts."""

import hashlib
import random

import pytest
import zstandard

from app.reports.formats import kept
from app.reports.formats.kept import Content, Incoming, Kept, head_of, packed, parts_of, unpacked, whole

BYTES = random.Random(4).randbytes(6_000)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has more than a thousand bytes is large here."""
    monkeypatch.setattr(kept, "HELD", 1_000)


def taken(content: bytes, step: int, size: int) -> tuple[Content, str]:
    incoming = Incoming(size)
    for at in range(0, len(content), step):
        incoming.add(content[at : at + step])
    return incoming.done()


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("count", [0, 1, 1_000, 1_001, 6_000])
def test_a_file_is_the_same_in_whichever_parts_it_comes(count: int, is_announced: bool) -> None:
    content = BYTES[:count]
    for step in (1, 999, 10_000):
        found, digest = taken(content, step, count if is_announced else -1)
        assert isinstance(found, Kept) == (count > 1_000)
        assert (digest, len(found)) == (hashlib.sha256(content).hexdigest(), count)
        assert whole(found) == unpacked(packed(found)) == content
        assert b"".join(parts_of(found, 700)) == content
        assert head_of(found, 50) == content[:50]


def test_what_was_kept_before_is_read_as_ever() -> None:
    assert unpacked(zstandard.ZstdCompressor(level=3).compress(BYTES)) == BYTES
    assert unpacked(packed(b"")) == b""


def test_fewer_bytes_than_were_announced_are_no_file() -> None:
    with pytest.raises(zstandard.ZstdError):
        taken(BYTES, 100, len(BYTES) + 1)
