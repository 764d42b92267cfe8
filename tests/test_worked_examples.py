"""Each file of worked_examples/ is a case that a contract lawyer can read: terms, counts, digits expected.

Where a rule looks back, every period from the contract's first one on is judged in order.
`terms` (or `versions`, for amendments) are laid over the shared terms in `worked_examples/shared_terms.yml`.
A file has one `period` with `expected`, or several `cases` over the same terms; or terms that are `refused`.
Everything expected is compared as text, digit for digit.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.sla.beside import Beside, CalendarYear
from app.sla.catalogue.known import CATALOGUE
from app.sla.document import scorecard_document
from app.sla.judging.in_order import assess_in_order
from app.sla.quantities import exact, to_millionths
from app.sla.scorecard import Scorecard
from app.sla.sheets import Sheet
from app.sla.terms import Terms
from app.sla.timeline import Timeline
from app.terms_files.exclusions import read_exclusions
from app.terms_files.nodes import FileFault, compose
from app.terms_files.read import terms_of
from app.terms_files.write import document_of

FOLDER = Path(__file__).parent / "worked_examples"
FILES = sorted(FOLDER.glob("*.yaml"))
KEYS_OF_A_FILE = {
    "title",
    "source",
    "rules",
    "story",
    "terms",
    "versions",
    "counts",
    "other_side",
    "exclusions",
    "calendar",
    "arrived",
    "period",
    "today",
    "expected",
    "cases",
    "refused",
}
KEYS_OF_A_CASE = {
    *("says", "counts", "other_side", "exclusions", "calendar", "arrived"),
    *("period", "today", "expected"),
}
KEYS_OF_COUNTS = {"day", "from", "to", "queue", "segment", "channel", "derived", "intervals"}

Document = Mapping[str, Any]


@cache
def load(path: Path) -> dict[str, Any]:
    root = compose(path.read_text(encoding="utf-8")).root
    assert isinstance(root, dict)
    return root


SHARED = load(FOLDER / "shared_terms.yml")


def versions_of(example: Document) -> list[Terms]:
    return [terms_of({**SHARED, **own}) for own in example.get("versions", [example.get("terms", {})])]


def sheet_of(row: Document) -> Sheet:
    first = date.fromisoformat(row.get("day") or row["from"])
    last = date.fromisoformat(row.get("day") or row["to"])
    numbers = {name: to_millionths(exact(text)) for name, text in row.items() if name not in KEYS_OF_COUNTS}
    slack = {name: to_millionths(exact(text)) for name, text in row.get("derived", {}).items()}
    columns = intervals_of(row.get("intervals", {}))
    numbers |= {name: sum(value or 0 for value in column) for name, column in columns.items()}
    place = row.get("queue", "calls"), row.get("segment", ""), row.get("channel", "voice")
    return Sheet(*place, first, last, 1440 * ((last - first).days + 1), numbers, columns, slack)


def intervals_of(part: Document) -> dict[str, tuple[int | None, ...]]:
    """`{minutes: 30, from: "08:00", offered: 100 90 0}`: one after the other from then; the rest unstated.

    `day` is how many hours the day has where they are not 24.
    """
    if not part:
        return {}
    minutes, (hour, minute) = int(part["minutes"]), part.get("from", "00:00").split(":")
    before = (int(hour) * 60 + int(minute)) // minutes
    columns: dict[str, tuple[int | None, ...]] = {}
    for name, texts in part.items():
        if name not in ("minutes", "from", "day"):
            stated = [to_millionths(exact(text)) for text in texts.split()]
            after = int(part.get("day", "24")) * 60 // minutes - before - len(stated)
            columns[name] = (*[None] * before, *stated, *[None] * after)
    return columns


def cases() -> Iterator[Any]:
    for path in FILES:
        example = load(path)
        for number, case in enumerate(example.get("cases", [example]), 1):
            if "refused" not in example:
                yield pytest.param(example, {**example, **case}, id=f"{path.stem}-{number}")


def beside_of(case: Document, terms: Terms) -> Beside:
    """What counts beside the figures: the other side's, exclusions, and confirmed years of the calendar."""
    excluded = read_exclusions(json.dumps(case["exclusions"]), terms.zone) if "exclusions" in case else ()
    return Beside(
        other=[sheet_of(row) for row in case.get("other_side", [])],
        exclusions=excluded,
        calendar=tuple(year_of(part) for part in case.get("calendar", [])),
        arrived=date.fromisoformat(case["arrived"]) if "arrived" in case else None,
    )


def year_of(part: Document) -> CalendarYear:
    """`{year: 2026, holidays: [2026-01-01], makeup_days: [2026-01-04]}`, confirmed."""
    off, worked = (
        frozenset(date.fromisoformat(day) for day in part.get(key, ())) for key in ("holidays", "makeup_days")
    )
    return CalendarYear(int(part["year"]), off, worked, "confirmed")


def card_of(example: Document, case: Document) -> Scorecard:
    timeline = Timeline(versions_of(example))
    due = timeline.labelled(case["period"])
    today = date.fromisoformat(case["today"]) if "today" in case else due.period.end
    sheets = [sheet_of(row) for row in case["counts"]]
    beside = beside_of(case, due.terms)
    (card,) = assess_in_order(timeline, [due], lambda _: sheets, today, lambda _: beside)
    return card


@pytest.mark.parametrize(("example", "case"), [*cases()])
def test_gives_the_expected_digits(example: Document, case: Document) -> None:
    document = scorecard_document(card_of(example, case))
    expected = dict(case["expected"])
    targets = expected.pop("targets", {})
    found = {line["id"]: line for line in document["targets"]}  # type: ignore[attr-defined]
    assert {name: digits(found[name], wanted) for name, wanted in targets.items()} == targets
    assert digits(document, expected) == expected


def digits(document: Document, wanted: Document) -> dict[str, object]:
    """What the scorecard says for exactly the keys that the example states; `exact` is a fraction."""
    found: dict[str, object] = {}
    for key, part in wanted.items():
        if key == "exact":
            ratio = Fraction(str(part))
            assert Fraction(document["numerator"]) / Fraction(document["denominator"]) == ratio
            found[key] = part
        elif isinstance(part, dict):
            found[key] = digits(document[key], part)
        else:
            found[key] = plain(document[key])
    return found


def plain(value: object) -> object:
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return (
        "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    )


@pytest.mark.parametrize(
    "path", [path for path in FILES if "refused" in load(path)], ids=lambda path: path.stem
)
def test_is_refused_with_the_expected_words(path: Path) -> None:
    example = load(path)
    with pytest.raises(FileFault) as refusal:
        versions_of(example)
    assert example["refused"] in str(refusal.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_complete_and_holds_nothing_that_is_not_read(path: Path) -> None:
    example = load(path)
    assert example.keys() <= KEYS_OF_A_FILE
    assert all(case.keys() <= KEYS_OF_A_CASE for case in example.get("cases", []))
    assert example["title"]
    assert example["source"]
    stated = [case for case in example.get("cases", [example]) if "expected" in case]
    assert "refused" in example or all(case["expected"] for case in stated)
    assert "refused" in example or len(stated) == len(example.get("cases", [example]))


@pytest.mark.parametrize(
    "path", [path for path in FILES if "refused" not in load(path)], ids=lambda path: path.stem
)
def test_its_terms_are_written_and_read_again_without_loss(path: Path) -> None:
    for terms in versions_of(load(path)):
        assert terms_of(document_of(terms)) == terms


def test_every_metric_has_an_example() -> None:
    judged = {
        target.metric.name
        for path in FILES
        if "refused" not in (example := load(path))
        for terms in versions_of(example)
        for target in terms.targets
    }
    assert set(CATALOGUE) - judged == set()


NAMED_BY_THE_RULES = """
83.02% 86.00% 81.13% 82.69% 82.08% 81.90% 5.66% 4.76% 65.35% 0.82% 79.96% 67.00% 79.995%
10.00% 13.33% 2000.00 12000.00 5000.00 80645.16 169354.84 3.20 30000.00 10000.00
"""


@pytest.mark.parametrize("digits_named", NAMED_BY_THE_RULES.split())
def test_every_number_that_the_rules_name_is_expected_by_some_example(digits_named: str) -> None:
    expected = [
        path.name
        for path in FILES
        if digits_named in path.read_text(encoding="utf-8").partition("expected:")[2]
    ]
    assert expected
