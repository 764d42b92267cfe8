"""Whether what came can be a report at all: providers answer 200 with a sign-in page, or with nothing."""

from app.sources.outside.ask import Fetched
from app.sources.outside.faults import Fault, FetchFailed

PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml version", b"<script")
PAGE_TYPES = ("text/html", "application/xhtml+xml")


def is_empty(fetched: Fetched) -> bool:
    """Return whether there is no report: 204, or nothing but white space. Nothing is never zero calls."""
    return fetched.status == 204 or not fetched.content.strip(b" \t\r\n\x00\xef\xbb\xbf")


def refuse_pages(fetched: Fetched) -> None:
    """Raise FetchFailed when a web page came instead of a report, whatever its type says."""
    said = fetched.headers.get("content-type", "").partition(";")[0].strip().lower()
    head = fetched.content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if said in PAGE_TYPES or head.startswith(PAGES):
        raise FetchFailed(
            Fault.NOT_A_REPORT,
            "a web page came instead of a report (a sign-in or maintenance page?); "
            "check address and credentials",
            fetched.status,
        )
