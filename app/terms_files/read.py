"""Reading a terms file: the one door for YAML and JSON, files and request bodies and stored versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.sla.evidence import digest
from app.sla.terms import Terms
from app.terms_files.build import Builder
from app.terms_files.nodes import FileFault, Tree, compose
from app.terms_files.schema import terms_schema
from app.terms_files.typed import typed
from app.terms_files.write import document_of

_SCHEMA = terms_schema()


@dataclass(frozen=True, slots=True)
class TermsFile:
    """One version as it was read: the terms, their canonical document, and its SHA-256."""

    terms: Terms
    document: Mapping[str, Any]
    sha256: str


def read_terms(text: str) -> TermsFile:
    """The terms that a YAML or JSON text states; raises FileFault with every fault and its line."""
    terms = _built(compose(text))
    document = document_of(terms)
    return TermsFile(terms, document, digest(document))


def terms_of(document: Mapping[str, Any]) -> Terms:
    """The terms of a canonical document, as it was stored; raises FileFault when it was altered."""
    return _built(Tree(document))


def _built(tree: Tree) -> Terms:
    document, faults = typed(tree, _SCHEMA)
    if faults:
        raise FileFault(faults)
    return Builder(tree.line_of).terms(document)
