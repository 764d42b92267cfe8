"""A large file is kept compressed from its first byte on, and unpacked a few megabytes at a time.

Nobody holds its bytes whole but who has to: what is no plain table in UTF-8 is read as one piece.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import zstandard

HELD = 4 * 1024 * 1024  # bytes that are held as they come; what is larger is compressed on its way in
_LEVEL = 1  # on tables of figures no larger for it than 3, and a quarter faster


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes as the database keeps them, and how many they are."""

    packed: bytes = field(repr=False)
    size: int

    def __len__(self) -> int:
        return self.size


Content = bytes | Kept


def parts_of(content: Content, most: int) -> Iterator[bytes]:
    """The bytes, so many at a time; the last part may have fewer."""
    if isinstance(content, bytes):
        yield from (content[at : at + most] for at in range(0, len(content), most))
        return
    with zstandard.ZstdDecompressor().stream_reader(content.packed) as reader:
        while part := reader.read(most):
            yield part


def head_of(content: Content, most: int) -> bytes:
    """The first bytes, so many at most."""
    return next(parts_of(content, most), b"")


def whole(content: Content) -> bytes:
    """All the bytes."""
    return content if isinstance(content, bytes) else unpacked(content.packed)


def unpacked(packed: bytes) -> bytes:
    """The bytes that were packed, with or without a note of how many they are."""
    if zstandard.frame_content_size(packed) >= 0:
        return zstandard.ZstdDecompressor().decompress(packed)
    return b"".join(parts_of(Kept(packed, 0), HELD))


def packed(content: Content) -> bytes:
    """The bytes as they are kept."""
    if isinstance(content, Kept):
        return content.packed
    return zstandard.ZstdCompressor(level=_LEVEL).compress(content)


class Incoming:
    """A file on its way in: every part is told, and at its end there are its digest and its bytes.

    ``size`` is how many bytes were announced; -1 where nobody did.
    """

    def __init__(self, size: int = -1) -> None:
        self.size = 0
        self._digest = hashlib.sha256()
        self._packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj(size=size)
        self._held = bytearray()
        self._packed: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Take the next part."""
        self.size += len(part)
        self._held += part
        if self.size > HELD:
            self._pack()

    def _pack(self) -> None:
        self._digest.update(self._held)
        self._packed.append(self._packer.compress(self._held))
        self._held = bytearray()

    def done(self) -> tuple[Content, str]:
        """The whole file and its SHA-256; to be called once."""
        if self.size <= HELD:
            content = bytes(self._held)
            return content, hashlib.sha256(content).hexdigest()
        self._packed.append(self._packer.flush())
        return Kept(b"".join(self._packed), self.size), self._digest.hexdigest()
