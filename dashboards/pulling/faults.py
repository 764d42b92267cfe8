"""What went wrong with a pull, in the reader's language: the fetch's sentences, as attempts keep them."""

from typing import Final

from dashboards.language import Language
from dashboards.retelling import forms, retold
from dashboards.titles import N_
from dashboards.troubles import is_known, trouble_words

_ANSWERS: Final = (
    (
        "the server answers 401: .*",
        N_("The server answers 401: it does not know these credentials. Enter new ones."),
    ),
    ("the server answers 403: .*", N_("The server answers 403: these credentials may not read this.")),
    ("the server answers 404: .*", N_("The server answers 404: there is nothing at this address.")),
    (
        "the server answers 410: .*",
        N_("The server answers 410: what was at this address is gone for good."),
    ),
    ("the server answers 429: .*", N_("The server answers 429: too many requests. It is asked again later.")),
    (
        "the server answers (?P<status>[0-9]{3})(?:; check client id, secret and scope)?",
        N_("The server answers %(status)s."),
    ),
    (
        "a web page came instead of a report .*",
        N_(
            "A web page came instead of a report (a sign-in or maintenance page?). Check address and "
            "credentials."
        ),
    ),
    ("The answer is empty: there is no report yet.", N_("The answer is empty: there is no report yet.")),
    (
        "asking for a token: the answer.*",
        N_("Asking for a token: the answer holds no access token that can be used."),
    ),
)
_CONNECTIONS: Final = (
    ("nobody answers at this address", N_("Nobody answers at this address.")),
    ("the connection broke in the middle", N_("The connection broke in the middle.")),
    ("the server sent nothing for too long", N_("The server sent nothing for too long.")),
    (
        r"the answer was not complete after (?P<seconds>\S+) seconds",
        N_("The answer was not complete after %(seconds)s seconds."),
    ),
    (
        "the answer is larger than (?P<size>[0-9]+) MiB; .*",
        N_("The answer is larger than %(size)s MiB. Ask for less at a time."),
    ),
    (
        "your organisation has stored as much as it may here; .*",
        N_("Your organisation has stored as much as it may here. Erase files that are not needed any more."),
    ),
    ("TLS failed: (?P<why>.*)", N_("The encrypted connection (TLS) failed: %(why)s.")),
    ("the answer is not proper HTTP: (?P<why>.*)", N_("The answer is not proper HTTP: %(why)s.")),
    (
        r"the server sent a part of the answer \(206\) unasked",
        N_("The server sent only a part of the answer."),
    ),
    (
        "the server redirects more than (?P<most>[0-9]+) times",
        N_("The server redirects more than %(most)s times."),
    ),
    (
        "the server redirects to another host, which answers (?P<status>[0-9]+)",
        N_("The server redirects to another host, which answers %(status)s."),
    ),
    ("the process ended in the middle of it", N_("The service stopped in the middle of it.")),
    ("the server redirects .*", N_("The server redirects to where this may not be fetched from.")),
)
_ADDRESSES: Final = (
    (
        "no public address is known for (?P<host>[^;]+); .*",
        N_(
            "No public address is known for %(host)s. Check the name, or ask the operator of this service to "
            "allow it."
        ),
    ),
    (
        r"(?P<host>\S+) is not on the public Internet; .*",
        N_("%(host)s is not on the public Internet. The operator of this service has to allow it first."),
    ),
    (
        r"(?:only https is|port [0-9]+ is not) fetched; the operator has to allow (?P<place>\S+) .*",
        N_("Only https is fetched. The operator of this service has to allow %(place)s first."),
    ),
)
_PAGES: Final = (
    (
        "pages (?P<one>[0-9]+) and (?P<other>[0-9]+) are the same: .* know “(?P<name>.*)”",
        N_("Pages %(one)s and %(other)s are the same: the provider seems not to know “%(name)s”."),
    ),
    (
        "of (?P<total>[0-9]+) (?:rows|pages) that the provider states (?P<come>[0-9]+) came",
        N_("Of %(total)s that the provider states %(come)s came."),
    ),
    (
        "after (?P<most>[0-9]+) pages there is still a next one; .*",
        N_("After %(most)s pages there is still a next one. Choose a shorter window or raise `most_pages`."),
    ),
)
_FORMS: Final = forms((*_ANSWERS, *_CONNECTIONS, *_ADDRESSES, *_PAGES))


def fault_words(language: Language, message: str) -> str:
    """The sentence in the reader's language; empty where it has a form that is not known."""
    return trouble_words(language, message) if is_known(message) else retold(language, _FORMS, message)
