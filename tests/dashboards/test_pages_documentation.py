"""docs/pages.md keeps one picture of each page of a contract and says what it answers."""

import re
from pathlib import Path

from dashboards.framing import PLACES
from dashboards.language import language
from dashboards.words import question, word

DASHBOARDS = Path(__file__).parents[2] / "dashboards"
DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "pages.md").read_text(encoding="utf-8")
EN = language("en")


def test_every_picture_is_there_and_every_picture_there_is_shown() -> None:
    shown = set(re.findall(r"\(images/pages/([a-z-]+\.png)\)", TEXT))
    assert shown == {path.name for path in (DOCS / "images" / "pages").iterdir()}


def test_every_page_of_a_contract_is_named_with_its_question() -> None:
    for place in PLACES:
        assert f"## {word(EN, place)}\n" in TEXT
        if place != "scorecard":
            assert f"| {question(EN, place)} |" in TEXT


def addresses() -> set[str]:
    """Where pages are read, from the decorators of their routes."""
    found = set[str]()
    for path in (*DASHBOARDS.glob("*.py"), *DASHBOARDS.glob("*/*.py")):
        found |= set(re.findall(r'@router\.get\("(/[^".]*)"\)', path.read_text(encoding="utf-8")))
    return found


def test_every_page_has_its_address_in_the_table() -> None:
    table = " ".join(line.rsplit("|", 2)[1] for line in TEXT.splitlines() if line.startswith("| "))
    known = {_beginning(path.partition("?")[0], "REF") for path in re.findall("`([^`]+)`", table)}
    pages = addresses()
    assert len(pages) > 25
    assert {page for page in pages if _beginning(page, "{ref}") not in known} == set()


def _beginning(path: str, contract: str) -> str:
    return "/".join(path.removeprefix(f"/contracts/{contract}").split("/")[:2])
