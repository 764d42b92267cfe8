"""Mappings over HTTP: what a file would become, and how each kind of file is read, version by version."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import Field

from app.access.credentials import Caller
from app.access.idempotent import Answer, IdempotencyKey, digest_of, once
from app.access.routes import Stored
from app.access.unit import Work, work
from app.contracts.open import find_contract
from app.payloads import Cursor, Id, Limit, Page, Payload, cursor_of, read_cursor
from app.reports.arriving.answers import later
from app.reports.arriving.large import is_large, put_in_line
from app.reports.arriving.places import PlaceToRead
from app.reports.arriving.upload import UPLOAD_BODY, Uploaded
from app.reports.keeping.basis import Ahead, Sent, basis_of, in_force_or_refuse
from app.reports.keeping.inbox import find_report
from app.reports.keeping.mapping_versions import correct_mapping, etag_of, present_mappings, versions
from app.reports.keeping.reread import Reread, plan_rereading, reading_that_counts, reread, sent_again
from app.reports.keeping.whose_word import whose_word
from app.reports.payloads import Mapping, MappingGiven, PresetGiven, ProblemShown, ReceivedShown, UploadShown
from app.reports.presets.choose import with_preset
from app.reports.reading.preview import Example, Preview, preview
from app.reports.tables import MappingVersion

router = APIRouter()
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=100)]


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


class MappingShown(Payload):
    """One version of how files with one header, of one source, are read; `id` is that of the kind of file."""

    id: Id
    side: Literal["provider", "client"]
    kind: Annotated[str, Field(description="What such a file is: csv, json, xlsx …")]
    columns: Annotated[list[str], Field(description="The header by which such a file is known.")]
    version: int
    origin: Annotated[
        Literal["given", "read", "corrected"],
        Field(description="It came with a file, was completed from one, or was written by hand."),
    ]
    mapping: Mapping
    person_id: Id | None
    report_id: Annotated[Id | None, Field(description="The first report that was read by it.")]
    source_id: Annotated[Id | None, Field(description="Of what is pulled; null for files that are sent.")]
    created_at: datetime

    @classmethod
    def of(cls, version: MappingVersion) -> Self:
        """A version as it is shown."""
        same = {name: getattr(version, name) for name in cls.model_fields if name not in ("id", "version")}
        return cls(id=version.line_id, version=version.number, **same)


class MappingBody(Payload):
    """The corrected mapping: the whole document, or what lies over a `preset` that it names."""

    mapping: MappingGiven


@router.get("/contracts/{ref}/mappings")
def mappings(
    ref: str, caller: Caller, database: Stored, limit: Limit = 50, cursor: Cursor = None
) -> Page[MappingShown]:
    """How each kind of file that came is read now; a file is known by its header."""
    with work(database, caller, "reports:read") as w:
        found = present_mappings(w, find_contract(w, ref), read_cursor(cursor), limit + 1)
        more = cursor_of(found[limit - 1].line_id) if len(found) > limit else None
        return Page(items=[MappingShown.of(one) for one in found[:limit]], next=more)


@router.get("/contracts/{ref}/mappings/{mapping_id}")
def one_mapping(
    ref: str, mapping_id: UUID, caller: Caller, database: Stored, response: Response
) -> MappingShown:
    """How one kind of file is read; its ETag is what `If-Match` of a correction wants."""
    with work(database, caller, "reports:read") as w:
        newest = versions(w, find_contract(w, ref), mapping_id)[0]
        response.headers["ETag"] = etag_of(newest)
        return MappingShown.of(newest)


@router.get("/contracts/{ref}/mappings/{mapping_id}/versions")
def mapping_history(ref: str, mapping_id: UUID, caller: Caller, database: Stored) -> Page[MappingShown]:
    """Every version of it, the newest first: what was read by which, when, and who changed it."""
    with work(database, caller, "reports:read") as w:
        found = versions(w, find_contract(w, ref), mapping_id)
        return Page(items=[MappingShown.of(one) for one in found], next=None)


@router.put("/contracts/{ref}/mappings/{mapping_id}")
def put_mapping(
    ref: str,
    mapping_id: UUID,
    body: MappingBody,
    caller: Caller,
    database: Stored,
    response: Response,
    if_match: IfMatch = None,
) -> MappingShown:
    """Correct how one kind of file is read, from the next file on. What came before, `reread` reads again."""
    with work(database, caller, "reports:write") as w:
        contract = find_contract(w, ref)
        version = correct_mapping(w, contract, mapping_id, body.mapping, if_match)
        facts = {"mapping": str(mapping_id), "version": version.number, "sha256": version.mapping_sha256}
        w.audit("mapping.correct", ref, after=facts)
        response.headers["ETag"] = etag_of(version)
        return MappingShown.of(version)


class RereadBody(Payload):
    """How the report is to be read now; without both the mapping that is remembered for its header counts."""

    mapping: MappingGiven | None = None
    preset: PresetGiven = None
    confirm: Annotated[bool, Field(description="You have looked at how its columns are guessed.")] = False


class RereadShown(ReceivedShown):
    """The reading that counts now. `replaces` is the one whose place it took, null where nothing changed."""

    replaces: Id | None
    cells_changed: Annotated[int, Field(description="In how many cells the figures are others than before.")]


@router.post(
    "/contracts/{ref}/reports/{report_id}/reread",
    status_code=201,
    response_model=RereadShown,
    responses={200: {"model": RereadShown}, 202: {"model": UploadShown}},
)
def reread_report(
    ref: str,
    report_id: UUID,
    body: RereadBody,
    caller: Caller,
    database: Stored,
    request: Request,
    key: IdempotencyKey = None,
    place: PlaceToRead = None,
) -> Response:
    """Read a report again with a better mapping. Its figures are corrected; what later files say stays.

    201 with what is read now, 200 when it was read like this already, 422 with every problem. A large report
    is read by a job: 202, and `Location` says where to ask what became of it.
    """
    digest = digest_of("POST", f"/contracts/{ref}/reports/{report_id}/reread", body.model_dump_json())
    with work(database, caller, "reports:write", writing=False) as w:
        sent = _again(w, ref, report_id, body)
        large = is_large(sent.content, request.app.state.settings.background_bytes)
        basis = plan_rereading(w.session, find_contract(w, ref), sent, w.now)
    if large:
        with work(database, caller, "reports:write") as w:
            answer = once(w, key, digest, lambda: _put_off(w, ref, report_id, sent))
        return later(answer, f"/api/v1/contracts/{ref}/uploads")
    ahead = Ahead(basis, basis.read(sent))

    def act() -> Answer:
        report = find_report(w, find_contract(w, ref), report_id)
        found = reread(w.session, report, sent, ahead, w.now)
        facts = {"report": str(found.received.report_id), "replaces": str(found.replaces or "")}
        w.audit("report.reread", ref, after={**facts, "cells_changed": found.cells_changed})
        return Answer(200 if found.replaces is None else 201, _reread_shown(found).model_dump_json().encode())

    with work(database, caller, "reports:write") as w:
        answer = once(w, key, digest, act)
    return answer.response()


def _put_off(w: Work, ref: str, report_id: UUID, sent: Sent) -> Answer:
    contract = find_contract(w, ref)
    report = reading_that_counts(w.session, find_report(w, contract, report_id))
    arriving = put_in_line(w.session, contract, sent, w.now, report.id)
    after = {"upload": str(arriving.id), "again_of": str(report.id), "sha256": arriving.sha256}
    w.audit("report.upload", ref, after=after)
    return Answer(202, UploadShown.of(arriving).model_dump_json().encode())


def _again(w: Work, ref: str, report_id: UUID, body: RereadBody) -> Sent:
    contract = find_contract(w, ref)
    report = reading_that_counts(w.session, find_report(w, contract, report_id))
    whose_word(w, contract.id, "client" if report.side == "client" else "provider")
    mapping = with_preset(body.mapping, body.preset)
    return sent_again(report, mapping, w.identity.person_id, confirmed=body.confirm)


def _reread_shown(found: Reread) -> RereadShown:
    shown = ReceivedShown.of(found.received).model_dump()
    return RereadShown(**shown, replaces=found.replaces, cells_changed=found.cells_changed)


@router.post("/contracts/{ref}/reports/preview", openapi_extra=UPLOAD_BODY)
def preview_report(
    ref: str, upload: Uploaded, caller: Caller, database: Stored, place: PlaceToRead = None
) -> PreviewShown:
    """Show how a file would be read, with five example rows and what they become; nothing is stored.

    422 where no rows can be read at all; faulty rows are listed under `problems`.
    """
    with work(database, caller, "reports:write", writing=False) as w:
        contract = find_contract(w, ref)
        side = whose_word(w, contract.id, upload.side)
        sent = Sent(upload.content, upload.name, side, w.identity.organisation_id, mapping=upload.mapping)
        basis = basis_of(w.session, contract, in_force_or_refuse(w.session, contract), sent, w.now)
    return PreviewShown.of(preview(sent.content, basis.mapping, basis.context))
