"""Writing one file whole or not at all, readable by its owner alone, and never over another one."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import Conflict

Tell = Callable[[int, int], None]  # how many parts are done, of how many
PASSING = frozenset({"executor", "sign_in_attempt"})  # who lives and who mistyped a password just now


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """A path to write to, which becomes `file` on leaving; raises Conflict where something has that name.

    The name is reserved at once, so that two backups never write the same file; nothing is left of one that
    fails.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise Conflict(f"{file} exists already and is left as it is; name another file.") from None
    except OSError as error:
        raise Conflict(f"{file} cannot be written: {error.strerror}.") from error
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        _reach_the_disk(part)
        part.replace(file)
        _reach_the_disk(file.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        file.unlink(missing_ok=True)
        raise


def _reach_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
