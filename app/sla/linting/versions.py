"""The linter on versions and on what is declared: amendments, dates, and what nothing uses."""

from collections.abc import Iterator

from app.sla.linting.findings import Finding, finding
from app.sla.terms import Terms


def versions(terms: Terms, previous: Terms | None) -> Iterator[Finding]:
    """Findings about the version as a successor of ``previous``, or as the first one where that is None."""
    if terms.signed is not None and terms.signed > terms.effective:
        message = (
            f"signed on {terms.signed}, after it took effect on {terms.effective}; past periods are"
            " judged again, so be sure that both sides know"
        )
        yield finding("signed_after_effective", ("signed",), message)
    if previous is None:
        if terms.effective > terms.starts:
            message = f"the days from {terms.starts} up to {terms.effective} need an earlier version; add it"
            yield finding("days_not_covered", ("effective",), message)
        return
    yield from _kept(terms, previous)
    if previous.ends is not None and previous.ends < terms.effective:
        message = (
            f"the version before ends on {previous.ends}; for the days up to {terms.effective} nothing is"
            f" agreed, so let it count from {previous.ends} on"
        )
        yield finding("days_not_covered", ("effective",), message)
    period = previous.period.containing(terms.effective)
    if period.start != terms.effective and terms.cut != "split":
        yield finding(
            "amendment_inside_period",
            ("effective",),
            f"{terms.effective} lies inside {period.label}: take {period.start} or {period.end}, or write"
            " “cut: split”",
        )


def _kept(terms: Terms, previous: Terms) -> Iterator[Finding]:
    for key, code, before, now in (
        ("contract", "contract_amended", previous.contract, terms.contract),
        ("currency", "currency_amended", previous.currency, terms.currency),
        ("timezone", "timezone_amended", previous.timezone, terms.timezone),
    ):
        if before != now:
            yield finding(
                code, (key,), f"“{now}” was “{before}” before; it cannot be amended, so open a new contract"
            )


def declared(terms: Terms) -> Iterator[Finding]:
    """Findings about weights, and about metrics and measures that nothing uses."""
    if not any(target.weight for target in terms.targets):
        yield finding(
            "weightless", ("targets",), "every weight is 0, so no score can be reckoned; weigh a target"
        )
    used = {target.metric.name for target in terms.targets}
    consumed = {name for target in terms.targets for name in target.measures}
    consumed |= {name for metric in terms.metrics.values() for name in metric.measures}
    if terms.charges is not None and terms.charges.measure:
        consumed.add(terms.charges.measure)
    for kind, names, known in (("metrics", terms.metrics, used), ("measures", terms.measures, consumed)):
        for name in names:
            if name not in known:
                yield finding(
                    "unused", (kind, name), f"nothing uses “{name}”; remove it, or say what it is for"
                )
