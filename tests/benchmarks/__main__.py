"""`make bench`: ratios to hand-written references, on SQLite and PostgreSQL, as a table.

This process stays small: a child inherits the peak memory of the one that starts it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.benchmarks.measured import Row, as_json, table
from tests.benchmarks.sizes import BY_NAME, Sizes

PARTS = ("ingest", "judging")
NAMED = ("scoring", "pages", "paint")  # each with a size of its own
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Runs every part on both databases and prints one table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="a million rows, 1,000 contracts; takes minutes")
    size.add_argument("--scoring", action="store_true", help="1,000 contracts × 8 targets × 1 month alone")
    size.add_argument("--tiny", action="store_true", help="only whether everything runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there as well")
    parser.add_argument("--only", choices=(*PARTS, *NAMED), help="one part alone")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one database alone")
    given = parser.parse_args()
    chosen = [size for size in BY_NAME if getattr(given, size, False)]
    name, only = (chosen or ["default"])[0], "scoring" if given.scoring else given.only
    if only in ("pages", "paint") and not chosen:
        name = only
    rows: list[Row] = []
    for kind in [given.database] if given.database else ["sqlite", "postgresql"]:
        with _databases(kind) as urls:
            for part in [only] if only else PARTS:
                rows += [row for found in _part(part, name, BY_NAME[name], urls) for row in found]
    print(table(rows))
    if given.json:
        given.json.write_text(json.dumps({"sizes": name, "rows": as_json(rows)}, indent=1) + "\n")


def _part(part: str, name: str, sizes: Sizes, urls: Iterator[str]) -> Iterator[list[Row]]:
    if part != "ingest":
        yield _child(part, next(urls), name)
        return
    for rows in sizes.rows:
        yield _child(part, next(urls), name, str(rows))


def _child(part: str, url: str, *given: str) -> list[Row]:
    print(f"{part} {' '.join(given)} on {url.split(':', maxsplit=1)[0]} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "tests.benchmarks.child", part, url, *given]
    environment = {**os.environ, "PYTHONTZPATH": ""}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return [Row(**found) for found in json.loads(done.stdout)]


@contextmanager
def _databases(kind: str) -> Iterator[Iterator[str]]:
    """Addresses of as many empty databases of the kind as are asked for; all are gone afterwards."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield (f"sqlite:///{folder}/{number}.db" for number in range(1_000))
    else:
        with postgres.running_server() as server:
            yield (server.create(f"bench_{number}") for number in range(1_000))


if __name__ == "__main__":
    main()
