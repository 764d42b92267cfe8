"""Whether a fault is known in any version that we pin, as the registry publishes them: `make audit`.

pip-audit asks for each pinned version and passes over what the registry does not answer for, with a green
"none found"; so what was really compared is said here, and nothing compared is no success.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PIP_AUDIT = ROOT / ".venv" / "audit" / "bin" / "pip-audit"
LISTS = tuple(f"requirements{name}.txt" for name in ("", "-dev", "-client", "-audit"))
CLEAN, FAULTS, NOT_SERVED = 0, 1, 3


def found_by(command: list[str]) -> dict[str, Any]:
    """What pip-audit found; RuntimeError with its words when it found out nothing."""
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        found: dict[str, Any] = json.loads(told.stdout)
    except ValueError:
        raise RuntimeError(f"pip-audit gave no answer:\n{told.stderr.strip()}") from None
    return found


def together(found: list[dict[str, Any]]) -> dict[str, Any]:
    """What was found in several lists, each version once; a version that was passed over has no number."""
    every = {(one["name"], one.get("version")): one for part in found for one in part["dependencies"]}
    return {"dependencies": list(every.values())}


def said(found: dict[str, Any]) -> tuple[list[str], int]:
    """The lines to print and the exit code."""
    compared = [one for one in found["dependencies"] if "skip_reason" not in one]
    passed_over = sorted(one["name"] for one in found["dependencies"] if "skip_reason" in one)
    lines = [_line(one, fault) for one in compared for fault in one["vulns"]]
    if not compared:
        why = "the registry serves no list of known faults here, so nothing could be compared"
        return [f"{len(passed_over)} pinned versions, not checked: {why}."], NOT_SERVED
    if passed_over:
        lines.append(f"Not known to the registry, so not compared: {', '.join(passed_over)}.")
    faults = sum(len(one["vulns"]) for one in compared)
    lines.append(
        f"{len(compared)} pinned versions compared with the registry's list: {faults or 'no'} known faults."
    )
    return lines, FAULTS if faults else CLEAN


def _line(one: dict[str, Any], fault: dict[str, Any]) -> str:
    mended = ", ".join(fault["fix_versions"]) or "none yet"
    return f"{one['name']} {one['version']}: {fault['id']}, mended in {mended}"


def main() -> None:
    """Prints what is known; exit code 0 none, 1 some, 3 when the registry does not serve the list."""
    quiet = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json")
    found = [found_by([str(PIP_AUDIT), *quiet, "--requirement", name]) for name in LISTS]
    lines, status = said(together(found))
    print("\n".join(lines))
    sys.exit(status)


if __name__ == "__main__":
    main()
