"""The record of a soak run: what ran, how often, how long; nothing about the machine."""

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest


class Recorder:
    """A pytest plugin that writes `docs/soak/YYYY-MM-DD.txt` at the end of a run.

    A soak test states its full counts with the `record_property` fixture; they stand beside its duration.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.began = time.monotonic()
        self.outcomes: Counter[str] = Counter()
        self.lines: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count each test once: by its call, or by the phase that failed or skipped it."""
        if report.when != "call" and report.passed:
            return
        self.outcomes[report.outcome] += 1
        if "soak" in report.keywords or report.user_properties or report.failed:
            counts = ", ".join(f"{name} {value}" for name, value in report.user_properties)
            self.lines.append(
                f"{report.outcome:8}{report.duration:9.1f} s  {report.nodeid}  {counts}".rstrip()
            )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the record; a second run on the same day replaces the first."""
        commit = subprocess.run(
            ["git", "-c", "safe.directory=*", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        )
        counted = ", ".join(f"{number} {outcome}" for outcome, number in sorted(self.outcomes.items()))
        today = datetime.now(UTC).date()
        head = [
            f"Soak run of {today}, commit {commit.stdout.strip()}, Python {sys.version.split()[0]}",
            f"{counted or 'nothing ran'} in {time.monotonic() - self.began:.0f} s",
        ]
        path = self.folder / f"{today}.txt"
        path.write_text("\n".join([*head, "", *sorted(self.lines), ""]), encoding="utf-8")
