"""An export as a file on disk, made whole before the first byte is sent: CSV for people, Parquet for tools.

Memory holds one batch of rows at a time, whatever the size of the export. CSV: RFC 4180, no cell that a
spreadsheet would calculate, and a file that the service reads again as it is. Parquet: decimals of six
places, days as dates, intervals as instants of the contract's time zone.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import polars as pl

from app.errors import Unavailable
from app.reports.safe_cells import safe_cells
from app.sla.quantities import MILLION

Format = Literal["csv", "parquet"]
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_LABELS = ("contract", "queue", "segment", "channel")
_KEYS = (*_LABELS, "date", "last_day", "interval_start", "interval_minutes")
_DECIMAL = pl.Decimal(18, 6)  # one measure of one sheet stays below 10^11
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file without a name that is gone when it is closed; its size in bytes and its SHA-256."""

    file: IO[bytes]
    size: int
    sha256: str


def spool(batches: Iterable[pl.DataFrame], form: Format, time_zone: str) -> Spooled:
    """The rows as a file of that form; raises Unavailable where the disk is full."""
    if form == "csv":
        return spooled(lambda out: _write_csv(batches, out))
    return spooled(lambda out: _write_parquet(batches, out, time_zone))


def spooled(write: Callable[[IO[bytes]], None]) -> Spooled:
    """What is written, as a file to send; raises Unavailable where the disk is full."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        write(out)
        return Spooled(out, out.tell(), _digest(out))
    except OSError as fault:
        out.close()
        raise Unavailable(
            "There is no room to make this file just now; try again, or a shorter span."
        ) from fault
    except BaseException:
        out.close()
        raise


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    total = hashlib.sha256()
    while part := file.read(_CHUNK):
        total.update(part)
    file.seek(0)
    return total.hexdigest()


def decimal_texts(name: str) -> pl.Expr:
    """A column of whole millionths as exact decimal text, without needless zeros."""
    value = pl.col(name)
    rest = (value.abs() % MILLION).cast(pl.String).str.zfill(6).str.strip_chars_end("0")
    point = pl.when(rest == "").then(pl.lit("")).otherwise(pl.concat_str(pl.lit("."), rest))
    sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    text = pl.concat_str(sign, (value.abs() // MILLION).cast(pl.String), point)
    return pl.when(value.is_not_null()).then(text).alias(name)


def _as_text(batch: pl.DataFrame) -> pl.DataFrame:
    return batch.with_columns(decimal_texts(name) for name in batch.columns if name not in _KEYS)


def _write_csv(batches: Iterable[pl.DataFrame], out: IO[bytes]) -> None:
    for number, batch in enumerate(batches):
        named = _as_text(batch).with_columns(pl.col(_LABELS).replace("", None))  # an empty text has no quotes
        safe = named.with_columns(safe_cells(name) for name in _LABELS)
        safe.write_csv(out, include_header=number == 0, line_terminator="\r\n")


def _write_parquet(batches: Iterable[pl.DataFrame], out: IO[bytes], time_zone: str) -> None:
    """Each batch is a file of its own first: a Parquet file cannot be added to."""
    with tempfile.TemporaryDirectory() as folder:
        for number, batch in enumerate(batches):
            _typed(batch, time_zone).write_parquet(Path(folder, f"{number:06}.parquet"))
        whole = Path(folder, "whole")
        pl.scan_parquet(f"{folder}/*.parquet").sink_parquet(whole)
        _copy(whole.open, out)


def _typed(batch: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    measures = [name for name in batch.columns if name not in _KEYS]
    typed = _as_text(batch).with_columns(pl.col(name).cast(_DECIMAL) for name in measures)
    if "interval_start" not in batch.columns:
        return typed
    start = pl.col("interval_start").str.to_datetime("%Y-%m-%dT%H:%M%z", time_zone="UTC")
    local = start.dt.convert_time_zone(time_zone)
    placed = typed.with_columns(local, local_start=local.dt.replace_time_zone(None))
    order = [name for name in placed.columns if name != "local_start"]
    order.insert(order.index("interval_start") + 1, "local_start")
    return placed.select(order)


def _copy(opened: Callable[[str], IO[bytes]], out: IO[bytes]) -> None:
    with opened("rb") as source:
        while part := source.read(_CHUNK):
            out.write(part)
