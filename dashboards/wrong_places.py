"""What is wrong with one field of a form, in the reader's language: what pydantic says of a value, and what
the rooms behind the pages do.
"""

from typing import Final

from dashboards.agreed.terms_faults import terms_fault_words
from dashboards.arriving.refusals import refusal_words
from dashboards.language import Language
from dashboards.notes import place
from dashboards.pulling.faults import fault_words
from dashboards.retelling import forms, retold, sentence_form
from dashboards.titles import N_

_VALUES: Final = (
    ("Field required", N_("is missing")),
    ("Extra inputs are not permitted", N_("is not known here")),
    ("String should have at least 1 character", N_("is empty")),
    (
        "(?:String|Value) should have at least (?P<least>[0-9]+) characters?",
        N_("needs at least %(least)s characters"),
    ),
    (
        "(?:String|Value) should have at most (?P<most>[0-9]+) characters?",
        N_("has at most %(most)s characters"),
    ),
    (
        "(?:List|Tuple|Set|Dictionary|Value) should have at least (?P<least>[0-9]+) items? .*",
        N_("needs at least %(least)s entries"),
    ),
    (
        "(?:List|Tuple|Set|Dictionary|Value) should have at most (?P<most>[0-9]+) items? .*",
        N_("has at most %(most)s entries"),
    ),
    ("String should match pattern .*", N_("is not written as it has to be")),
    ("Input should be a valid (?:date|datetime).*", N_("is not a date like 2020-01-31")),
    ("Input should be a valid integer.*", N_("is no whole number")),
    (
        "(?:Input should be a valid|Decimal input should be a|Input should be a finite) number.*",
        N_("is no number"),
    ),
    ("Input should be a valid decimal", N_("is no number")),
    (
        "Decimal input should have no more than (?P<most>[0-9]+) decimal places?",
        N_("has at most %(most)s decimals"),
    ),
    ("Decimal input should have no more than (?P<most>[0-9]+) digits .*", N_("has at most %(most)s digits")),
    ("Input should be greater than or equal to (?P<least>.+)", N_("is less than %(least)s")),
    ("Input should be less than or equal to (?P<most>.+)", N_("is more than %(most)s")),
    ("Input should be greater than (?P<bound>.+)", N_("has to be more than %(bound)s")),
    ("Input should be less than (?P<bound>.+)", N_("has to be less than %(bound)s")),
    ("Input should be a valid (?:string|boolean|dictionary|list|UUID).*", N_("cannot be read")),
    ("Input should be (?P<known>'.*)", N_("has to be one of %(known)s")),
    ("value is not a valid email address.*", N_("is not an e-mail address")),
)
_TEXTS: Final = (
    (r"half a character \(a lone surrogate\) is not allowed", N_("half a character is not allowed")),
    ("this is no PEM text: .*", N_("this is no PEM text: it begins with -----BEGIN …-----")),
    ("the header '(?P<name>.*)' cannot be set", N_("the header %(name)s cannot be set")),
    (
        "the value of '(?P<name>.*)' is not one line of plain ASCII",
        N_("the value of %(name)s is not one line of plain ASCII"),
    ),
)
_SOURCES: Final = (
    (
        r"\{(?P<name>[^}]*)\} is unknown; the places are (?P<known>.*); as text .*",
        N_("%(name)s is unknown; the places are %(known)s"),
    ),
    ("it goes into a JSON object; give a `body`", N_("it goes into a JSON object; give a body")),
    ("the key goes into a JSON object; give a `body`", N_("it goes into a JSON object; give a body")),
    ("give either `every_minutes` or `cron`", N_("give either minutes or a schedule")),
    (
        "a schedule has five fields: .*",
        N_("a schedule has five fields: minute, hour, day of the month, month, weekday"),
    ),
    (
        "'(?P<part>.*)' is no .*: it lies between (?P<low>[0-9]+) and (?P<high>[0-9]+)",
        N_("“%(part)s” does not lie between %(low)s and %(high)s"),
    ),
    (
        "'(?P<part>.*)' is no .*; write numbers, .*",
        N_("“%(part)s” cannot be read; write numbers, ranges 1-5, steps */15, commas"),
    ),
    (
        "is not a known time zone, such as .*",
        N_("is not a known time zone, e.g. Asia/Shanghai"),
    ),
    ("their header is among `headers` as well", N_("their header is among the headers as well")),
    (
        "the address leads to another host; give this again, .*",
        N_("the address leads to another host; give this again, so that nothing old is sent there"),
    ),
    (
        "give the client's secret: nothing old is sent .*",
        N_("give the client's secret: nothing old is sent to another issuer or for another client"),
    ),
)
_ADDRESSES: Final = (
    (
        "the address carries a user name; .*",
        N_("the address carries a user name; put credentials into a header instead"),
    ),
    (
        r"the address carries a fragment \(#…\), .*",
        N_("the address carries a fragment (#…), which no server ever sees"),
    ),
)
_CERTIFICATES: Final = (
    ("the certificate is no PEM .*", N_("the certificate is no PEM (-----BEGIN CERTIFICATE-----)")),
    (
        "TLS does not take this certificate or key; .*",
        N_("TLS does not take this certificate or key; it may be too weak"),
    ),
    (
        "the key is locked with a passphrase; .*",
        N_("the key is locked with a passphrase; give it without one"),
    ),
    ("the key is no PEM .*", N_("the key is no PEM (-----BEGIN PRIVATE KEY-----)")),
)
# Sentences that are said as they are raised.
_AS_RAISED: Final = (
    N_("write it like %(example)s"),
    N_("control characters are not allowed"),
    N_("this must be one line"),
    N_("this must not be empty, nor begin or end with space"),
    N_("this lies outside the years 1900 to 2999"),
    N_("this is not one line of plain ASCII"),
    N_("this must be one line without control characters"),
    N_("no %(place)s can have this name"),
    N_("this header cannot be set"),
    N_("a header is given twice"),
    N_("a body is a JSON object or array"),
    N_("a body has at most %(bytes)s bytes and %(levels)s levels"),
    N_("a body is sent with POST only"),
    N_("name the parameter or field that carries it"),
    N_("say where the rows are that are counted"),
    N_("the address is longer than %(most)s characters"),
    N_("the address holds blanks, backslashes or invisible characters"),
    N_("the address cannot be read; write https://host/path"),
    N_("only addresses like https://host/path are fetched"),
    N_("the address names no host"),
    N_("the host's name is not a valid name"),
    N_("the chain has more than %(most)s certificates"),
    N_("the key is not that of the first certificate"),
    N_("the certificate has expired on %(day)s"),
)
# The fields by their labels, as the forms have them.
_LABELS: Final = {
    "name": N_("Name"),
    "reason": N_("Reason"),
    "begins": N_("From"),
    "ends": N_("Until"),
    "email": N_("E-mail address"),
    "role": N_("Role"),
    "days": N_("Days until it expires"),
    "password": N_("Password"),
    "current": N_("Password as it is now"),
    "new": N_("New password"),
    "code": N_("Code"),
    "chat_address": N_("Chat address"),
    "title": N_("What was found"),
    "cause": N_("Cause"),
    "measure": N_("Corrective measure"),
    "owner": N_("Owner"),
    "due": N_("Due"),
    "proof": N_("Proof"),
    "close_after": N_("Met periods in a row"),
    "complaints_in_time": N_("Complaints to be handled in time, in percent"),
    "amount": N_("Amount"),
    "document_number": N_("Number of the document"),
    "comment": N_("Comment"),
    "agreed_by": N_("Who agreed for the provider"),
    "holidays": N_("Days off"),
    "makeup_days": N_("Worked to make up"),
    "issuer": N_("Issuer"),
    "client_id": N_("Client id"),
    "client_secret": N_("Client secret"),
    "domains": N_("Domains of your e-mail addresses"),
    "claim": N_("Claim with the groups"),
    "roles": N_("What a group is here"),
    "url": N_("Address"),
    "method": N_("Method"),
    "preset": N_("Known system"),
    "window": N_("One report is about a"),
    "lag_days": N_("Days until it is there"),
    "look_back": N_("Newest reports asked again"),
    "since": N_("From this day on"),
    "every_minutes": N_("Every so many minutes"),
    "cron": N_("Schedule"),
    "time_zone": N_("Its time zone"),
    "pause_seconds": N_("Seconds between two pulls"),
    "secret": N_("Secret"),
    "user": N_("User"),
    "key_name": N_("Name of the key"),
    "token_url": N_("Token address"),
    "scope": N_("Scope"),
    "headers": N_("Headers"),
    "body": N_("Body of a POST"),
    "mapping": N_("Mapping"),
}
_FORMS: Final = (
    *((sentence_form(sentence), sentence) for sentence in _AS_RAISED),
    *forms((*_TEXTS, *_SOURCES, *_ADDRESSES, *_CERTIFICATES, *_VALUES)),
)


def wrong_place_words(language: Language, message: str) -> str:
    """What is wrong there in the reader's language; empty where it has a form that is not known."""
    own = retold(language, _FORMS, message)
    return (
        own
        or fault_words(language, message)
        or terms_fault_words(language, message)
        or refusal_words(language, message)
    )


def field_words(language: Language, where: str) -> str:
    """The label of a field, with the number of the entry where it has several; any other place in words."""
    *above, last = where.split(".")
    if above and above[-1] in _LABELS and last.isdecimal():
        return f"{language.message(_LABELS[above[-1]])} {int(last) + 1}"
    return language.message(_LABELS[last]) if last in _LABELS else place(language, where)
