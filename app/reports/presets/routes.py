"""The presets over HTTP: which systems are known, what each was tested on, and the mappings themselves."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter
from pydantic import Field

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.errors import NotFound
from app.payloads import Page, Payload
from app.reports.presets.read import Preset, presets

router = APIRouter()
Mapping = Annotated[
    dict[str, Any],
    Field(
        description="Several names of one column stand as a list; `optional` ones may be missing in a file."
    ),
]


class PresetListed(Payload):
    """How the reports of one system are read; `said` tells in words what it was tested on."""

    id: str
    title: str
    source: Annotated[str, Field(description="The documentation that it follows.")]
    tested_on: Literal["documented_answer", "names_only"]
    said: str
    add: Annotated[str, Field(description="What whoever uses it still has to ask for or to say.")]

    @classmethod
    def of(cls, preset: Preset) -> Self:
        """A preset as it is listed."""
        return cls(**{name: getattr(preset, name) for name in PresetListed.model_fields})


class ShapeShown(Payload):
    """One kind of file or answer that the system gives, and the mapping that reads it."""

    id: str
    title: str
    mapping: Mapping


class PresetShown(PresetListed):
    """A preset with its mappings: the first shape that a file has is the one that is used."""

    shapes: list[ShapeShown]

    @classmethod
    def of(cls, preset: Preset) -> Self:
        """A preset with all that it says."""
        shapes = [ShapeShown(id=one.id, title=one.title, mapping=one.mapping) for one in preset.shapes]
        return cls(**PresetListed.of(preset).model_dump(), shapes=shapes)


@router.get("/presets")
def list_presets(caller: Caller, database: Stored) -> Page[PresetListed]:
    """Every system whose reports are known; give its id as `preset` with an upload or a source."""
    with work(database, caller, "contracts:read"):
        return Page(items=[PresetListed.of(one) for one in presets()], next=None)


@router.get("/presets/{preset_id}")
def one_preset(preset_id: str, caller: Caller, database: Stored) -> PresetShown:
    """One preset with its mappings, to copy and to change."""
    with work(database, caller, "contracts:read"):
        found = next((one for one in presets() if one.id == preset_id), None)
        if found is None:
            raise NotFound
        return PresetShown.of(found)
