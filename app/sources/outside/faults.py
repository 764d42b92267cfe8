"""What can go wrong with a fetch, said in words that help its owner and tell an attacker nothing."""

import ssl
from enum import StrEnum
from typing import Any

import httpcore

from app.sources.outside.wire import DeadlinePassed, TooMuchReceived

MEBIBYTE = 1024 * 1024


class Fault(StrEnum):
    """What kind of thing went wrong: decides whether trying again can help."""

    DESTINATION = "destination"  # the address may not be fetched, or no public address is known
    CONNECTION = "connection"  # nobody answers there, or the connection broke
    TLS = "tls"
    TIMEOUT = "timeout"  # nothing came for a while, or the deadline of the whole fetch passed
    PROTOCOL = "protocol"  # the answer is not whole or not HTTP
    ENCODING = "encoding"
    TOO_LARGE = "too_large"
    REDIRECT = "redirect"
    STATUS = "status"
    NOT_A_REPORT = "not_a_report"
    PAGING = "paging"  # the pages have no end, or make no one report


class FetchFailed(Exception):
    """A fetch that gave no report. The sentence is for the source's owner and quotes nothing that came."""

    def __init__(self, fault: Fault, sentence: str, status: int | None = None, retry_after: str = "") -> None:
        super().__init__(sentence)
        self.fault = fault
        self.sentence = sentence
        self.status = status
        self.retry_after = retry_after
        self.seconds = 0.0  # that the fetch took; the door sets it


def explain(fault: Exception, seconds: float, most: int) -> FetchFailed:
    """Return what a fault of the connection means, said to the owner of the source."""
    match fault:
        case DeadlinePassed():
            return FetchFailed(Fault.TIMEOUT, f"the answer was not complete after {seconds:g} seconds")
        case TooMuchReceived():
            size = most // MEBIBYTE
            return FetchFailed(
                Fault.TOO_LARGE, f"the answer is larger than {size} MiB; ask for less at a time"
            )
        case httpcore.TimeoutException():
            return FetchFailed(Fault.TIMEOUT, "the server sent nothing for too long")
        case ssl.SSLError():
            return FetchFailed(Fault.TLS, f"TLS failed: {_tls_words(fault)}")
        case httpcore.NetworkError() if _is_tls(fault):
            return FetchFailed(Fault.TLS, f"TLS failed: {_tls_words(fault)}")
        case httpcore.ConnectError() | OSError():
            return FetchFailed(Fault.CONNECTION, "nobody answers at this address")
        case httpcore.NetworkError():
            return FetchFailed(Fault.CONNECTION, "the connection broke in the middle")
    return FetchFailed(Fault.PROTOCOL, f"the answer is not proper HTTP: {_own_words(fault)}")


def _is_tls(fault: Exception) -> bool:
    cause: Any = fault.__context__ or fault.__cause__
    return isinstance(cause, ssl.SSLError)


def _tls_words(fault: Exception) -> str:
    cause: Any = fault if isinstance(fault, ssl.SSLError) else (fault.__context__ or fault.__cause__)
    reason = getattr(cause, "verify_message", None) or getattr(cause, "reason", None) or "no common protocol"
    return str(reason).lower().replace("_", " ")


def _own_words(fault: Exception) -> str:
    """Our own sentences and the library's, which name the rule; never the bytes that some of them quote."""
    return str(fault).partition("b'")[0].partition('b"')[0].strip(" :(")[:160] or "its framing is broken"
