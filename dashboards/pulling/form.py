"""The form of a source, both ways: from what is stored to what is shown, from what was typed to a payload."""

import json
from typing import Any, Final

from app.errors import Problem, Refused
from app.reports.presets.read import presets
from app.sources.setting_up.payloads import SourceShown
from dashboards.pulling.context import SourceForm
from dashboards.typing_in import Typed

_WHOLE: Final = ("lag_days", "look_back", "pause_seconds", "every_minutes")
_SET_ONCE: Final = ("side", "window")
# Of each kind of credentials: the field of the payload, and the field of the form that says it.
_SECRETS: Final[dict[str, dict[str, str]]] = {
    "bearer": {"token": "secret"},
    "basic": {"user": "user", "password": "secret"},
    "api_key": {"where": "where", "name": "key_name", "value": "secret"},
    "oauth2": {
        "token_url": "token_url",
        "client_id": "client_id",
        "client_secret": "secret",
        "scope": "scope",
    },
}


def presets_known() -> tuple[tuple[str, str], ...]:
    """Every known system, by its id and its title."""
    return tuple((one.id, one.title) for one in presets())


def form_typed(typed: Typed) -> SourceForm:
    """The form as it was typed, without its secrets."""
    return SourceForm(**{name: typed.get(name) for name in SourceForm.__dataclass_fields__})


def form_stored(source: SourceShown) -> SourceForm:
    """The form of a stored source."""
    mapping = dict(source.mapping or {})
    preset = str(mapping.pop("preset", ""))
    shown = source.credentials
    said = {
        name: getattr(shown, name, None) or "" for name in ("kind", "user", "token_url", "client_id", "scope")
    }
    return SourceForm(
        name=source.name,
        url=source.url,
        side=source.side,
        method=source.method,
        body=_text(source.body),
        preset=preset,
        mapping=_text(mapping or None),
        window=source.window,
        lag_days=str(source.lag_days),
        look_back=str(source.look_back),
        since=source.since.isoformat() if source.since else "",
        every_minutes=str(source.every_minutes or ""),
        cron=source.cron,
        time_zone=source.time_zone,
        pause_seconds=str(source.pause_seconds),
        where=(shown.where or "header") if shown else "header",
        key_name=(shown.name or "") if shown else "",
        **said,
    )


def _text(document: Any) -> str:
    return "" if document is None else json.dumps(document, ensure_ascii=False, indent=2)


def source_given(typed: Typed, before: SourceShown | None = None) -> dict[str, Any]:
    """What was typed as the payload of a source: of a change, only what may change and is another.

    Raises Refused for what is not JSON or no whole number. An empty secret keeps the one that is there.
    """
    given: dict[str, Any] = {name: typed.get(name) for name in ("name", "url", "method", "cron", "time_zone")}
    given["method"] = given["method"] or "GET"
    given |= {name: _whole(typed, name) for name in _WHOLE if typed.get(name) or before is not None}
    given["since"] = typed.get("since") or None
    given["body"] = _json(typed, "body")
    given["mapping"] = _json(typed, "mapping")
    given["preset"] = typed.get("preset") or None
    if before is None:
        given |= {name: typed.get(name) for name in _SET_ONCE if typed.get(name)}
    elif given["url"] == before.url:
        del given["url"]  # as it is shown, with what is secret in it masked
    if typed.get("headers"):
        given["headers"] = _headers(typed.get("headers"))
    return given | _credentials(typed, before)


def _whole(typed: Typed, name: str) -> int | None:
    text = typed.get(name)
    if not text:
        return None if name == "every_minutes" else 0
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise Refused("A number cannot be read.", [Problem(name, "number", "write a whole number")])
    return int(text)


def _json(typed: Typed, name: str) -> Any:
    text = typed.get(name)
    if not text:
        return None
    try:
        return json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as fault:
        raise Refused("A text cannot be read.", [Problem(name, "json", "is not JSON")]) from fault


def _headers(text: str) -> dict[str, str]:
    pairs = [line.partition(":") for line in text.splitlines() if line.strip()]
    if any(not colon for _, colon, _ in pairs):
        problem = Problem("headers", "header", "write one a line, like Accept: text/csv")
        raise Refused("A header cannot be read.", [problem])
    return {name.strip(): value.strip() for name, _, value in pairs}


def _credentials(typed: Typed, before: SourceShown | None) -> dict[str, Any]:
    kind = typed.get("kind")
    if not kind:
        had = before is not None and before.credentials is not None
        return {"credentials": None} if had or before is None else {}
    if not typed.get("secret") and before is not None and before.credentials is not None:
        return {}
    fields = _SECRETS.get(kind, {})
    said = {name: typed.get(field) for name, field in fields.items()}
    return {"credentials": {"kind": kind, **said}}
