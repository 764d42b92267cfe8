"""Secrets in addresses: values of parameters that look like one are taken out and kept locked away.

`https://host/x?api_key=abc&from={start}` is stored and shown as `…?api_key=•••&from={start}`.
"""

from collections.abc import Callable, Mapping
from urllib.parse import unquote_plus, urlsplit

HIDDEN = "•••"
SECRET_WORDS = ("key", "token", "secret", "pass", "pwd", "sig", "auth", "code")


def hide(url: str) -> tuple[str, dict[str, str]]:
    """Return the address with the values hidden, and those values as they were written, by parameter.

    A value that is hidden already, empty, or a place such as `{start}` stays. Of a parameter that comes twice
    the values are one text, `first&second`.
    """
    values: dict[str, list[str]] = {}

    def one(name: str, value: str) -> str:
        if not _is_secret(name, value):
            return value
        values.setdefault(name, []).append(value)
        return HIDDEN

    return _each(url, one), {name: "&".join(found) for name, found in values.items()}


def restore(url: str, values: Mapping[str, str]) -> str:
    """Return the address with its hidden values."""
    left = {name: joined.split("&") for name, joined in values.items()}
    return _each(url, lambda name, value: left[name].pop(0) if value == HIDDEN and left.get(name) else value)


def shown_url(url: str) -> str:
    """Return the address as it may be shown."""
    return hide(url)[0]


def _each(url: str, change: Callable[[str, str], str]) -> str:
    """Return the address with each value of its query changed; not a letter of anything else."""
    try:
        query = urlsplit(url).query
    except ValueError:  # an address that nobody can read is refused elsewhere
        return url
    if not query:
        return url
    pairs = [part.partition("=") for part in query.split("&")]
    written = "&".join(f"{name}{sign}{change(name, value) if sign else ''}" for name, sign, value in pairs)
    head, _, tail = url.partition("?")
    return f"{head}?{tail.replace(query, written, 1)}"


def _is_secret(name: str, value: str) -> bool:
    place = value.startswith("{") and value.endswith("}")
    named = unquote_plus(name).lower()
    return bool(value) and value != HIDDEN and not place and any(word in named for word in SECRET_WORDS)
