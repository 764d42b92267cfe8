"""Workbooks: what their cells show, which sheet and row have the table, and hostile ones."""

import base64
import io
import zipfile
import zlib
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from app.reports.formats.values import Written, read_cells
from app.sla.quantities import MILLION, exact, to_millionths
from tests.reports.written import OK, ONE_QUEUE, read, refused, stated

pytestmark = pytest.mark.slow  # each workbook is read by a process of its own
M = 1_000_000
_NAMES = "http://schemas.openxmlformats.org"
_MAIN, _OFFICE = f"{_NAMES}/spreadsheetml/2006/main", f"{_NAMES}/officeDocument/2006/relationships"
_FORMATS = ("General", "yyyy-mm-dd", "0.00%", "[h]:mm:ss", "yyyy-mm-dd hh:mm", "hh:mm")
GENERAL, DATE, PERCENT, DURATION, STAMP, TIME = range(6)
# Three days of one queue under a merged title, written by a spreadsheet program of 2003's form.
XLS = (
    "eNrtWE9IFFEY/73ZWXdXdF1XjTSQRdBy0yCC6KJTUnlSzEOFhbY6I9XqrowLYZcs8xhEnYough26WF36Q3+oW0hg1CEogtXo1Kko6KBO"
    "3/tmptY/gQslJPMb3vfe+977vvfNe9/33pt5NVOanbhbNYtlaIYPi1YIBTk8QSnkViKgdsuSRTcPUrI8/FcIBWkhC/x4VPwyINdQrvcs"
    "FNxRnxMF5igdxxDa0ykjto5oYRsSQtrQRFTgBnHCqGSrokz7mJYxvc09HzPdy5xLTJuob1Z0YUZrj+9xvPioUsNtYUi991nmHXN2ogIv"
    "pBefuyzsvn7sM08lBjZKQ7VahEnQSrcaKcOU9RLcRCEwQmgcHGzU9SzKyQsm8d2KAd/ccH8W8/jryxcg/o+l/MAf+EFaxNX4IexYwb+q"
    "qMAorBMcVeMUBd2qHfmdxlDazMxjP3kLOIWBtnQqc3JgJGZyI/XUExmDHCjd32+Yhk57fiI1fEYWi4BMYiDZM2z0pVP6cKE8LXh3iSzZ"
    "XYo56oqI6ijhcinHXoTeYv7Wl9dtvR1aD3NG+USxz51aaTUsnJcSJByGqw+QLXGW2M70AmvdwuUqpuX0NpTXdVQ4hYNj3Ocit9bROLsY"
    "b7StOeVtVB7/fOhB9fhHrZ7KU62zZ8un3moTqKGZ1UlePmNoEA3i+jWJh5qbC2eP+sC0csV+FVQiju2Wc7iWYEEGIqGU6VOaI/DsyMfH"
    "EsoqEgpLyDmya+582jWFZd2aj2qqM7pvma4nqGZeFIenpdQVIfWeFtLiY6TQtkBdIbWZeVF0sdQcS0lKo9EqqSRXhqbd7+O10/Wa1OBf"
    "ZVw/a+hmDS2s4euvmfLhE9kuHP/1oVmJ4p5soH3+NwrhwYMHDx48ePDgYS2Q9yr7lmXfo/3OrTrg/NdZoLTo/SbZsOhEmp4MfSMeQIpy"
    "EyN5+c8m+IWrS6xRxv1fKHGERjeRRC/bkczbf+krS+S+z5oFI38vhPIdfzEfO//x+D8BCbz5Ng=="
)


def cell(place: str, value: object, style: int = GENERAL) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def rows(first: int, *lines: tuple[object, ...], styles: tuple[int, ...] = (), left: str = "A") -> str:
    made = []
    for number, line in enumerate(lines, first):
        cells = [
            cell(f"{chr(ord(left) + place)}{number}", value, styles[place] if styles else GENERAL)
            for place, value in enumerate(line)
            if value is not None
        ]
        made.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(made)


def workbook(sheets: dict[str, str], more: dict[str, bytes] | None = None, hidden: str = "") -> bytes:
    """An XLSX of sheets by name, each the XML of its rows."""
    numbered = list(enumerate(sheets.items(), 1))
    states = {name: "hidden" if name == hidden else "visible" for name in sheets}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}" state="{states[name]}"/>'
        for n, (name, _) in numbered
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{one}"/>' for n, one in enumerate(_FORMATS))
    used = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(_FORMATS)))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_NAMES}/package/2006/content-types"/>')
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        relations = f"{_NAMES}/package/2006/relationships"
        root = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{relations}">{root}</Relationships>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{relations}">{links}</Relationships>'
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><numFmts>{formats}</numFmts><cellXfs>{used}</cellXfs></styleSheet>',
        )
        for n, (_, xml) in numbered:
            sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{xml}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return held.getvalue()


DAYS = ((45717, 100, 90, 10), (45718, 120, 120, 0), (45719, 80, 60, 20))
NAMES = ("date", "offered", "answered", "abandoned")
TABLE = rows(1, NAMES) + rows(2, *DAYS, styles=(DATE, 0, 0, 0))


def test_a_table_is_the_same_as_from_a_csv() -> None:
    reading = read(workbook({"Report": TABLE}))
    assert (reading.mapping["format"], reading.mapping["table"]["sheet"]) == ("xlsx", "Report")
    assert reading.proven
    assert stated(reading.sheets) == stated(read(OK).sheets)


def test_titles_empty_rows_and_columns_before_the_table_are_passed_over() -> None:
    title = rows(1, ("Monthly report of the hotline",), left="B")
    names, days = rows(4, NAMES, left="B"), rows(6, *DAYS, styles=(DATE, 0, 0, 0), left="B")
    total = rows(9, ("Total", 300, 270, 30), left="B")
    reading = read(workbook({"S": title + names + days + total}))
    assert stated(reading.sheets) == stated(read(OK).sheets)
    assert [flag.where for flag in reading.flags if flag.code == "total_line"] == ["row 9"]


def test_the_sheet_with_the_known_names_is_found_and_another_can_be_named() -> None:
    other = rows(1, NAMES) + rows(2, (45717, 1, 1, 0), styles=(DATE, 0, 0, 0))
    content = workbook(
        {"Notes": rows(1, ("Call us",)), "Data": TABLE, "Later": other, "Old": other}, hidden="Old"
    )
    assert read(content).mapping["table"]["sheet"] == "Data"
    assert read(content, {"table": {"sheet": "Later"}}).rows == 1
    assert read(content, {"table": {"sheet": "Old"}}).rows == 1
    assert "“Notes”, “Data”, “Later”" in str(refused(content, {"table": {"sheet": "Nowhere"}}))


def test_dates_as_text_as_cells_and_as_stamps() -> None:
    texts = rows(1, NAMES) + rows(
        2, ("2025-03-01", 100, 90, 10), ("2025/3/2", 120, 120, 0), ("2025-03-03", 80, 60, 20)
    )
    assert stated(read(workbook({"S": texts})).sheets) == stated(read(OK).sheets)
    stamps = rows(1, ("interval_start", "offered")) + rows(
        2, (45717.375, 5), (45717.395833333336, 7), styles=(STAMP, GENERAL)
    )
    [sheet] = read(workbook({"S": stamps})).sheets
    assert sheet.intervals["offered"][18:20] == (5 * M, 7 * M)


def test_durations_fractions_of_a_day_and_percent_are_what_the_cell_shows() -> None:
    names = ("date", "offered", "answered", "talk_seconds", "Answer Rate")
    table = rows(1, names) + rows(
        2,
        (45717, 100, 90, 1.5, 0.9),
        (45718, 10, 7, 0.0001967592592592593, 0.7),
        styles=(DATE, 0, 0, DURATION, PERCENT),
    )
    reading = read(workbook({"S": table}))
    assert reading.mapping["columns"]["talk_seconds"]["unit"] == "h:mm:ss"
    assert [sheet.totals["talk_seconds"] for sheet in reading.sheets] == [129_600 * M, 17 * M]
    assert "stated_rate_differs" not in {flag.code for flag in reading.flags}
    wrong = rows(1, names) + rows(2, (45717, 100, 90, 1.5, 0.28), styles=(DATE, 0, 0, DURATION, PERCENT))
    assert "stated_rate_differs" in {flag.code for flag in read(workbook({"S": wrong})).flags}
    columns = {"answered": {"expression": '"Share" * offered'}, "offered": {"from": "offered"}}
    shares = rows(1, ("date", "offered", "Share")) + rows(
        2, (45717, 100, 0.07), (45718, 200, 0.285), (45719, 100, 1), styles=(DATE, 0, PERCENT)
    )
    derived = read(workbook({"S": shares}), {"columns": columns, "key": {"date": {"from": "date"}}})
    assert derived.mapping["inputs"] == {"Share": {"unit": "percent"}}
    assert [sheet.totals["answered"] for sheet in derived.sheets] == [7 * M, 57 * M, 100 * M]


def test_times_of_calls_as_fractions_of_a_day() -> None:
    mapping = {
        "calls": {"answered": [{"column": "Answered", "is": ["Y"]}]},
        "columns": {"talk_seconds": {"from": "Talk", "unit": "day"}},
        "key": {"date": {"from": "Date"}, "time": {"from": "Time"}},
    }
    names = ("Date", "Time", "Answered", "Talk")
    table = rows(1, names) + rows(
        2, ("2025-03-01", 0.38400463, "Y", 0.001655093), ("2025-03-01", 0.5, "N", None)
    )
    reading = read(workbook({"S": table}), mapping)
    assert reading.mapping["key"]["time"] == {"from": "Time", "unit": "day"}
    [sheet] = reading.sheets
    assert (sheet.intervals["offered"][18], sheet.intervals["offered"][24]) == (M, M)
    assert sheet.totals["talk_seconds"] == 143_000_035
    clock = rows(1, names) + rows(2, (45717, 0.38400463, "Y", 0.001655093), styles=(DATE, TIME, 0, 0))
    assert read(workbook({"S": clock}), mapping).sheets[0].intervals["offered"][18] == M


def test_fractions_of_a_day_keep_every_digit() -> None:
    cells = [f"0.{n * 7919 % 10**9:09d}{n:011d}"[: 9 + n % 14] for n in range(1, 400)]
    read_at_once = read_cells(pl.Series(cells), "day", Written(), Fraction(86_400))
    exactly = [exact(text) * 86_400 for text in cells]
    assert read_at_once.values.to_list() == [to_millionths(value) for value in exactly]
    assert read_at_once.rounded.to_list() == [(value * MILLION).denominator != 1 for value in exactly]


def test_an_error_in_a_cell_is_missing_and_a_value_beside_the_table_is_refused() -> None:
    broken = TABLE.replace("<v>90</v>", "<v>#DIV/0!</v>").replace('<c r="C2" s="0">', '<c r="C2" t="e">')
    assert "answered" not in read(workbook({"S": broken})).sheets[0].totals
    beside = rows(1, NAMES) + rows(2, (45717, 100, 90, 10, 5), styles=(DATE, 0, 0, 0, 0))
    found = refused(workbook({"S": beside}))
    assert (found.problems[0].where, found.problems[0].code) == ("row 2", "ragged")


def test_the_old_form() -> None:
    reading = read(zlib.decompress(base64.b64decode(XLS)))
    assert (reading.mapping["format"], reading.first_day) == ("xls", date(2025, 3, 1))
    assert [sheet.totals["talk_seconds"] for sheet in reading.sheets] == [129_600 * M, 17 * M, 0]


def test_open_documents() -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(
        "<table:table-row>"
        f'<table:table-cell office:value-type="date" office:date-value="2025-03-0{n}"/>'
        + "".join(f'<table:table-cell office:value-type="float" office:value="{v}"/>' for v in figures)
        + "</table:table-row>"
        for n, figures in ((1, (100, 90, 10)), (2, (120, 120, 0)), (3, (80, 60, 20)))
    )
    names = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in NAMES
    )
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Data">'
        f"<table:table-row>{names}</table:table-row>{body}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    reading = read(held.getvalue())
    assert reading.mapping["format"] == "ods"
    assert stated(reading.sheets) == stated(read(OK).sheets)


@pytest.mark.timeout(120)
def test_a_value_in_the_last_cell_of_all_is_refused_and_nothing_hangs() -> None:
    far = TABLE + rows(1048576, (1,)).replace("A1048576", "XFD1048576")
    found = refused(workbook({"S": far}))
    assert found.problems[0].code == "workbook"
    assert stated(read(workbook({"S": TABLE})).sheets) == stated(read(OK).sheets)


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE w [<!ENTITY a "1"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_no_entity_is_expanded(document_type: str) -> None:
    name = "xl/worksheets/sheet1.xml"
    content = workbook({"S": TABLE})
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for one in old.namelist():
            text = old.read(one).decode()
            new.writestr(
                one, document_type + text.replace("<v>90</v>", "<v>&a;</v>") if one == name else text
            )
    found = refused(held.getvalue())
    assert "root:" not in str(found)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (workbook({"S": TABLE})[:-200], "archive"),
        (workbook({"S": ""}), "no_rows"),
        (workbook({"S": rows(1, ("x", "y"))}), "header"),
        (workbook({"S": TABLE}, {"xl/vbaProject.bin": b"x"}), "content"),
        (workbook({"S": TABLE}, {"xl/workbook.bin": b"x"}), "content"),
        (workbook({"S": TABLE}, {f"x{n}": b"" for n in range(2000)}), "archive"),
        (workbook({"S": TABLE}, {"bomb": bytes(20 * M)}), "archive_size"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "workbook"),
        (b"PK\x03\x04" + bytes(100), "archive"),
    ],
)
def test_hostile_and_damaged_workbooks_are_one_sentence(content: bytes, code: str) -> None:
    found = refused(content, None, ONE_QUEUE)
    assert found.problems[0].code == code
    assert "Traceback" not in str(found)
