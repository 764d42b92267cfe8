"""Locking the secrets of second steps with the newest key."""

from __future__ import annotations

from cryptography.fernet import MultiFernet
from sqlmodel import Session, select

from app.access.locked import CannotUnlock, relock
from app.access.second_step.tables import SecondStep


def relock_steps(session: Session, box: MultiFernet) -> tuple[int, list[str]]:
    """Lock them all anew; return how many, and which no key of ours opens: those stay as they are."""
    done, lost = 0, []
    for step in session.exec(select(SecondStep).with_for_update()):
        try:
            step.secret = relock(box, step.secret)
        except CannotUnlock:
            lost.append(f"second step of person {step.person_id}")
            continue
        session.add(step)
        done += 1
    return done, lost
