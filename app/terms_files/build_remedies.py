"""From a typed document to remedies and the rules that change their price; faults are located."""

from collections.abc import Mapping
from fractions import Fraction

from app.sla.agreed.levels import Level, read_quantity
from app.sla.formula import parse
from app.sla.metrics import Metric
from app.sla.quantities import exact
from app.sla.remedies.bands import Band, BandsRemedy
from app.sla.remedies.escalation import CountsFrom, Promotion, Repeat
from app.sla.remedies.lines import NO_RULES, LineRules
from app.sla.remedies.per_point import PerPointRemedy
from app.sla.remedies.percent_bands import PercentBandsRemedy, PricedBand
from app.sla.remedies.points import PointsBand, PointsRemedy
from app.sla.remedies.pool import PoolRemedy
from app.sla.remedies.prices import FREE, Price
from app.sla.terms import Remedy, TermsFault
from app.terms_files.build_money import price, priced, share
from app.terms_files.collecting import Collector, Document
from app.terms_files.nodes import Path

_ANY_KIND = {"kind", "cap", "repeat", "counts_from", "earn_back", "critical"}
_OWN: Mapping[str, set[str]] = {
    "pool": {"pool", "allocation", "pays_on"},
    "bands": {"bands", "at_risk"},
    "per_point": {"amount", "per", "count", "point", "counted", "from", "deemed"},
    "points": {"bands", "deemed"},
}
_NEEDED = {"pool": "pool", "bands": "bands", "per_point": "amount", "points": "bands"}


class RemedyBuilder(Collector):
    """Builds the remedy of a target and its rules."""

    def remedy(self, path: Path, part: Document, metric: Metric) -> Remedy | None:
        """The remedy of a target; a key that belongs to another kind is a fault."""
        kind = part["kind"]
        for key in sorted(part.keys() - _ANY_KIND - _OWN[kind]):
            self.fault((*path, key), f"“{key}” does not belong to a remedy of kind {kind}")
        if _NEEDED[kind] not in part:
            self.fault(path, f"a remedy of kind {kind} needs “{_NEEDED[kind]}”")
            return None
        if kind == "bands":
            return self.bands(path, part, metric)
        if kind == "points":
            return self.points(path, part, metric)
        with self.at(path):
            if kind == "per_point":
                return _per_point(part, metric)
            return PoolRemedy(part["pool"], share(part.get("allocation", "0")), part.get("pays_on"))
        return None

    def points(self, path: Path, part: Document, metric: Metric) -> PointsRemedy:
        """Bands of points."""
        bands = []
        for number, band in enumerate(part["bands"]):
            here = (*path, "bands", number)
            if "points" not in band or "amount" in band or "bonus" in band:
                self.fault(here, "say how many “points” the band gives, and nothing else")
            elif span := self.span(here, band, metric):
                bands.append(PointsBand(span, exact(band["points"])))
        with self.at((*path, "deemed")):
            return PointsRemedy(tuple(bands), exact(part["deemed"]) if "deemed" in part else None)
        return PointsRemedy(tuple(bands))

    def bands(self, path: Path, part: Document, metric: Metric) -> Remedy:
        """Bands in money where every price is an amount, else bands with shares among them."""
        found = [self.band((*path, "bands", n), band, metric) for n, band in enumerate(part["bands"])]
        bands = tuple(band for band in found if band)
        plain = [
            Band(band.span, band.price.amount, band.bonus.amount)
            for band in bands
            if band.price.amount is not None and band.bonus.amount is not None
        ]
        if len(plain) == len(bands) and "at_risk" not in part:
            return BandsRemedy(tuple(plain))
        return PercentBandsRemedy(bands, priced(part, "at_risk"))

    def band(self, path: Path, part: Document, metric: Metric) -> PricedBand | None:
        """One band; exactly one of amount and bonus says what it means."""
        if ("amount" in part) == ("bonus" in part) or "points" in part:
            self.fault(path, "say what the band costs (“amount”, 0 for nothing) or earns (“bonus”)")
            return None
        span = self.span(path, part, metric)
        if span is None:
            return None
        return PricedBand(span, _or_free(part, "amount"), _or_free(part, "bonus"))

    def span(self, path: Path, part: Document, metric: Metric) -> Level | None:
        """The values that a band holds."""
        for pair in (("over", "at_least"), ("under", "at_most")):
            if all(key in part for key in pair):
                self.fault(path, f"write “{pair[0]}” or “{pair[1]}”, not both")
                return None
        with self.at(path):
            edges = {
                key: read_quantity(part[key], metric.unit)
                for key in ("over", "at_least", "under", "at_most")
                if key in part
            }
            return Level(
                edges.get("over", edges.get("at_least")),
                edges.get("under", edges.get("at_most")),
                "over" not in edges,
                "under" not in edges,
            )
        return None

    def rules(self, here: Path, part: Document) -> LineRules:
        """What changes the price of a miss of the target."""
        remedy = part.get("remedy", {})
        with self.at((*here, "remedy")):
            return LineRules(
                own_cap=priced(remedy, "cap"),
                repeat=_repeat(remedy.get("repeat")),
                counts_from=_counts_from(remedy.get("counts_from")),
                importance=part.get("importance", "ordinary"),
                promotion=_promotion(part.get("promotion")),
                critical_credit=priced(remedy, "critical"),
                group=part.get("group", ""),
                event=part.get("event", ""),
                earn_back=int(remedy["earn_back"]["after"]) if "earn_back" in remedy else None,
            )
        return NO_RULES


def _per_point(part: Document, metric: Metric) -> PerPointRemedy:
    size = read_quantity(part["point"], metric.unit) if "point" in part else Fraction(1, metric.shown_scale)
    counted, level = part.get("counted", "exact"), part.get("from", "expected")
    per, counts = part.get("per", "point"), parse(part["count"]) if "count" in part else None
    if "point" in part and per != "point":
        raise TermsFault(("point",), f"“point” says what one point is; leave it out with “per: {per}”")
    return PerPointRemedy(price(part["amount"]), per, counted, size, level, priced(part, "deemed"), counts)


def _or_free(part: Document, key: str) -> Price:
    found = price(part[key]) if key in part else FREE
    return found if found.amount or found.share else FREE


def _repeat(part: Document | None) -> Repeat | None:
    return None if part is None else Repeat(int(part["from"]), exact(part["factor"]))


def _counts_from(part: Document | None) -> CountsFrom | None:
    return None if part is None else CountsFrom(int(part["nth"]), int(part.get("within", "12")))


def _promotion(part: Document | None) -> Promotion | None:
    if part is None:
        return None
    return Promotion(int(part.get("after", "2")), part.get("begins", "this_period"))
