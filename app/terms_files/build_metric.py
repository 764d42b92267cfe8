"""From the typed document to metrics: of the catalogue, of the contract's own, and in intervals."""

from collections.abc import Mapping

from app.sla.agreed.levels import Level, read_level
from app.sla.measures import Measure, measure
from app.sla.metrics import Metric, Parameter, agree, in_intervals, own
from app.terms_files.collecting import Collector, Document
from app.terms_files.nodes import Path

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_TIMES = ("threshold", "short")


class MetricBuilder(Collector):
    """Builds the metric of a target."""

    def metric(self, name: str, part: Document, measures: Mapping[str, Measure]) -> Metric | None:
        """A metric that the contract defines itself, over measures that are known or declared."""
        path = ("metrics", name, "formula")
        with self.at(path):
            made = own(name, part["formula"], part.get("unit", "ratio"), part.get("direction", "higher"))
            self.known_measures(path, made, measures)
            return made
        return None

    def agreed(self, here: Path, part: Document, metrics: Mapping[str, Metric | None]) -> Metric | None:
        """The metric of a target, as one formula; None when a fault about it was noted."""
        metric = self.plain(here, part, metrics)
        if metric is None or "intervals" not in part:
            return metric
        each = self.level((*here, "intervals", "each"), part["intervals"]["each"], metric)
        with self.at(here):
            return in_intervals(metric, each, part["intervals"]["grain"]) if each else None
        return None

    def plain(self, here: Path, part: Document, metrics: Mapping[str, Metric | None]) -> Metric | None:
        """The metric itself, whether it is judged as a whole or in intervals."""
        if part["metric"] in metrics:
            if "with" in part:
                self.fault((*here, "with"), "a metric of the contract's own is one formula; leave “with” out")
            return metrics[part["metric"]]
        given = part.get("with", {})
        parameters: dict[str, Parameter] = {
            key: seconds(text) if key in _TIMES else text for key, text in given.items() if key != "variant"
        }
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


def seconds(text: str) -> int:
    """The whole seconds of ``20s``, ``5m`` or ``1h``."""
    return int(text[:-1]) * _SECONDS[text[-1]]
