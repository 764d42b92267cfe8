"""From a context to a page: one Jinja environment per language, strict and escaping; the headers."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
import orjson
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from dashboards import assets, found_wrong, measured, notes, spans, troubles, words, workings, wrong_places
from dashboards.acting import sentences as acting_sentences
from dashboards.agreed import advice
from dashboards.arriving import flag_words, refusals
from dashboards.arriving import sentences as arriving_sentences
from dashboards.closing import sentences as closing_sentences
from dashboards.comparing import sentences as comparing_sentences
from dashboards.compiling import Translated, drawn_once
from dashboards.contexts import TargetLine
from dashboards.drawing import Page, drawn
from dashboards.due import sentences as due_sentences
from dashboards.figures import small
from dashboards.figures.template import template
from dashboards.language import LANGUAGES, Language, language
from dashboards.money import words as money_words
from dashboards.opening import sentences as opening_sentences
from dashboards.parts import Frame, Judgement
from dashboards.patterns import sentences as pattern_sentences
from dashboards.people import words as people_words
from dashboards.pulling import faults
from dashboards.pulling import sentences as pulling_sentences
from dashboards.readings import WHOLE
from dashboards.review.links import review_files
from dashboards.sides import sentences as sides_sentences

TEMPLATES: Final = Path(__file__).parent / "templates"
HEADERS: Final = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Vary": "Accept-Language, Cookie",
    }
)


def html(page: Page, frame: Frame) -> str:
    """The page as text in the frame's language."""
    found = drawn(language(frame.language), page)
    return environment(frame.language).get_template(found.template).render(frame=frame, **found.values)


def answer(page: Page, frame: Frame, status: int = 200) -> HTMLResponse:
    """The page as a response with its headers: nothing from elsewhere, nothing kept, nobody's frame."""
    return HTMLResponse(html(page, frame), status, headers=dict(HEADERS))


@cache
def environment(tag: str) -> jinja2.Environment:
    """The environment of one language: every variable must exist, everything is escaped."""
    speak = language(tag)
    found = Translated(
        speak,
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.install_gettext_callables(  # type: ignore[attr-defined]
        speak.message, speak.plural, newstyle=True
    )
    found.filters.update(_in_tables(speak))
    found.filters["drawn_once"] = drawn_once(found)
    found.filters["drawn_whole"] = drawn_once(found, WHOLE)
    found.globals.update(_said_by(speak))
    found.globals.update(_said_of_findings(speak))
    found.globals.update(_told_by(speak))
    found.globals.update(_drawn_by(speak))
    return found


def _in_tables(speak: Language) -> dict[str, Callable[..., str]]:
    """What stands in every cell of long tables: filters cost a fraction of what functions do."""
    return {
        "shown_number": partial(spans.number, speak),
        "shown_money": partial(spans.money, speak),
        "shown_verdict": partial(spans.verdict, speak),
        "breakable": spans.breakable,
        "tile": partial(spans.tile, speak),
        "in_decimal": speak.decimal,
        "in_bound": speak.bound,
        "in_period": speak.period,
        "in_word": partial(words.word, speak),
        "titled": speak.title,
    }


def _said_by(speak: Language) -> dict[str, object]:
    """Words, numbers and dates of the language, as templates call them."""
    return {
        "language": speak,
        "languages": LANGUAGES,
        "decimal": speak.decimal,
        "unit": speak.unit,
        "bound": speak.bound,
        "period": speak.period,
        "day": speak.day,
        "moment": speak.moment,
        "span": speak.span,
        "number": speak.number,
        "money": speak.money,
        "title": speak.title,
        "listed": lambda parts: speak.listed([speak.title(part) for part in parts]),
        "word": lambda code: words.word(speak, code),
        "reason": lambda text: words.reason(speak, text),
        "signal_words": lambda codes: words.signals(speak, codes),
        "severity_word": lambda code: words.severity(speak, code),
        "question": lambda page: words.question(speak, page),
        "reasons": lambda judgement: words.reasons(speak, judgement),
        "step_words": lambda step, unit="": workings.step_words(speak, step, unit),
        "verdict_words": lambda judgement: words.verdict(speak, judgement),
        "part_words": lambda part: money_words.part_words(speak, part),
        "entry_words": lambda entry: money_words.entry_words(speak, entry),
        "became_words": lambda what: money_words.became_words(speak, what),
        "restated_words": lambda code: money_words.restated_words(speak, code),
        "coded": lambda code: measured.coded(speak, code),
        "formula_words": lambda text: measured.formula(speak, text),
        "metric_words": lambda code: measured.metric(speak, code),
        "periods_of": lambda labels: [speak.period(label) for label in labels],
        "next_words": lambda life: closing_sentences.next_words(speak, life),
        "follows_words": lambda line: sides_sentences.follows_words(speak, line),
        "flag_words": lambda flag: sides_sentences.flag_words(speak, flag),
    }


def _said_of_findings(speak: Language) -> dict[str, object]:
    """Words of findings, of the week and of comparisons, as templates call them."""
    return {
        "panel_words": lambda panel: comparing_sentences.panel_words(speak, panel),
        "weekday": lambda number: pattern_sentences.weekday_words(speak, number),
        "finding_kind": lambda kind: acting_sentences.kind_words(speak, kind),
        "finding_stands": lambda one: acting_sentences.standing_words(speak, one),
        "finding_turn": lambda turn: acting_sentences.turn_words(speak, turn),
    }


def _told_by(speak: Language) -> dict[str, object]:
    """What is told of files, sources, people and machines, and of what is wrong, as templates call it."""
    return {
        "source_words": lambda line: pulling_sentences.line_words(speak, line),
        "state_words": lambda state: pulling_sentences.state_words(speak, state),
        "kind_words": lambda kind: people_words.kind_words(speak, kind),
        "machine_words": lambda state: people_words.machine_words(speak, state),
        "step_words_of": lambda one: opening_sentences.step_words_of(speak, one),
        "currency_name": lambda code: speak.locale.currencies.get(code, code),
        "due_thing_words": lambda one: due_sentences.due_thing_words(speak, one),
        "left_words": lambda due: arriving_sentences.left_words(speak, due),
        "trouble_words": lambda message: troubles.trouble_words(speak, message),
        "is_known": troubles.is_known,
        "finding_words": lambda message: advice.finding_words(speak, message),
        "place_words": lambda where: notes.place(speak, where),
        "advice_words": lambda note: notes.advice(speak, note.code),
        "fault_words": lambda message: faults.fault_words(speak, message),
        "field_words": lambda where: wrong_places.field_words(speak, where),
        "wrong_place_words": lambda message: wrong_places.wrong_place_words(speak, message),
        "flag_figures": lambda message: flag_words.flag_figures(speak, message),
        "refusal_words": lambda message: refusals.refusal_words(speak, message),
        "wrong_place": lambda one: found_wrong.wrong_place(speak, one),
        "wrong_words": lambda one: found_wrong.wrong_words(speak, one),
    }


def _drawn_by(speak: Language) -> dict[str, object]:
    """Marks, colours, small pictures and addresses, as templates call them."""
    return {
        "asset": assets.address,
        "with_query": with_query,
        "data": data,
        "template_text": data(template()),
        "reckoned": lambda page: drawn(speak, page).values,
        "review_files": review_files,
        "every_verdict": tuple(Judgement(verdict) for verdict in words.LEGEND),
        "bullet": lambda line: small.bullet(line, _bullet_words(speak, line)),
        "spark": lambda line: small.spark(line.history, line.expected, _spark_words(speak, line)),
    }


def _bullet_words(speak: Language, line: small.Against) -> str:
    return speak.gettext(
        "%(value)s against %(expected)s",
        value=speak.number(line.value),
        expected=speak.bound(line.expected),
    )


def _spark_words(speak: Language, line: TargetLine) -> str:
    known = [point for point in line.history if point.value]
    if not known:
        return speak.gettext("%(title)s: no values yet", title=speak.title(line.title))
    return speak.gettext(
        "%(title)s, from %(first)s in %(begin)s to %(last)s in %(end)s",
        title=speak.title(line.title),
        first=speak.number(known[0].value),
        begin=speak.period(known[0].period),
        last=speak.number(known[-1].value),
        end=speak.period(known[-1].period),
    )


def with_query(frame: Frame, key: str, value: str) -> str:
    """The address of this very page with one part of its query set."""
    kept = [(name, text) for name, text in frame.query if name != key]
    return f"{frame.path}?{urlencode([*kept, (key, value)])}"


def data(value: Mapping[str, Any]) -> Markup:
    """A value as JSON that may stand inside a script element: no character of it can end the element."""
    text = orjson.dumps(value).decode()
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")):
        text = text.replace(sign, code)
    return Markup(text)  # noqa: S704 - escaped above
