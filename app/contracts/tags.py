"""Entity tags of what has versions: the version, which `If-Match` names, and a digest of what was shown."""

import hashlib


def tag_of(version: str, shown: str) -> str:
    """The ETag of an answer: it changes with the version, and with what else the answer shows."""
    return f'"{version}.{hashlib.sha256(shown.encode()).hexdigest()[:16]}"'


def is_named(if_match: str, version: str) -> bool:
    """Whether an `If-Match` names the version, whatever else was shown beside it; `*` names every one."""
    tags = [part.strip().removeprefix("W/").strip('"') for part in if_match.split(",")]
    return any(tag == "*" or tag.rpartition(".")[0] == version for tag in tags)
