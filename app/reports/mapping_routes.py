"""Mappings over HTTP: what a file would become, before anything is stored."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.open import find_contract
from app.payloads import Payload
from app.reports.basis import Sent, basis_of, in_force_or_refuse
from app.reports.payloads import Mapping, ProblemShown
from app.reports.preview import Example, Preview, preview
from app.reports.upload import UPLOAD_BODY, Uploaded
from app.reports.whose_word import whose_word

router = APIRouter()


class ExampleShown(Payload):
    """One row: its line in the file, its cells by column, and what it becomes: its key and its measures."""

    line: int
    cells: dict[str, str]
    becomes: dict[str, str]

    @classmethod
    def of(cls, example: Example) -> Self:
        """An example as it is shown."""
        return cls(line=example.line, cells=dict(example.cells), becomes=dict(example.becomes))


class PreviewShown(Payload):
    """What a file would become: the mapping as it was completed, the first five rows, and every doubt.

    `guessed` and not `proven`: it is stored only with `confirm`, or with the mapping once it is looked at.
    """

    mapping: Mapping
    guessed: bool
    proven: bool
    header_line: Annotated[int, Field(description="The line of the header from 1; 0 where there is none.")]
    rows: int
    examples: list[ExampleShown]
    flags: list[ProblemShown]
    problems: list[ProblemShown]
    problem_count: int

    @classmethod
    def of(cls, seen: Preview) -> Self:
        """A preview as it is shown."""
        plain = ("guessed", "proven", "header_line", "rows", "problem_count")
        return cls(
            mapping=seen.mapping,
            examples=[ExampleShown.of(one) for one in seen.examples],
            flags=ProblemShown.listed(seen.flags),
            problems=ProblemShown.listed(seen.problems),
            **{name: getattr(seen, name) for name in plain},
        )


@router.post("/contracts/{ref}/reports/preview", openapi_extra=UPLOAD_BODY)
def preview_report(ref: str, upload: Uploaded, caller: Caller, database: Stored) -> PreviewShown:
    """Show how a file would be read, with five example rows and what they become; nothing is stored.

    422 where no rows can be read at all; faulty rows are listed under `problems`.
    """
    with work(database, caller, "reports:write", writing=False) as w:
        contract = find_contract(w, ref)
        side = whose_word(w, contract.id, upload.side)
        sent = Sent(upload.content, upload.name, side, w.identity.organisation_id, mapping=upload.mapping)
        basis = basis_of(w.session, contract, in_force_or_refuse(w.session, contract), sent, w.now)
    return PreviewShown.of(preview(sent.content, basis.mapping, basis.context))
