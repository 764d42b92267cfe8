"""A new key: second steps and clients of single sign-on are locked with it; the older one is thrown away."""

import pytest
from sqlmodel import select

from app.access.locked import PEOPLE, SIGN_ON, CannotUnlock, box_of, lock, unlock
from app.access.second_step.relock import relock_steps
from app.access.second_step.tables import SecondStep
from app.access.sign_on.tables import IdentityProvider
from app.database import Database
from app.settings import load_settings
from app.single_sign_on.configure import relock_providers
from tests.access.conftest import NOW, Cast
from tests.conftest import on_embedded

OLD, NEW = "Rk7-long-enough-and-random-0123456789-abcdef", "Zq3-another-one-that-is-random-9876543210-xyz"


@pytest.mark.slow
@on_embedded
def test_every_lock_is_renewed_and_what_no_key_opens_is_named(database: Database, cast: Cast) -> None:
    old, new = load_settings(secret_key=OLD), load_settings(secret_key=NEW)
    both = load_settings(secret_key=NEW, older_secret_keys=OLD)
    lost = cast.people["client_reader"]
    with database.writing() as session:
        for person in (cast.people["client_auditor"], lost):
            box = box_of(
                old, purpose=SIGN_ON if person == lost else PEOPLE
            )  # another purpose is another lock
            session.add(SecondStep(person_id=person, secret=lock(box, {"secret": "S"}), begun_at=NOW))
        client = IdentityProvider(
            organisation_id=cast.organisations["client"],
            issuer="https://login.example",
            client_id="c",
            client_secret=lock(box_of(old, purpose=SIGN_ON), {"secret": "s"}),
            changed_at=NOW,
        )
        session.add(client)
    with database.writing() as session:
        assert relock_steps(session, box_of(both, purpose=PEOPLE)) == (1, [f"second step of person {lost}"])
        assert relock_providers(session, box_of(both, purpose=SIGN_ON)) == (1, [])
    with database.reading() as session:
        kept = {one.person_id: one.secret for one in session.exec(select(SecondStep))}
        locked = session.exec(select(IdentityProvider)).one().client_secret
    mine = kept[cast.people["client_auditor"]]
    assert unlock(box_of(new, purpose=PEOPLE), mine) == {"secret": "S"}
    assert unlock(box_of(new, purpose=SIGN_ON), locked) == {"secret": "s"}
    with pytest.raises(CannotUnlock):
        unlock(box_of(new, purpose=SIGN_ON), mine)
