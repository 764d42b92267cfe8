"""Sentences about what is wrong that pages say often, so that they are said in the reader's language.

They are raised in the rooms behind the pages, in English; a sentence that is not listed is shown as it came,
under one that says in the reader's language that something was wrong.
"""

from typing import Final

from dashboards.language import Language
from dashboards.titles import N_

KNOWN: Final = frozenset(
    {
        N_("A day cannot be read: write it like 2026-04-30."),
        N_("A header cannot be read."),
        N_("A number cannot be read."),
        N_("A terms file has at most 1,000,000 bytes."),
        N_("A text cannot be read."),
        N_("A time cannot be read."),
        N_("Begin to set the second step up first; what you began is over after an hour."),
        N_("Choose one of the list."),
        N_("Give your password, or the one that you choose if you are new here; or sign in first."),
        N_("It cannot be read again."),
        N_("No row of this file is refused."),
        N_("Nothing comes of an amount of 0."),
        N_("One thing is read from one column."),
        N_("Send the report in the form's field “file”."),
        N_("Set up your own second step first: who asks for it has it."),
        N_("Signing in took too long, or too many codes were wrong; begin again with your password."),
        N_("Somebody has to administer the organisation; make somebody else an administrator first."),
        N_("Something that was typed is wrong."),
        N_("Switch your own second step off on the page of your account, with your password and a code."),
        N_("That day has not come yet."),
        N_("The calendar was changed meanwhile; read it again, then confirm it."),
        N_("The client's own measurement is pulled by the client."),
        N_("The client's own measurement is sent by the client."),
        N_("The exclusion was changed meanwhile; read it again, then decide."),
        N_("The mapping cannot be read."),
        N_("The scorecard changed since its issue was asked for; issue it anew."),
        N_("The scorecard is no longer the one that you saw; read it again, then issue."),
        N_("The source is wrong in the places listed under `errors`."),
        N_("The source was changed meanwhile; read it again, then change it."),
        N_("The webhook was changed meanwhile; read it again, then change it."),
        N_("There is no such act."),
        N_("There is no such step."),
        N_("There is no such thing."),
        N_("There is nothing to simulate in this span."),
        N_("These terms cannot be taken; correct them and send them again."),
        N_("These terms contradict the contract; correct them and send them again."),
        N_("These terms were changed meanwhile; read them again, then change them."),
        N_("They belong to another organisation as well, so this is done by whoever runs the service."),
        N_("This calendar cannot be taken; correct it and send it again."),
        N_("This cannot be read."),
        N_("This code is wrong, was used, or is too old; wait for the next one and type it."),
        N_("This contract has no terms yet; add a version before pulling reports."),
        N_("This contract has no terms yet; add a version before sending reports."),
        N_("This day lies in the future; ask for one that has come."),
        N_("This delivery is on its way already."),
        N_("This exclusion cannot be proposed; correct it and send it again."),
        N_("This file was changed or accepted meanwhile; look at it again."),
        N_("This invitation is for another e-mail address; sign in as whom it is for."),
        N_("This is not your password as it is now."),
        N_("This organisation has people of its own, who invite each other."),
        N_("This webhook is not active; make it active first."),
        N_("Too many attempts to sign in; wait a moment and try again."),
        N_("You asked for this issue yourself; a second person confirms it."),
        N_("You belong to this organisation already."),
        N_("You have no second step; set one up first."),
        N_("You issued this yourself; above the client's amount another person accepts it."),
        N_("You issued this yourself; above the client's amount another person waives it."),
        N_(
            "Your organisation asks for a second step, so it stays on; an administrator can reset a lost one."
        ),
        N_("Your second step is on already; switch it off before you set up another one."),
    }
)


def is_known(message: str) -> bool:
    """Whether that sentence has a translation."""
    return message in KNOWN


def trouble_words(language: Language, message: str) -> str:
    """The sentence in this language; for one that is not listed, that something was wrong."""
    return language.message(message if message in KNOWN else N_("Something that was sent is wrong"))
