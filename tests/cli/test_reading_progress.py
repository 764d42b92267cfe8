"""A large file says on the terminal how far its reading is."""

from pathlib import Path
from typing import Any

import pytest
from rich.progress import Progress

from app.cli.score import read_watched
from app.reports.context import Context
from app.reports.formats import plain_rows


class Noting(Progress):
    """A bar that nobody sees, and how far it was moved."""

    moved: list[float]

    def update(self, task_id: Any, **given: Any) -> None:
        self.moved.append(given["completed"])
        super().update(task_id, **given)


def test_the_bar_of_a_file_moves_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_rows, "PIECE", 2_000)
    lines = [f"2026-01-{day:02},q{queue},10" for queue in range(30) for day in range(1, 32)]
    path = tmp_path / "january.csv"
    path.write_text("\n".join(["date,queue,offered", *lines]))
    context = Context("Asia/Shanghai", tuple(f"q{queue}" for queue in range(30)))
    bar = Noting(disable=True)
    bar.moved = []
    assert read_watched(bar, path, None, context).reading.rows == 930
    assert bar.tasks[0].description == "Reading january.csv"
    assert bar.moved == sorted(bar.moved)
    assert 0 < bar.moved[0] < 100 == bar.moved[-1]
    assert len(bar.moved) > 5
