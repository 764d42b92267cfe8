"""Packing of intervals: one compressed block a sheet, opened only by the rules that need it."""

import threading
from collections.abc import Iterable, Mapping

import orjson
import zstandard

Intervals = Mapping[str, tuple[int | None, ...]]
_LEVEL = 1  # on blocks of a few kilobytes no larger for it, and twice as fast as 3
_LOCAL = threading.local()  # a compressor is not safe to share between threads, and costly to make anew


def pack(intervals: Intervals) -> bytes | None:
    """The block of a sheet's intervals (millionths by measure), or None when there are none."""
    if not intervals:
        return None
    return _compressor().compress(orjson.dumps(intervals, option=orjson.OPT_SORT_KEYS))


def pack_written(written: Iterable[str]) -> list[bytes]:
    """The blocks of intervals that are canonical JSON already."""
    compress = _compressor().compress
    return [compress(one.encode()) for one in written]


def unpack(block: bytes | None) -> dict[str, tuple[int | None, ...]]:
    """The intervals of a block, exactly as they were packed."""
    if block is None:
        return {}
    found = orjson.loads(zstandard.ZstdDecompressor().decompress(block))
    return {name: tuple(values) for name, values in found.items()}


def _compressor() -> zstandard.ZstdCompressor:
    if not hasattr(_LOCAL, "compressor"):
        _LOCAL.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    made: zstandard.ZstdCompressor = _LOCAL.compressor
    return made
