"""How a period is closed, in a terms file: its schema, from the document to the core, and back again."""

from typing import Any

from app.sla.life import AS_USUAL, Windows
from app.terms_files.collecting import Document
from app.terms_files.schema_parts import Schema, text, to_object

_WINDOW = r"^[1-9][0-9]{0,2}d$"


def closing_schema() -> Schema:
    """Within how many days each side may still say something about an issued scorecard."""
    return to_object(
        {
            "reply": {
                **text("days", _WINDOW, "How long the provider may reply to an issued scorecard."),
                "examples": ["14d"],
            },
            "time_bar": {
                **text("days", _WINDOW, "How long after the issue facts in the provider's favour count."),
                "examples": ["90d"],
            },
        },
        description="Until when an issued scorecard is answered and restated; omitted: 14d and 90d.",
    )


def windows_of(part: Document) -> Windows:
    """The windows that the terms agree; what they leave out is as usual."""
    reply, time_bar = (part.get(name) for name in ("reply", "time_bar"))
    return Windows(
        AS_USUAL.reply_days if reply is None else int(reply[:-1]),
        AS_USUAL.time_bar_days if time_bar is None else int(time_bar[:-1]),
    )


def closing_of(windows: Windows) -> dict[str, Any] | None:
    """The part of the canonical document; nothing when all is as usual."""
    if windows == AS_USUAL:
        return None
    return {"reply": f"{windows.reply_days}d", "time_bar": f"{windows.time_bar_days}d"}
