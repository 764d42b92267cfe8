"""Reading a file of exclusions: what is to be left out, why, and who of both parties agreed."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.sla.beside import Consent, Exclusion
from app.sla.periods import ONE_DAY, local_midnight
from app.terms_files.collecting import Collector, Document
from app.terms_files.nodes import FileFault, compose
from app.terms_files.schema_parts import DATE, IDENTIFIER, Schema, enum, listed, text, to_object
from app.terms_files.typed import typed

MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?)?$"


def exclusions_schema() -> Schema:
    """The JSON Schema of a file of exclusions, as plain JSON values."""
    keys = {
        "name": text("text", None, "What people call it."),
        "reason": text("text", None, "Why it is left out."),
        "from": text("moment", MOMENT, "A day, or a time where the contract lives, or one with its offset."),
        "to": text("moment", MOMENT, "The last day, or the time before which it ends."),
        "queues": listed("identifier", IDENTIFIER, "The queues it is about; omitted: all."),
        "channels": listed("identifier", IDENTIFIER, "The channels it is about; omitted: all."),
        "whole_days": enum(["true", "false"], "Rows of a day that lie in it only in part go too.", "false"),
        "client": _consent("client"),
        "provider": _consent("provider"),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Exclusions",
        "type": "array",
        "minItems": 1,
        "items": to_object(keys, ["name", "reason", "from", "to"]),
        "description": "Spans of time to leave out; one counts when both parties agreed.",
    }


def _consent(party: str) -> Schema:
    keys = {"who": text("text", None, "The name."), "on": text("date", DATE, "The day.")}
    return to_object(keys, ["who", "on"], f"Who agreed for the {party}; omitted: nobody yet.")


def read_exclusions(written: str, zone: ZoneInfo) -> tuple[Exclusion, ...]:
    """The exclusions of a YAML or JSON text; raises FileFault with every fault and its line."""
    tree = compose(written)
    document, faults = typed(tree, exclusions_schema())
    if faults:
        raise FileFault(faults)
    collector = Collector(tree.line_of)
    found: list[Exclusion] = []
    for number, part in enumerate(document):
        with collector.at((number,)):
            found.append(_exclusion(str(number + 1), part, zone))
    if collector.faults:
        raise FileFault(collector.faults)
    return tuple(found)


def _exclusion(id_: str, part: Document, zone: ZoneInfo) -> Exclusion:
    last = part["to"]
    end = local_midnight(date.fromisoformat(last) + ONE_DAY, zone) if _is_day(last) else moment(last, zone)
    return Exclusion(
        id=id_,
        name=part["name"],
        reason=part["reason"],
        start=moment(part["from"], zone),
        end=end,
        queues=tuple(part.get("queues", ())),
        channels=tuple(part.get("channels", ())),
        whole_days=part.get("whole_days") == "true",
        client=_agreed(part.get("client"), zone),
        provider=_agreed(part.get("provider"), zone),
    )


def _is_day(written: str) -> bool:
    return re.fullmatch(DATE, written, re.ASCII) is not None


def moment(written: str, zone: ZoneInfo) -> datetime:
    """The UTC instant of a day's beginning or of a time, in the zone where it has no offset of its own."""
    found = datetime.fromisoformat(written)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _agreed(part: dict[str, Any] | None, zone: ZoneInfo) -> Consent | None:
    if part is None:
        return None
    return Consent(part["who"], local_midnight(date.fromisoformat(part["on"]), zone))
