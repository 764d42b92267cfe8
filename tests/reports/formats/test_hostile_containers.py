"""Hostile table C at the front door: workbooks, archives and XML that are no reports."""

import gzip
import io
import os
import resource
import socket
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from app.reports.formats import workbook as reader
from tests.desk import Desk, calls
from tests.reports.formats.test_workbooks import TABLE, rows, workbook

pytestmark = pytest.mark.slow  # the service as a whole

MIB = 1024 * 1024
AT_ONCE = 106 if os.environ.get("SCORECARD_SOAK") == "1" else 16
SHEET = "xl/worksheets/sheet1.xml"
DAYS = TABLE.replace("45717", "46023").replace("45718", "46024").replace("45719", "46025")  # January 2026


@cache
def bomb(name: str = SHEET, size: int = 256) -> bytes:
    """A workbook whose sheet is so many MiB of blanks; made a MiB at a time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(name, "w") as sheet:
            for _ in range(size):
                sheet.write(b" " * MIB)
    return held.getvalue()


@cache
def packed_bomb() -> bytes:
    held = io.BytesIO()
    with gzip.open(held, "wb") as file:
        file.write(calls())
        for _ in range(256):
            file.write(b"\n" * MIB)
    return held.getvalue()


def altered(content: bytes, name: str, before: str, change: tuple[str, str] = ("", "")) -> bytes:
    """A workbook with one part changed: a text before it, and a word in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for one in old.namelist():
            text = old.read(one).decode()
            new.writestr(one, before + text.replace(*change) if one == name else text)
    return held.getvalue()


@contextmanager
def listening() -> Iterator[tuple[int, list[Any]]]:
    """A port on loopback that nobody may knock at, and who did."""
    knocks: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        done = threading.Event()

        def wait() -> None:
            while not done.is_set():
                try:
                    knocks.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=wait)
        thread.start()
        yield server.getsockname()[1], knocks
        done.set()
        thread.join()


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def one_sentence(answer: Response, *statuses: int) -> str:
    """The code of the refusal: one clear problem, nothing of our inside."""
    assert answer.status_code in statuses, answer.text
    document = answer.json()
    assert len(document["errors"]) == 1
    for inside in ("Traceback", "KeyError", "BadZipFile", "zipfile", "polars", "root:"):
        assert inside not in answer.text
    return str(document["errors"][0]["code"])


def is_alive(desk: Desk) -> None:
    answer = desk.send(workbook({"S": DAYS}))
    assert answer.status_code in (200, 201), answer.text


def test_c01_a_bomb_is_refused_from_the_directory_before_it_is_unpacked(one_agreed: Desk) -> None:
    content = bomb()
    before = peak()
    assert one_sentence(one_agreed.send(content), 413) == "archive_size"
    assert peak() - before < 50 * MIB
    is_alive(one_agreed)


def test_c03_a_value_in_the_last_cell_of_all_takes_no_time_and_no_worker(one_agreed: Desk) -> None:
    far = TABLE + rows(1048576, (1,)).replace("A1048576", "XFD1048576")
    content, before = workbook({"S": far}), resource.getrusage(resource.RUSAGE_CHILDREN)
    assert one_sentence(one_agreed.send(content), 422) == "workbook"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 10
    is_alive(one_agreed)


@pytest.mark.parametrize("kind", ["billion_laughs", "xxe_file", "xxe_http"])
def test_c04_no_entity_is_expanded_read_or_fetched(one_agreed: Desk, kind: str) -> None:
    with listening() as (port, knocks):
        entity = {
            "billion_laughs": "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
            + '<!ENTITY a0 "lol"><!ENTITY a "&a9;">',
            "xxe_file": '<!ENTITY a SYSTEM "file:///etc/passwd">',
            "xxe_http": f'<!ENTITY a SYSTEM "http://127.0.0.1:{port}/">',
        }[kind]
        content = altered(
            workbook({"S": DAYS}), SHEET, f"<!DOCTYPE w [{entity}]>", ("<v>90</v>", "<v>&a;</v>")
        )
        before = peak()
        one_sentence(one_agreed.send(content), 422)
        assert peak() - before < 100 * MIB
    assert knocks == []


def test_c05_entries_and_nesting_have_a_cap(one_agreed: Desk) -> None:
    many = workbook({"S": DAYS}, {f"x{number}": b"" for number in range(20_000)})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as within:
            within.writestr("report.csv", calls())
        archive.writestr("inner.zip", inner.getvalue())
    twice = gzip.compress(gzip.compress(calls()))
    for content in (many, held.getvalue(), twice):
        assert one_sentence(one_agreed.send(content), 422) == "archive"


def test_c06_what_is_packed_is_cut_off_at_the_cap_whoever_says_that_it_is(one_agreed: Desk) -> None:
    content = packed_bomb()
    before = peak()
    assert one_sentence(one_agreed.send(content), 413) == "archive_size"
    declared = one_agreed.send(content, headers={"Content-Encoding": "gzip"})
    assert one_sentence(declared, 413) == "archive_size"
    assert peak() - before < 100 * MIB
    honest = one_agreed.send(gzip.compress(calls()), headers={"Content-Encoding": "gzip"})
    assert honest.status_code == 201, honest.text


def test_c07_a_name_in_an_archive_is_never_a_path(one_agreed: Desk, tmp_path: Path) -> None:
    names = ("../../../evil.csv", "/evil.csv", f"{tmp_path}/evil.csv", "a\\..\\evil.csv")
    for day, name in enumerate(names, 1):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr(name, calls(days=range(day, day + 1)))
        assert one_agreed.send(held.getvalue()).status_code == 201, name
    assert list(tmp_path.rglob("evil*")) == []
    assert not Path("/evil.csv").exists()
    slipping = workbook({"S": DAYS}, {"../../../evil.xml": b"<a/>"})
    assert one_agreed.send(slipping).status_code == 201
    assert not Path("../evil.xml").exists()


def test_c08_macros_are_refused_and_links_to_elsewhere_never_followed(one_agreed: Desk) -> None:
    macro = workbook({"S": DAYS}, {"xl/vbaProject.bin": b"x"})
    assert one_sentence(one_agreed.send(macro), 422) == "content"
    with listening() as (port, knocks):
        target = f"http://127.0.0.1:{port}/book.xlsx"
        links = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" TargetMode="External" Type="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships/externalLinkPath" Target="{target}"/></Relationships>'
        )
        more = {
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": links.encode(),
        }
        assert one_agreed.send(workbook({"S": DAYS}, more)).status_code == 201
    assert knocks == []


def test_c11_a_damaged_workbook_is_one_sentence(one_agreed: Desk) -> None:
    whole = workbook({"S": DAYS})
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            if name != "xl/workbook.xml":
                new.writestr(name, old.read(name))
    assert one_sentence(one_agreed.send(whole[:-200]), 422) == "archive"
    assert one_sentence(one_agreed.send(held.getvalue()), 422) in ("workbook", "archive", "no_rows")


def sent_until_it_is_their_turn(desk: Desk, content: bytes) -> Any:
    """The answer; sent again as often as we are told that others are being read."""
    while (answer := desk.send(content)).status_code == 503:
        assert "retry-after" in answer.headers
    return answer


def test_c12_a_hundred_at_once_take_turns_and_leave_the_service_alive(
    one_agreed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, most, lock = [0], [0], threading.Lock()
    watched = reader._watched

    def counting(child: Any) -> int:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            return watched(child)
        finally:
            with lock:
                now[0] -= 1

    monkeypatch.setattr(reader, "_watched", counting)  # counts, and does what it did
    content, before = bomb(), peak()
    good = [workbook({"S": DAYS.replace(">80<", f">{80 + number}<")}) for number in range(6)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        bombs = [pool.submit(sent_until_it_is_their_turn, one_agreed, content) for _ in range(100)]
        read = [pool.submit(sent_until_it_is_their_turn, one_agreed, one) for one in good]
        while not all(one.done() for one in (*bombs, *read)):
            assert one_agreed.get("/me").status_code == 200
            wait((*bombs, *read), 0.2)
        assert {one.result().status_code for one in bombs} == {413}
        assert {one.result().status_code for one in read} == {201}
    assert 1 <= most[0] <= 2
    assert peak() - before < 400 * MIB
    is_alive(one_agreed)
