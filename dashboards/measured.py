"""Measures, variants and metrics in words: what the terms and the formulas call by their codes.

The codes are the field's own terms, so English words are the codes without their signs; a measure that a
contract declares itself keeps its name. Codes stay where somebody types them: terms, mappings, the API.
"""

import re
from types import MappingProxyType
from typing import Final

from app.sla.catalogue.known import CATALOGUE as METRICS
from dashboards.language import Language
from dashboards.titles import N_

_SAID: Final = (
    *(N_("offered"), N_("answered"), N_("abandoned"), N_("blocked"), N_("handled"), N_("transferred")),
    *(N_("callbacks requested"), N_("callbacks completed"), N_("resolved first contact"), N_("resolvable")),
    *(N_("repeat contacts"), N_("misdirected"), N_("leavers"), N_("roster wishes"), N_("roster wishes met")),
    *(N_("evaluations"), N_("critical errors"), N_("surveys sent"), N_("surveys answered")),
    *(N_("surveys satisfied"), N_("promoters"), N_("detractors"), N_("complaints")),
    *(N_("complaints on time"), N_("complaints escalated"), N_("records"), N_("records attempted")),
    *(N_("dials"), N_("connected"), N_("contacts"), N_("pitches"), N_("successes"), N_("refusals")),
    *(N_("appointments"), N_("interested"), N_("qualified leads"), N_("do not call breaches")),
    *(N_("hours breaches"), N_("new customers"), N_("forecast offered"), N_("planned successes")),
    *(N_("planned contacts"), N_("wait seconds"), N_("wait seconds abandoned"), N_("talk seconds")),
    *(N_("hold seconds"), N_("wrap seconds"), N_("staffed seconds"), N_("ready seconds")),
    *(N_("scheduled seconds"), N_("adherent seconds"), N_("forecast handle seconds"), N_("cost")),
    *(N_("charges"), N_("revenue"), N_("margin"), N_("baseline cost"), N_("trained hours")),
    *(N_("full time hours"), N_("headcount"), N_("longest wait seconds"), N_("evaluation points")),
    N_("evaluation points possible"),
    # What procedures work out for a formula.
    *(N_("full time agents"), N_("days"), N_("absolute error"), N_("actual"), N_("forecast")),
    *(N_("actual to date"), N_("planned to date"), N_("highest"), N_("lowest"), N_("mean"), N_("pooled")),
    N_("expected periods"),
    # Variants.
    *(N_("abandons in time count"), N_("answered only"), N_("all abandons count against")),
    *(N_("late abandons count against"), N_("short abandons count"), N_("short abandons removed")),
    *(N_("per answered"), N_("per received"), N_("standard"), N_("talk hold wrap"), N_("talk wrap")),
    *(N_("talk only"), N_("inbound"), N_("outbound"), N_("gross"), N_("net"), N_("of answered")),
    *(N_("of staffed"), N_("per full time agent"), N_("per staffed hour"), N_("annualised")),
    *(N_("in the period"), N_("of actual"), N_("of forecast"), N_("of records"), N_("of connected")),
    *(N_("of contacts"), N_("of dials"), N_("per offered"), N_("per appointment")),
    *(N_("per qualified lead"), N_("per new customer"), N_("mean of periods"), N_("pooled mean")),
    *(N_("per customer"), N_("of new customers")),
)
WORDS: Final = MappingProxyType({said.replace(" ", "_"): said for said in _SAID})
_WITHIN: Final = re.compile(r"(?P<base>answered|abandoned)_within_\{?(?P<seconds>[0-9]+|[A-Z])\}?s", re.ASCII)
# Reasons that name measures, and one that is a sentence of its own.
_NAMING: Final = (
    re.compile(r"no figures for (?P<names>[a-z0-9_]+(?:, [a-z0-9_]+)*)(?: .+)?", re.ASCII),
    re.compile(r"(?P<names>[a-z0-9_]+) is 0", re.ASCII),
)
_WHOLE: Final = frozenset({"no figures for the charges"})
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(?:\{[A-Z]\}s)?|\{[a-z_]+\}", re.ASCII)


def coded(language: Language, code: str) -> str:
    """A measure or a variant in words; a name that the catalogue does not have stays as it is."""
    if code in WORDS:
        return language.message(WORDS[code])
    if found := _WITHIN.fullmatch(code):
        within = N_("%(base)s within %(seconds)s s")
        said = WORDS[found["base"]]
        return language.gettext(within, base=language.message(said), seconds=found["seconds"])
    if code.startswith("outcome."):
        return language.gettext("result %(code)s", code=code.removeprefix("outcome."))
    return code


def reason(language: Language, text: str) -> str:
    """A reason of the core with the measures that it names in words; the sentence itself stays."""
    if text in _WHOLE:
        return text
    for form in _NAMING:
        if found := form.fullmatch(text):
            said = ", ".join(coded(language, name) for name in found["names"].split(", "))
            return text[: found.start("names")] + said + text[found.end("names") :]
    return text


def formula(language: Language, text: str) -> str:
    """A formula with its measures in words and its signs as people write them."""
    signs = text.replace(" - ", " − ").replace("*", "×")
    return _NAME.sub(lambda name: coded(language, name[0].strip("{}")), signs)


def metric(language: Language, code: str) -> str:
    """The title of a metric of the catalogue; a metric that a contract defines itself keeps its name."""
    return language.title(METRICS[code].title) if code in METRICS else code
