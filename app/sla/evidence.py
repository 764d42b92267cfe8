"""Evidence: the canonical form of what a judgement was made from, and its digest.

Canonical JSON here is UTF-8 as it is, keys by code point, no white space, every number a string in its
shortest plain form, no nulls; so both parties get the same bytes and the same SHA-256. What is put into such
a record is told in ``replaying.record``.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from json.encoder import encode_basestring

from app.sla.quantities import decimal_text

quoted = encode_basestring  # a text as JSON has it, without escapes that UTF-8 does not need


def canonical(value: object) -> bytes:
    """The canonical JSON bytes of a document of dicts, lists, texts, whole numbers, fractions and booleans.

    Raises TypeError for anything else; a float above all.
    """
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | Fraction):
        return decimal_text(Fraction(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items() if part is not None}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest(value: object) -> str:
    """The SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value))


def sha256(data: bytes | str) -> str:
    """The SHA-256 of bytes, or of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()
