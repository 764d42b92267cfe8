"""From the versions of the terms to their page: lines with findings, marked against another version."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from app.contracts.tables import TermsVersion
from app.sla.lint import Finding
from app.sla.quantities import exact
from app.terms_files.nodes import FileFault, compose
from dashboards.agreed.context import Doubt, Simulated, SimulatedPeriod, TextLine, Version
from dashboards.parts import Money
from dashboards.readings import Document, contract_href, scorecard_href


def versions_of(rows: Sequence[TermsVersion], ref: str, shown: TermsVersion | None) -> tuple[Version, ...]:
    """Every version, the newest first."""
    href = contract_href(ref, "terms")
    return tuple(
        Version(
            effective=one.effective,
            href=f"{href}?effective={one.effective.isoformat()}&revision={one.from_revision}",
            revision=one.from_revision,
            received=one.received_at,
            current=one.to_revision is None,
            here=shown is not None and one.id == shown.id,
        )
        for one in reversed(rows)
    )


def lines_of(text: str, other: str | None, findings: Sequence[Finding]) -> tuple[TextLine, ...]:
    """The lines of a text with the findings about each, marked against the lines of the other text."""
    doubts = _by_line(text, findings)
    return tuple(_merged(text.splitlines(), other.splitlines() if other is not None else None, doubts))


def _by_line(text: str, findings: Sequence[Finding]) -> dict[int, list[Doubt]]:
    found: dict[int, list[Doubt]] = {}
    if not findings:
        return found
    try:
        tree = compose(text)
    except FileFault:
        return found  # terms that do not read have no findings; their faults are told above the text
    for one in findings:
        found.setdefault(tree.line_of(one.path), []).append(Doubt(one.severity, one.code, one.message))
    return found


def _merged(
    lines: list[str], other: list[str] | None, doubts: Mapping[int, list[Doubt]]
) -> Iterator[TextLine]:
    if other is None:
        for number, text in enumerate(lines, 1):
            yield TextLine(number, text, "", tuple(doubts.get(number, ())))
        return
    for kind, i, j, k, m in SequenceMatcher(None, other, lines, autojunk=False).get_opcodes():
        if kind in ("replace", "delete"):
            yield from (TextLine(None, text, "-") for text in other[i:j])
        for number in range(k + 1, m + 1):
            mark = "" if kind == "equal" else "+"
            yield TextLine(number, lines[number - 1], mark, tuple(doubts.get(number, ())))


def simulated_of(document: Document, ref: str) -> Simulated:
    """What other terms would have cost, period by period."""
    currency = document["currency"]

    def money(text: str) -> Money:
        return Money(text, currency)

    return Simulated(
        periods=tuple(
            SimulatedPeriod(
                period=one["period"]["label"],
                href=scorecard_href(ref, one["period"]["label"]),
                agreed=money(one["agreed"]["total"]) if one["agreed"] else None,
                other=money(one["other"]["total"]) if one["other"] else None,
                difference=money(one["difference"]),
                turned=tuple(_turned(one["targets"])),
            )
            for one in document["periods"]
        ),
        agreed=money(document["agreed_total"]),
        other=money(document["other_total"]),
        difference=money(document["difference"]),
    )


def _turned(pairs: Sequence[Document]) -> Iterator[str]:
    """The targets whose verdict or money is another one under the other terms."""
    for pair in pairs:
        sides = [pair["agreed"], pair["other"]]
        verdicts = {side["verdict"] for side in sides if side}
        if len(verdicts) > 1 or None in sides or exact(pair["difference"]):
            yield pair["title"]
