"""From a typed document to the core's Terms; what the core refuses is located in the file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.sla.agreed.targets import unjudged_target
from app.sla.measures import Measure
from app.sla.metrics import Metric
from app.sla.periods import Cadence
from app.sla.quantities import Rounding, exact
from app.sla.terms import Charges, Queue, Target, Terms, TermsFault
from app.terms_files.build_hours import HoursBuilder
from app.terms_files.build_metric import MetricBuilder
from app.terms_files.build_money import agreed_limits, share
from app.terms_files.build_remedies import RemedyBuilder
from app.terms_files.closing import windows_of
from app.terms_files.collecting import Document
from app.terms_files.nodes import FileFault, Path
from app.terms_files.reconcile import ReconcileBuilder

_NAMES = ("contract", "client", "provider", "currency", "timezone")
# What reports, readings and exports call the parts of a row that are no measures.
PARTS_OF_A_ROW = frozenset(
    {
        *("channel", "code", "contract", "date", "day", "first_day", "grain", "index", "interval_minutes"),
        *("interval_start", "last_day", "line", "local_start", "part", "place", "queue", "row", "run"),
        *("segment", "side", "slot", "stretch", "time", "weekday", "whole"),
    }
)


class Builder(MetricBuilder, RemedyBuilder, HoursBuilder, ReconcileBuilder):
    """Builds one version; ``line_of`` tells on which line of the file a path stands."""

    def terms(self, document: Document) -> Terms:
        """The terms; raises FileFault with everything that the core refuses."""
        measures = {name: self.measure(name, part) for name, part in document.get("measures", {}).items()}
        metrics = {n: self.metric(n, part, measures) for n, part in document.get("metrics", {}).items()}
        parts = enumerate(document["targets"])
        targets = [t for index, part in parts if (t := self.target(index, part, measures, metrics))]
        period, times = self.cadence(document["period"]), self.times(document)
        times["reconcile"] = self.reconcile(document.get("reconcile"), measures)
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
        if name in PARTS_OF_A_ROW:
            self.fault(("measures", name), f"“{name}” says where or when a row is; choose another name")
        return Measure(name, part["title"], part.get("unit", "count"), part.get("adds", "sum"))

    def target(
        self,
        index: int,
        part: Document,
        measures: Mapping[str, Measure],
        metrics: Mapping[str, Metric | None],
    ) -> Target | None:
        """One target, or None when something about it was noted as a fault."""
        here: Path = ("targets", index)
        if "not_expressible" in part:
            return self.not_expressible(here, part)
        before = len(self.faults)
        metric = self.agreed(here, part, metrics) if self.promises(here, part) else None
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
            metric=metric,
            expected=expected,
            minimum=minimum,
            round=rounding,
            remedy=remedy,
            rules=self.rules(here, part),
            **_said_of(part),
            **self.conditions(here, part),
        )

    def promises(self, here: Path, part: Document) -> bool:
        """Whether the target names metric and level; what is missing is noted."""
        for key in ("metric", "expected"):
            if key not in part:
                self.fault((*here, key), f"“{key}” is missing; it is required")
        return {"metric", "expected"} <= part.keys()

    def not_expressible(self, here: Path, part: Document) -> Target | None:
        """A rule that nobody can reckon; what only a judged target can have is a fault."""
        for key in sorted(part.keys() - {"id", "title", "clause", "not_expressible"}):
            self.fault((*here, key), "a rule that nobody can reckon is not judged; leave this out")
        reason = part["not_expressible"]["reason"]
        return unjudged_target(part["id"], part.get("clause", ""), part.get("title", ""), reason)

    def rounding(self, path: Path, part: Document) -> Rounding | None:
        """How the value is rounded before it is compared."""
        with self.at(path):
            return Rounding(int(part["digits"]), part.get("mode", "half_up"))
        return None


def _said_of(part: Document) -> dict[str, Any]:
    """What a target says in plain words and numbers, by the names of the core's Target."""
    return {
        "id": part["id"],
        "clause": part.get("clause", ""),
        "title": part.get("title", ""),
        "queues": tuple(part.get("queues", ())),
        "channels": tuple(part.get("channels", ())),
        "segments": tuple(part.get("segments", ())),
        "weight": exact(part.get("weight", "1")),
        "between": part.get("between", "nothing"),
        "measured": part.get("measured"),
        "look_ahead": int(part.get("look_ahead", "0d")[:-1]),
    }


def _terms(
    document: Document,
    targets: tuple[Target, ...],
    measures: Mapping[str, Measure],
    metrics: Mapping[str, Metric],
    cadence: Cadence,
    times: Mapping[str, Any],
) -> Terms:
    return Terms(
        **{key: document[key] for key in _NAMES},
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
        closing=windows_of(document.get("closing", {})),
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
