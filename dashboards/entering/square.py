"""A QR code as a path of an SVG picture that stands in the page itself: no picture of a secret is fetched."""

import re

import zxingcpp

from dashboards.entering.context import NewSecret, Square

_PATH = re.compile(r'<path d="([^"]+)"')
_SIZE = re.compile(r'<svg width="(\d+)"')


def new_secret(secret: str, address: str) -> NewSecret:
    """A secret as the page shows it: in groups of four, and its address as a picture."""
    groups = (secret[start : start + 4] for start in range(0, len(secret), 4))
    return NewSecret(" ".join(groups), square_of(address))


def square_of(text: str) -> Square:
    """The QR code of a text, with error correction M and a quiet zone of four modules."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_svg()
    path, size = _PATH.search(drawn), _SIZE.search(drawn)
    if path is None or size is None:
        raise RuntimeError("the library draws QR codes in another form than the one that is read here")
    return Square(path[1], int(size[1]))
