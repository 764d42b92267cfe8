"""Style, scripts and icon from the service itself: read once, named by their content, cached for ever.

A request names one of the files known at start; no path of a request ever reaches the file system.
"""

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

import brotli  # type: ignore[import-untyped]
from fastapi import APIRouter, FastAPI, Request, Response

from app.errors import NotFound

FOLDER: Final = Path(__file__).parent / "static"
PREFIX: Final = "/static"
_TYPES: Final = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
    }
)
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file in the encodings that browsers take; ``name`` carries the first digits of its SHA-256."""

    path: Path
    content: bytes = field(repr=False)

    @cached_property
    def name(self) -> str:
        """The file's name with its content's digest before the ending."""
        digest = hashlib.sha256(self.content).hexdigest()[:12]
        return f"{self.path.stem}.{digest}{self.path.suffix}"

    @cached_property
    def brotli(self) -> bytes:
        """The content compressed with brotli: what lies beside the file, else made now (small files)."""
        beside = self.path.with_name(f"{self.path.name}.br")
        return beside.read_bytes() if beside.is_file() else brotli.compress(self.content)

    @cached_property
    def gzip(self) -> bytes:
        """The content for a browser that takes gzip alone (plain http to another host)."""
        return gzip.compress(self.content, 6, mtime=0)

    def answer(self, accepted: str) -> Response:
        """The response in the best encoding that the browser accepts."""
        codings = {part.partition(";")[0].strip() for part in accepted.lower().split(",")}
        for coding in ("br", "gzip"):
            if coding in codings:
                body = self.brotli if coding == "br" else self.gzip
                return self._response(body, {"Content-Encoding": coding})
        return self._response(self.content, {})

    def _response(self, body: bytes, more: dict[str, str]) -> Response:
        headers = {
            "Cache-Control": _FOR_EVER,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        return Response(body, media_type=_TYPES[self.path.suffix], headers=headers | more)


@cache
def assets() -> MappingProxyType[str, Asset]:
    """Every file of the static folder by the name that it is asked for, digest and all."""
    files = sorted(path for path in FOLDER.iterdir() if path.suffix in _TYPES)
    found = [Asset(path, path.read_bytes()) for path in files]
    return MappingProxyType({asset.name: asset for asset in found})


@cache
def address(file: str) -> str:
    """The address of a file of ours; KeyError for one that is not in the static folder."""
    names = {asset.path.name: asset.name for asset in assets().values()}
    return f"{PREFIX}/{names[file]}"


router = APIRouter(include_in_schema=False)


@router.get(f"{PREFIX}/{{name}}")
def serve(request: Request, name: str) -> Response:
    """The named file, immutable; NotFound for any other name."""
    known = assets().get(name)
    if known is None:
        raise NotFound
    return known.answer(request.headers.get("accept-encoding", ""))


def add_assets(app: FastAPI) -> None:
    """Let the app serve style, scripts and icon; they are read now, not at the first request."""
    assets()
    app.include_router(router)
