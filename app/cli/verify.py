"""`scorecard verify`: a scorecard is judged again from its evidence, offline, and every digit compared."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.files.faults import BadInput, Located
from app.cli.files.read_scorecards import read_scorecards
from app.cli.output import AsJson, out, print_json
from app.sla.replaying.parts import printable
from app.terms_files.verify import Verification, verify

commands = typer.Typer(add_completion=False)
_EXAMPLES = """\b
Examples:
  scorecard score terms.yaml april.csv --json > april.json
  scorecard verify april.json
  scorecard verify 2026-03.json 2026-04.json --json
"""
Files = Annotated[
    list[Path],
    typer.Argument(metavar="SCORECARD…", help="JSON of scorecards; issued ones in the order of issue."),
]


@commands.command("verify", epilog=_EXAMPLES)
def verify_files(files: Files, json: AsJson = False) -> None:
    """Recompute scorecards from their evidence; exit with 2 when a digit or a digest differs."""
    links: dict[str, str] = {}
    told: list[dict[str, Any]] = []
    faults: list[Located] = []
    for path in files:
        for card in read_scorecards(path):
            found = verify(card, links.get(str(card.get("contract"))))
            _remember_link(links, card)
            told.append(_told(path, card, found))
            faults += [Located(str(path), f"{one.where}: {one.message}") for one in found.findings]
    if json:
        print_json({"ok": not faults, "scorecards": told})
    else:
        _print(told)
    if faults:
        raise BadInput(faults)


def _remember_link(links: dict[str, str], card: dict[str, Any]) -> None:
    """An issued scorecard says what the next one of its contract is chained to."""
    link = card["evidence"].get("chain_sha256")
    if isinstance(link, str):
        links[str(card.get("contract"))] = link


def _told(path: Path, card: dict[str, Any], found: Verification) -> dict[str, Any]:
    period = card.get("period")
    reports = card["evidence"].get("reports")
    erased = [one for one in reports if isinstance(one, dict) and "erased_at" in one] if reports else []
    findings = [{"code": one.code, "where": one.where, "message": one.message} for one in found.findings]
    return {
        "file": str(path),
        "contract": printable(str(card.get("contract"))),
        "period": printable(str(period.get("label"))) if isinstance(period, dict) else "",
        "sha256": printable(str(card["evidence"].get("sha256")), 64),
        "ok": found.ok,
        "erased": [
            {"sha256": printable(str(one.get("sha256")), 64), "erased_at": printable(str(one["erased_at"]))}
            for one in erased
        ],
        "findings": findings,
    }


def _print(told: list[dict[str, Any]]) -> None:
    console = out()
    for one in told:
        verdict = "holds: the same digits from its evidence" if one["ok"] else "does not hold"
        console.print(f"{one['contract']} {one['period']}: {verdict}, sha256 {one['sha256']}", soft_wrap=True)
        for gone in one["erased"]:
            day = gone["erased_at"][:10]
            console.print(
                f"  replayed to the sheets, the file was erased on {day}: sha256 {gone['sha256']}",
                soft_wrap=True,
            )
