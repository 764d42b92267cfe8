"""A mapping as YAML or JSON text, to the document and back; every scalar stays what was written."""

from collections.abc import Mapping
from typing import Any

import yaml

from app.reports.mapping.document import Document
from app.terms_files.nodes import Tree, compose

_NUMBERS = frozenset({"schema", "grain", "header_row", "last_lines"})
_TRUTHS = frozenset({"row_number", "empty", "optional"})


def read_mapping_text(text: str) -> tuple[Document, Tree]:
    """The document (not yet checked) and the tree that knows its lines; raises FileFault.

    A text that is no object gives an empty document.
    """
    tree = compose(text)
    document = _typed(tree.root)
    return (document if isinstance(document, dict) else {}), tree


def _typed(value: object, key: str = "") -> object:
    """Texts as they were written, but for the few keys that are numbers or true."""
    if isinstance(value, dict):
        return {name: _typed(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_typed(part) for part in value]
    if key in _NUMBERS and isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return value == "true" if key in _TRUTHS and value in ("true", "false") else value


def write_mapping_text(document: Mapping[str, Any]) -> str:
    """The document as YAML that people may correct and hand in again; what is read of it is the document."""
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=100)
