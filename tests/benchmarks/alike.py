"""`python -m tests.benchmarks.alike`: whether time tells what words do not (hostile.md H03, I01).

A wrong password of somebody known beside one of nobody, and another client's contract beside one that does
not exist, in turn; medians of processor time and their ratio, which is told and not asserted.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from app.access.credentials import Credentials
from app.access.people import add_membership, add_person
from app.access.sign_in import Lasting, sign_in
from app.database import migrate
from app.errors import NotSignedIn
from app.main import set_up_logs
from tests.desk import OPENED, REF, Desk, laid, opened

PASSWORD, WRONG = "correct horse battery", "wrong horse battery"
LASTING = Lasting(timedelta(hours=1), timedelta(hours=1))
HEAD = "| what | there is, ms | there is not, ms | ratio |\n| --- | ---: | ---: | ---: |"


def told(name: str, there: Callable[[int], None], none: Callable[[int], None], times: int) -> str:
    """A line of the table: both in turn, so that whatever else the machine does meets both."""
    took: tuple[list[float], list[float]] = [], []
    for number in range(-5, times):
        for into, act in zip(took, (there, none), strict=True):
            began = time.process_time()
            act(number)
            into.append(time.process_time() - began)
    one, other = (median(each[5:]) * 1000 for each in took)
    return f"| {name} | {one:.2f} | {other:.2f} | {one / other:.2f} |"


def try_one(desk: Desk, name: str, number: int) -> None:
    """One wrong password, each from an address of its own: nobody is slowed."""
    email = f"{name}{number}@example.com"
    caller = Credentials("none", "", f"2001:db8:{number + 5:x}::1", "request", "POST")
    try:
        sign_in(desk.database, caller, email, WRONG, now=datetime.now(UTC), lasting=LASTING)
    except NotSignedIn:
        return
    raise AssertionError(email)


def read(desk: Desk, ref: str) -> None:
    """Somebody else's contract, or none."""
    assert desk.get(f"/contracts/{ref}", "outsider_auditor").status_code == 404


def main(people: int = 40, readings: int = 400) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'alike.db')}"
        migrate(url)
        with opened(url, *laid(url)) as desk:
            set_up_logs(desk.settings.model_copy(update={"log_level": "warning"}))
            with desk.database.writing() as session:
                for number in range(-5, people):
                    email = f"known{number}@example.com"
                    person = add_person(session, email, "Known", now=OPENED, password=PASSWORD)
                    add_membership(session, person.id, desk.organisations["client"], "reader", now=OPENED)
            print(HEAD)
            known, nobody = partial(try_one, desk, "known"), partial(try_one, desk, "nobody")
            print(told("a wrong password", known, nobody, people))
            print(told("a contract", lambda _: read(desk, REF), lambda _: read(desk, "NO-SUCH"), readings))


if __name__ == "__main__":
    main()
