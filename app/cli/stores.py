"""Settings and the database for commands that need them; what is missing is told in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.access.people import is_nobody_there
from app.access.wall_check import check_application, check_role
from app.cli.files.faults import BadInput, Located, stop
from app.database import APPLICATION, JOBS, Database, make_engine, migrate, schema_is_current
from app.jobs.only_one import OnlyOne
from app.settings import Settings, SettingsError, load_settings

NAME = "SCORECARD_DATABASE_URL"


def settings_or_stop(**given: Any) -> Settings:
    """The settings of the environment, with what is given and not None before them; raises BadInput."""
    try:
        return load_settings(**{name: value for name, value in given.items() if value is not None})
    except SettingsError as error:
        raise BadInput([Located("settings", str(error))]) from error


def is_embedded(settings: Settings) -> bool:
    """Whether the database is the embedded default, SQLite."""
    return kind_of(settings) == "sqlite"


def kind_of(settings: Settings) -> str:
    """`sqlite` or `postgresql`; raises BadInput for an address that is none."""
    try:
        return make_url(settings.database_url).get_backend_name()
    except ArgumentError as error:
        raise BadInput([Located(NAME, "is no address; write sqlite:///file or postgresql://…")]) from error


@contextmanager
def telling_of_the_database() -> Iterator[None]:
    """Say in one line that the database cannot be used, and quote nothing that may hold a password."""
    try:
        yield
    except SQLAlchemyError as error:
        why = type(getattr(error, "orig", None) or error).__name__
        message = f"the database cannot be used ({why}); check that it runs and that the address is right"
        raise BadInput([Located(NAME, message)]) from error
    except (ValueError, RuntimeError) as error:
        raise BadInput([Located(NAME, str(error))]) from error


def bring_up_to_date(settings: Settings) -> None:
    """Migrate the embedded default; refuse another database whose schema is an older one, with what to do."""
    with telling_of_the_database():
        if is_embedded(settings):
            migrate(settings.database_url)
        else:
            with opened(settings, role=APPLICATION) as database:
                check_application(database.engine, strict=not settings.demo)


def is_empty(settings: Settings) -> bool:
    """Whether there is nobody yet who could sign in."""
    with opened(settings, role=APPLICATION) as database, database.reading() as session:
        return is_nobody_there(session)


def refuse_second(settings: Settings) -> None:
    """Raise Conflict now, in one sentence, when another process serves this embedded database."""
    lock = OnlyOne(settings.database_url)
    if lock.path is not None:
        lock.path.parent.mkdir(parents=True, exist_ok=True)
    lock.take()
    lock.give_back()


@contextmanager
def opened(settings: Settings, role: str = JOBS) -> Iterator[Database]:
    """The database, as that role of ours on PostgreSQL, closed on leaving.

    Raises BadInput when its schema is not the one of this version, or who signs in may not act as the role.
    """
    with telling_of_the_database():
        engine = make_engine(settings.database_url, pool_size=1)
        try:
            current = schema_is_current(engine)
            if current:
                check_role(engine, role)
        finally:
            engine.dispose()
    if not current:
        stop(NAME, "the database has another schema than this version; run “scorecard migrate” first")
    database = Database(make_engine(settings.database_url, role=role))
    try:
        yield database
    finally:
        database.close()
