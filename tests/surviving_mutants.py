"""The mutants that no test notices: each has to be explained in docs/soak/mutants.md.

`make mutants` changes app/sla/judge.py and app/sla/remedies in every small way that mutmut knows and runs the
tests of the core on each. What survives is printed here as a block that can be pasted there, with a sentence
why no test can tell it from the original, or why none needs to. Exit code 1 when a survivor is unexplained.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXPLAINED = ROOT / "docs" / "soak" / "mutants.md"
MUTMUT = Path(sys.executable).with_name("mutmut")
UNNOTICED = ("survived", "no tests", "suspicious")
_RESULT = re.compile(r"\s*(\S+): (.+)")
_BLOCK = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def results() -> Iterator[tuple[str, str]]:
    """Each mutant that was not killed, and what became of it."""
    told = subprocess.run([MUTMUT, "results"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return (match.groups() for line in told.splitlines() if (match := _RESULT.fullmatch(line)))  # type: ignore[misc]


def block_of(name: str) -> str:
    """The file and the changed lines of a mutant."""
    command = [MUTMUT, "show", name]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return "\n".join(essence(told))


def essence(diff: str) -> list[str]:
    """Of a diff only the file and the lines that change, without their indentation."""
    lines = diff.splitlines()
    file = [line.split()[1] for line in lines if line.startswith("--- ")]
    changed = [line for line in lines if line[:1] in "-+" and line[:3] not in ("---", "+++")]
    return file + [f"{line[0]} {line[1:].strip()}" for line in changed if line]


def explained(page: str) -> set[str]:
    """The blocks of the page."""
    return {match[1].strip() for match in _BLOCK.finditer(page)}


def main() -> None:
    """Prints what is unexplained, what was not checked, and what is explained though it is gone."""
    found = list(results())
    known = explained(EXPLAINED.read_text(encoding="utf-8"))
    alive = {block_of(name) for name, fate in found if fate in UNNOTICED}
    unchecked = [name for name, fate in found if fate == "not checked"]
    for block in sorted(alive - known):
        print(f"```diff\n{block}\n```\n")
    for block in sorted(known - alive):
        print(f"no longer alive:\n{block}\n")
    print(f"{len(alive)} survive, {len(alive - known)} unexplained; {len(unchecked)} not checked")
    sys.exit(bool(alive - known) or bool(unchecked))


if __name__ == "__main__":
    main()
