"""Packing of intervals: one compressed block a sheet, opened only by the rules that need it."""

from collections.abc import Mapping

import orjson
import zstandard

Intervals = Mapping[str, tuple[int | None, ...]]
_LEVEL = 3


def pack(intervals: Intervals) -> bytes | None:
    """The block of a sheet's intervals (millionths by measure), or None when there are none."""
    if not intervals:
        return None
    return zstandard.ZstdCompressor(level=_LEVEL).compress(
        orjson.dumps({name: list(values) for name, values in sorted(intervals.items())})
    )


def unpack(block: bytes | None) -> dict[str, tuple[int | None, ...]]:
    """The intervals of a block, exactly as they were packed."""
    if block is None:
        return {}
    found = orjson.loads(zstandard.ZstdDecompressor().decompress(block))
    return {name: tuple(values) for name, values in found.items()}
