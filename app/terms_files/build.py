"""From a typed document to the core's Terms; what the core refuses is located in the file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.sla.levels import Level, read_level
from app.sla.measures import Measure, measure
from app.sla.metrics import Metric, agree, own
from app.sla.periods import Cadence
from app.sla.quantities import Rounding, exact
from app.sla.terms import Charges, Queue, Target, Terms, TermsFault
from app.terms_files.build_hours import HoursBuilder
from app.terms_files.build_money import agreed_limits, share
from app.terms_files.build_remedies import RemedyBuilder
from app.terms_files.collecting import Document
from app.terms_files.nodes import FileFault, Path

_SECONDS = {"s": 1, "m": 60, "h": 3600}


class Builder(RemedyBuilder, HoursBuilder):
    """Builds one version; ``line_of`` tells on which line of the file a path stands."""

    def terms(self, document: Document) -> Terms:
        """The terms; raises FileFault with everything that the core refuses."""
        measures = {name: self.measure(name, part) for name, part in document.get("measures", {}).items()}
        metrics = {n: self.metric(n, part, measures) for n, part in document.get("metrics", {}).items()}
        parts = enumerate(document["targets"])
        targets = [t for index, part in parts if (t := self.target(index, part, measures, metrics))]
        period, times = self.cadence(document["period"]), self.times(document)
        if not self.faults and period:
            own = {name: metric for name, metric in metrics.items() if metric}
            with self.at(()):
                return _terms(document, tuple(targets), measures, own, period, times)
        raise FileFault(self.faults)

    def cadence(self, part: Document) -> Cadence | None:
        """The contract's periods."""
        with self.at(("period",)):
            return Cadence(part.get("every", "month"), int(part.get("first_day", "1")))
        return None

    def measure(self, name: str, part: Document) -> Measure:
        """A measure that the contract declares itself."""
        return Measure(name, part["title"], part.get("unit", "count"), part.get("adds", "sum"))

    def metric(self, name: str, part: Document, measures: Mapping[str, Measure]) -> Metric | None:
        """A metric that the contract defines itself, over measures that are known or declared."""
        path = ("metrics", name, "formula")
        with self.at(path):
            made = own(name, part["formula"], part.get("unit", "ratio"), part.get("direction", "higher"))
            self.known_measures(path, made, measures)
            return made
        return None

    def target(
        self,
        index: int,
        part: Document,
        measures: Mapping[str, Measure],
        metrics: Mapping[str, Metric | None],
    ) -> Target | None:
        """One target, or None when something about it was noted as a fault."""
        here: Path = ("targets", index)
        before = len(self.faults)
        metric = self.agreed(here, part, metrics)
        if metric is None:
            return None
        self.known_measures((*here, "metric"), metric, measures)
        expected = self.level((*here, "expected"), part["expected"], metric)
        minimum = self.level((*here, "minimum"), part["minimum"], metric) if "minimum" in part else expected
        remedy = self.remedy((*here, "remedy"), part["remedy"], metric) if "remedy" in part else None
        rounding = self.rounding((*here, "round"), part["round"]) if "round" in part else None
        if len(self.faults) > before or expected is None or minimum is None:
            return None
        return Target(
            id=part["id"],
            metric=metric,
            expected=expected,
            minimum=minimum,
            clause=part.get("clause", ""),
            title=part.get("title", ""),
            queues=tuple(part.get("queues", ())),
            channels=tuple(part.get("channels", ())),
            segments=tuple(part.get("segments", ())),
            weight=exact(part.get("weight", "1")),
            between=part.get("between", "nothing"),
            round=rounding,
            remedy=remedy,
            rules=self.rules(here, part),
        )

    def agreed(self, here: Path, part: Document, metrics: Mapping[str, Metric | None]) -> Metric | None:
        """The metric of a target, as one formula; None when a fault about it was noted."""
        if part["metric"] in metrics:
            if "with" in part:
                self.fault((*here, "with"), "a metric of the contract's own is one formula; leave “with” out")
            return metrics[part["metric"]]
        given = part.get("with", {})
        parameters = {key: seconds(given[key]) for key in ("threshold", "short") if key in given}
        with self.at(here):
            return agree(part["metric"], given.get("variant"), parameters)
        return None

    def known_measures(self, path: Path, metric: Metric, measures: Mapping[str, Measure]) -> None:
        """Notes every name in a formula that is no measure; one of the contract's own is looked at once."""
        if metric.variant == "own" and path[0] == "targets":
            return
        for name in sorted(metric.measures - measures.keys()):
            with self.at(path):
                measure(name)

    def level(self, path: Path, text: str, metric: Metric) -> Level | None:
        """An agreed level in the unit of the metric."""
        with self.at(path):
            return read_level(text, metric.unit)
        return None

    def rounding(self, path: Path, part: Document) -> Rounding | None:
        """How the value is rounded before it is compared."""
        with self.at(path):
            return Rounding(int(part["digits"]), part.get("mode", "half_up"))
        return None


def seconds(text: str) -> int:
    """The whole seconds of ``20s``, ``5m`` or ``1h``."""
    return int(text[:-1]) * _SECONDS[text[-1]]


def _terms(
    document: Document,
    targets: tuple[Target, ...],
    measures: Mapping[str, Measure],
    metrics: Mapping[str, Metric],
    cadence: Cadence,
    times: Mapping[str, Any],
) -> Terms:
    return Terms(
        contract=document["contract"],
        client=document["client"],
        provider=document["provider"],
        currency=document["currency"],
        timezone=document["timezone"],
        starts=date.fromisoformat(document["starts"]),
        effective=date.fromisoformat(document["effective"]),
        targets=targets,
        period=cadence,
        ends=_day(document.get("ends")),
        signed=_day(document.get("signed")),
        cut=document.get("cut", ""),
        queues=tuple(
            Queue(name, part.get("title", name), part.get("direction", "inbound"))
            for name, part in document.get("queues", {}).items()
        ),
        measures=measures,
        metrics=metrics,
        measured_by=document.get("measured_by", "provider"),
        charges=_charges(document.get("charges")),
        at_risk=share(document["at_risk"]) if "at_risk" in document else None,
        pools={name: share(text) for name, text in document.get("pools", {}).items()},
        credits_from=_day(document.get("credits_from")),
        **times,
        **agreed_limits(document),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _charges(part: Document | None) -> Charges | None:
    if part is None:
        return None
    if ("fixed" in part) == ("measure" in part):
        raise TermsFault(("charges",), "charges are either “fixed” or a “measure”; write one of them")
    fixed = exact(part["fixed"]) if "fixed" in part else None
    return Charges(fixed, part.get("measure"), part.get("stated_by", "client"))
