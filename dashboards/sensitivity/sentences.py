"""The sensitivity page in a sentence: whose verdict hangs on the formula."""

from dashboards.language import Language
from dashboards.sensitivity.context import Sensitive
from dashboards.sentences import sentence


def sensitive_sentence(language: Language, page: Sensitive) -> str:
    """How many targets would be judged otherwise under another formula, and which."""
    period = language.period(page.period)
    if not page.targets:
        none = language.gettext("%(period)s: no metric of these targets has another variant", period=period)
        return sentence(language, [none])
    flipping = [language.title(one.title) for one in page.targets if one.flips]
    if not flipping:
        same = language.gettext("%(period)s: every variant gives the same verdict", period=period)
        return sentence(language, [same])
    said = language.ngettext(
        "%(period)s: %(n)s verdict hangs on the formula: %(titles)s",
        "%(period)s: %(n)s verdicts hang on the formula: %(titles)s",
        len(flipping),
        period=period,
        titles=language.listed(flipping),
    )
    return sentence(language, [said])
