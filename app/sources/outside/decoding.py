"""Content codings, undone by ourselves: the end mark is demanded and the decoded bytes are counted.

The HTTP library hands out a gzip stream that was cut off as if it were whole, passes unknown codings through
as data, and unpacks 260 KB into 560 MB. A report that is cut off is wrong numbers, so none of that is taken.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]

OFFERED = "gzip, deflate, br"
PIECE = 65_536  # bytes per piece that is unpacked at once: what a bomb can cost us
GZIP_WINDOW = 31  # zlib's number for "a gzip frame, the largest window"


class NotDecodable(Exception):
    """The body does not hold what its Content-Encoding says; the text says how."""


class Decoder(Protocol):
    """Turns received bytes into decoded ones, in bounded pieces."""

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Yield what these bytes decode to."""

    def finish(self) -> None:
        """Raise NotDecodable unless the end of the stream was seen."""


class Identity:
    """No coding at all."""

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Yield the bytes as they are."""
        yield received

    def finish(self) -> None:
        """Do nothing: the length of the body is HTTP's own matter."""


class Zlib:
    """Gzip (of one or several members), and deflate with the zlib frame of the standard or without it."""

    def __init__(self, *, gzip: bool) -> None:
        self.gzip = gzip
        self.stream = zlib.decompressobj(GZIP_WINDOW) if gzip else None

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Yield decoded pieces of at most PIECE bytes; raise NotDecodable for what is not the coding."""
        while received:
            stream = self._open(received)
            try:
                piece = stream.decompress(received, PIECE)
            except zlib.error:
                raise NotDecodable("the body is not the compressed data that it says it is") from None
            yield piece
            received = stream.unused_data if stream.eof else stream.unconsumed_tail

    def _open(self, received: bytes) -> "zlib._Decompress":
        if self.stream is None:
            framed = received[0] & 0x0F == 8  # RFC 1950: the low half of the first byte names deflate
            self.stream = zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
        elif self.stream.eof:
            if not self.gzip:
                raise NotDecodable("more bytes follow after the end of the compressed data")
            self.stream = zlib.decompressobj(GZIP_WINDOW)
        return self.stream

    def finish(self) -> None:
        """Raise NotDecodable when the stream was cut off."""
        if self.stream is None or not self.stream.eof:
            raise NotDecodable("the compressed data ends in the middle")


class Brotli:
    """Brotli (RFC 7932)."""

    def __init__(self) -> None:
        self.stream = brotli.Decompressor()

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Yield decoded pieces; raise NotDecodable for anything that is not brotli."""
        if self.stream.is_finished():
            raise NotDecodable("more bytes follow after the end of the compressed data")
        try:
            yield self.stream.process(received, output_buffer_limit=PIECE)
            while not self.stream.can_accept_more_data():
                yield self.stream.process(b"", output_buffer_limit=PIECE)
        except brotli.error:
            raise NotDecodable("the body is not the compressed data that it says it is") from None

    def finish(self) -> None:
        """Raise NotDecodable when the stream was cut off."""
        if not self.stream.is_finished():
            raise NotDecodable("the compressed data ends in the middle")


CODINGS: dict[str, Callable[[], Decoder]] = {
    "": Identity,
    "identity": Identity,
    "gzip": lambda: Zlib(gzip=True),
    "x-gzip": lambda: Zlib(gzip=True),
    "deflate": lambda: Zlib(gzip=False),
    "br": Brotli,
}


def decoder_for(content_encoding: str) -> Decoder:
    """Return a decoder for one Content-Encoding header; raise NotDecodable for unknown or stacked codings."""
    make = CODINGS.get(content_encoding.strip().lower())
    if make is None:
        raise NotDecodable(f"the body is coded in another way than we asked for ({OFFERED} or none)")
    return make()
