"""Whether a file fits into the memory that an operator gives the service (hostile case M05).

The libraries that read tables end a process that gets no memory: there is no error to catch (decision 0045).
"""

from app.errors import Problem
from app.memory import room
from app.reports.refusal import ReportTooLarge


def refuse_without_room(size: int, *, times: int, beside: int = 0) -> None:
    """Raises ReportTooLarge where `times` the size, and as many bytes `beside` it, are more than there is."""
    left = room()
    if left is None or beside + size * times <= left:
        return
    most = max(0, left - beside) // times
    message = (
        f"The memory that the service may take is too small for this file, which can take {times} times its "
        f"size: send it in parts of at most {most:,} bytes."
    )
    raise ReportTooLarge(message, [Problem("file", "memory", message)])
