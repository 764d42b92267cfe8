"""Keeping the catalogues: what the pages say, extracted from templates and code, merged into the .po files.

``python -m dashboards.catalogues`` after a change of words; a test fails while a translation is missing.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dashboards.language import DEFAULT, LANGUAGES

HERE = Path(__file__).parent
_METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "say": None, "message": None, "ngettext": (1, 2)}
# Lines of a .po header that say nothing here, or change by the clock.
_UNSAID = tuple(
    f'"{name}'.encode()
    for name in (
        *("Project-Id", "Report-Msgid", "POT-Creation", "PO-Revision"),
        *("Last-Translator", "Language-Team", "Generated-By"),
    )
)


def extracted() -> Catalog:
    """Every message of templates and code, with the files that say it."""
    found = Catalog(project="scorecard", charset="utf-8", fuzzy=False)
    for file, _, message, comments, context in _messages():
        found.add(message, locations=[(f"dashboards/{file}", 0)], auto_comments=comments, context=context)
    return found


def _messages() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    options = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
    yield from extract_from_dir(HERE, _METHODS, options, _KEYWORDS)


def path_of(tag: str) -> Path:
    """Where the catalogue of that language lies."""
    return HERE / "locale" / tag / "LC_MESSAGES" / "messages.po"


def merged(tag: str) -> Catalog:
    """The language's catalogue with today's messages; the source language is its own translation."""
    with path_of(tag).open("rb") as file:
        catalogue = read_po(file, locale=tag)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# What the pages say; kept by `python -m dashboards.catalogues`."
    if tag == DEFAULT:
        for message in catalogue:
            message.string = message.id if message.id else message.string
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as the bytes of its .po file; the same messages give the same bytes."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, omit_header=False, sort_output=True, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_UNSAID))


if __name__ == "__main__":
    for language_tag in LANGUAGES:
        path_of(language_tag).write_bytes(written(merged(language_tag)))
