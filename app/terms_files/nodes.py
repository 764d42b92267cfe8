"""From text to a located tree: every scalar stays the text that was written, with its line.

A plain YAML loader makes False of ``country: NO``, 750 of ``12:30``, a float of 99.95, and lets the last of
two equal keys win. So the text is only composed to nodes here; the schema decides what a scalar is. JSON is
read by the same door.
"""

import json
from dataclasses import dataclass, field

import yaml

LARGEST = 200_000
DEEPEST = 30
MOST_FAULTS = 200
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: its line (from 1), the path of the key, and what to do."""

    line: int
    path: Path
    message: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", _printable(self.message))

    @property
    def where(self) -> str:
        """The place for people: ``line 12, targets[0].expected``."""
        return f"line {self.line}" + (f", {_printable(write_path(self.path))}" if self.path else "")


def _printable(text: str) -> str:
    """The text without what would move a cursor or ring a bell where it is shown."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)


class FileFault(ValueError):
    """A file that cannot be taken; ``faults`` holds what is wrong with it, in order, at most 200."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)[:MOST_FAULTS]
        super().__init__("; ".join(f"{fault.where}: {fault.message}" for fault in self.faults))


def write_path(path: Path) -> str:
    """A path as people write it: ``targets[0].remedy.pool``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@dataclass(slots=True)
class Tree:
    """The composed file: plain dicts, lists and texts, and the line on which each path stands."""

    root: object
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of a path, or of the nearest one above it that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def compose(text: str) -> Tree:
    """The located tree of a YAML or JSON text; raises FileFault with every duplicate key, anchor and tag."""
    if len(text) > LARGEST:
        raise FileFault([Fault(1, (), f"the file is larger than {LARGEST:,} characters")])
    tree = Tree(None)
    faults: list[Fault] = []
    try:
        node = yaml.compose(_without_tabs(text), Loader=_NodeReader)
        tree.root = None if node is None else _plain(node, (), tree, faults)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FileFault([Fault(line, (), f"this is not readable YAML or JSON: {error.problem}")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        raise FileFault([Fault(line, (), "there is a character here that no text can hold")]) from error
    if tree.root is None:
        raise FileFault([Fault(1, (), "the file is empty")])
    if faults:
        raise FileFault(faults)
    return tree


class _NodeReader(yaml.SafeLoader):
    """Composes nodes only; refuses anchors, aliases and tags: by them a text means what it does not show."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def parse_node(self, block: bool = False, indentless_sequence: bool = False) -> yaml.Event:
        event: yaml.Event = super().parse_node(block, indentless_sequence)
        line = event.start_mark.line + 1 if event.start_mark else 1
        if self.depth > DEEPEST:
            raise FileFault([Fault(line, (), "the file is nested too deeply to be terms")])
        if getattr(event, "anchor", None) is not None:
            message = "anchors and aliases are not taken; write the value where it counts"
            raise FileFault([Fault(line, (), message)])
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise FileFault([Fault(line, (), f"the tag {tag} is not taken; write the plain value")])
        return event


def _without_tabs(text: str) -> str:
    """The text, with a blank for each tab where it is JSON: there tabs may indent, in YAML they may not."""
    if "\t" not in text or not text.lstrip().startswith("{"):
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text  # no JSON, so YAML says what is wrong and where
    return text.replace("\t", " ")


def _scalar(node: yaml.ScalarNode) -> str:
    """The text; JSON writes what lies beyond the first 65,536 characters as two escapes, joined here."""
    try:
        return str(node.value).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        message = "half a character stands here: write both its escapes, or the character itself"
        raise FileFault([Fault(node.start_mark.line + 1, (), message)]) from error


def _plain(node: yaml.Node, path: Path, tree: Tree, faults: list[Fault]) -> object:
    tree.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(part, (*path, index), tree, faults) for index, part in enumerate(node.value)]
    return _mapping(node, path, tree, faults)


def _mapping(node: yaml.Node, path: Path, tree: Tree, faults: list[Fault]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(Fault(line, path, "a key must be a plain word"))
            continue
        key = _scalar(key_node)
        if key in found:
            faults.append(Fault(line, (*path, key), f"“{key}” stands twice; only one can be meant"))
            continue
        tree.lines[(*path, key)] = line
        found[key] = _plain(value_node, (*path, key), tree, faults)
    return found
