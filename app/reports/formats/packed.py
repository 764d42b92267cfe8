"""ZIP and gzip around a report: one file inside, or the one that is named; bounded before and after.

Sizes are counted while they are unpacked and not believed from the directory. What is inside is not unpacked
again. No name inside an archive is ever a path here.
"""

import gzip
import io
import zipfile
import zlib
from pathlib import PurePosixPath

from app.errors import Problem
from app.reports.refusal import ReportRefused, ReportTooLarge, refuse, shown

MOST_ENTRIES = 2_000
LARGEST = 512 * 1024 * 1024
MOST_TIMES = 200  # larger than packed; tables of figures reach 30, all-alike bytes 1,000
_ALWAYS = 4 * 1024 * 1024  # a small file may be as repetitive as it likes
_CHUNK = 256 * 1024
_ZIP, _GZIP = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b"
_WORKBOOKS = ("[Content_Types].xml", "xl/workbook.xml", "content.xml")


def unpack(content: bytes, entry: str | None) -> bytes:
    """The file inside an archive, ``entry`` where there are several; other content and workbooks unchanged.

    Raises ReportRefused for a damaged, locked or too large archive, and for archives inside archives.
    """
    if content.startswith(_GZIP):
        inside = _gunzip(content)
    elif content.startswith(_ZIP):
        names = entries(content)
        if is_workbook(names):
            return content
        inside = _unzip(content, _chosen(names, entry))
    else:
        return content
    if inside.startswith(_GZIP) or (inside.startswith(_ZIP) and not is_workbook(entries(inside))):
        raise refuse("archive", "The archive holds another archive; send the report itself, or packed once.")
    return inside


def size_unpacked(content: bytes) -> int:
    """The bytes that a file says it has once it is unpacked; 0 for an archive that is refused at once."""
    if not unpack_is_needed(content):
        return len(content)
    try:
        if content.startswith(_GZIP):
            said = int.from_bytes(content[-4:], "little")
            _refuse_size(said, len(content))
            return said
        entries(content)
        with _opened(content) as archive:
            return sum(one.file_size for one in archive.infolist())
    except ReportRefused:
        return 0


def unpack_is_needed(content: bytes) -> bool:
    """Whether the bytes are an archive or a workbook, and no text as they stand."""
    return content.startswith((*_ZIP, _GZIP))


def is_workbook(names: list[str]) -> bool:
    """Whether a ZIP with these entries is a workbook (XLSX, ODS) and no archive of files."""
    return any(name in names for name in _WORKBOOKS)


def entries(content: bytes) -> list[str]:
    """The names in a ZIP's directory; raises ReportRefused where it is damaged or names too much."""
    with _opened(content) as archive:
        found = archive.infolist()
    if len(found) > MOST_ENTRIES:
        raise refuse("archive", f"The archive has {len(found):,} entries; at most {MOST_ENTRIES:,} are read.")
    packed = sum(one.compress_size for one in found)
    _refuse_size(sum(one.file_size for one in found), max(packed, 1))
    return [one.filename for one in found]


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise _damaged() from error


def _damaged() -> ReportRefused:
    return refuse("archive", "The archive or workbook is damaged or cut off; send it again.")


def _refuse_size(unpacked: int, packed: int) -> None:
    if unpacked > LARGEST:
        message = f"The file is larger than {LARGEST // 1024**2} MiB once it is unpacked; split it by months."
        raise _too_large(message)
    if unpacked > _ALWAYS and unpacked > packed * MOST_TIMES:
        message = f"Unpacked the file is over {MOST_TIMES} times as large as packed, which no report is."
        raise _too_large(message)


def _too_large(message: str) -> ReportTooLarge:
    return ReportTooLarge(message, [Problem("file", "archive_size", message)])


def _chosen(names: list[str], entry: str | None) -> str:
    files = [name for name in names if not name.endswith("/") and not _is_litter(name)]
    if entry is not None:
        if entry in files:
            return entry
        raise refuse("archive", f"The archive has no file “{shown(entry)}”; it has {_listed(files)}.")
    if len(files) == 1:
        return files[0]
    if not files:
        raise refuse("no_rows", "The archive has no file inside.")
    message = f"The archive has {len(files)} files ({_listed(files)}): say in a mapping which, archive.entry."
    raise refuse("archive", message)


def _is_litter(name: str) -> bool:
    """What packing programs add: macOS's forks, hidden files."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _listed(files: list[str]) -> str:
    first = ", ".join(shown(name) for name in files[:5])
    return f"{first}, …" if len(files) > 5 else first or "none"


def _unzip(content: bytes, name: str) -> bytes:
    held = bytearray()
    try:
        with _opened(content) as archive:
            one = archive.getinfo(name)
            if one.flag_bits & 1:
                raise refuse("archive", "The archive is locked with a password; send it without one.")
            with archive.open(one) as file:
                while part := file.read(_CHUNK):
                    held += part
                    _refuse_size(len(held), max(one.compress_size, 1))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _damaged() from error
    return bytes(held)


def _gunzip(content: bytes) -> bytes:
    held = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            while part := file.read(_CHUNK):
                held += part
                _refuse_size(len(held), len(content))
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise _damaged() from error
    return bytes(held)
