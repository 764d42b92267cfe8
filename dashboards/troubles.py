"""Sentences about what is wrong that pages say often, so that they are said in the reader's language.

They are raised in the rooms behind the pages, in English; a sentence that is not listed is shown as it came,
under one that says in the reader's language that something was wrong.
"""

from typing import Final

from dashboards.language import Language
from dashboards.retelling import forms, retold
from dashboards.titles import N_

KNOWN: Final = frozenset(
    {
        N_("A day cannot be read: write it like 2026-04-30."),
        N_("A header cannot be read."),
        N_("A number cannot be read."),
        N_("A reference has at most 64 letters, digits, dots and dashes, and begins with a letter or digit."),
        N_("A terms file has at most 1,000,000 bytes."),
        N_("A text cannot be read."),
        N_("A time cannot be read."),
        N_("As many files as this machine reads at once are being read just now; send it again in a moment."),
        N_("Begin to set the second step up first; what you began is over after an hour."),
        N_("Choose one of the list."),
        N_("Give your password, or the one that you choose if you are new here; or sign in first."),
        N_("Name the provider, in one line of at most 200 letters."),
        N_("Name the queues as the reports call them, with commas between; at least one, at most 100."),
        N_("Paste your terms file, or start from one of ours."),
        N_("The last day comes before the first."),
        N_("Write a time zone of the list, like Asia/Shanghai."),
        N_("Write the currency in three capital letters, like CNY."),
        N_("Write the first day of the contract."),
        N_("It cannot be read again."),
        N_("No row of this file is refused."),
        N_("Nothing comes of an amount of 0."),
        N_("Nothing of this report was refused, so there is no list of refused rows."),
        N_("One thing is read from one column."),
        N_("Only a set-off has another entry beside it, and that is owed the other way."),
        N_("Send the report in the form's field “file”."),
        N_("Set up your own second step first: who asks for it has it."),
        N_("Signing in took too long, or too many codes were wrong; begin again with your password."),
        N_("Somebody else wrote about this finding meanwhile; read it again."),
        N_("Somebody has to administer the organisation; make somebody else an administrator first."),
        N_("Something that was typed is wrong."),
        N_("Switch your own second step off on the page of your account, with your password and a code."),
        N_("That day has not come yet."),
        N_("The calendar was changed meanwhile; read it again, then confirm it."),
        N_("The client sets after how many met periods a finding closes."),
        N_("The client's own measurement is pulled by the client."),
        N_("The client's own measurement is sent by the client."),
        N_("The exclusion was changed meanwhile; read it again, then decide."),
        N_("The mapping cannot be read."),
        N_("The mapping was changed meanwhile; read it again, then correct it."),
        N_("The request is wrong in the places listed under `errors`."),
        N_("The rule was changed meanwhile; read it again, then set it."),
        N_("The scorecard changed since its issue was asked for; issue it anew."),
        N_("The scorecard is no longer the one that you saw; read it again, then issue."),
        N_("The source is wrong in the places listed under `errors`."),
        N_("The source was changed meanwhile; read it again, then change it."),
        N_("The span ends before it begins."),
        N_("The webhook was changed meanwhile; read it again, then change it."),
        N_("There is no such act."),
        N_("There is no such rate by hour."),
        N_("There is no such step."),
        N_("There is no such thing."),
        N_("There is nothing here by that name that you may see."),
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
        N_("This passkey does not sign you in: it is not known here, or it took too long. Try again."),
        N_("This passkey is there already."),
        N_("This passkey was not added: it took too long, or was begun elsewhere. Begin again."),
        N_("This passkey was not added: what your device sent does not prove it. Begin again."),
        N_("You have 20 passkeys; remove one before you add another."),
        N_("This report was refused, so it changed nothing."),
        N_("This request comes from another site's page; use the pages of this service."),
        N_("This simulation is too much for one request."),
        N_("This was never missed, as a later report shows; there is nothing to be done."),
        N_("This webhook is not active; make it active first."),
        N_("Too many attempts to sign in; wait a moment and try again."),
        N_("Write what proves that it is mended; then close it."),
        N_("You asked for this issue yourself; a second person confirms it."),
        N_("You belong to this organisation already."),
        N_("You have no second step; set one up first."),
        N_("You issued this yourself; above the client's amount another person accepts it."),
        N_("You issued this yourself; above the client's amount another person waives it."),
        N_(
            "Your organisation asks for a second step, so it stays on; an administrator can reset a lost one."
        ),
        N_("Your second step is on already; switch it off before you set up another one."),
        N_("Your own side asked to undo this; the other side answers, yours may withdraw the request."),
        N_("Your own side proposed this; the other side agrees or declines, yours may withdraw it."),
        N_("Your role does not allow this; ask an administrator."),
        N_("as_of lies in the future; nothing is known of it yet."),
        N_("There is no sign-in with a company for this; use your password, or ask your administrator."),
        N_("This sign-in took too long, was used, or began in another browser; begin again."),
        N_("Your company's sign-in did not work; try again. For administrators: the audit log says why."),
        N_("Your company signs in addresses of other domains; use another one, or tell your administrator."),
        N_("You are not known here yet: ask your administrator for an invitation."),
        N_("You have an account with another organisation here: ask your administrator for an invitation."),
    }
)
_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Sentences that name something: how they are raised, and how we say them.
_NAMING: Final = forms(
    (
        (
            rf"“(?P<label>[^”]*)” is not .*, which runs from (?P<first>{_DAY}).*; labels .* (?P<example>\S+)",
            N_(
                "“%(label)s” is not a period of this contract, which runs from %(first)s; "
                "write it like %(example)s."
            ),
        ),
        (
            r"In this contract your organisation is the provider, whose part this is not\.",
            N_("In this contract your organisation is the provider, whose part this is not."),
        ),
        (
            r"In this contract your organisation is the client, whose part this is not\.",
            N_("In this contract your organisation is the client, whose part this is not."),
        ),
        (
            r"(?P<rows>[0-9]+) of (?P<total>[0-9]+) rows cannot be taken.*",
            N_("%(rows)s of %(total)s rows cannot be taken, so nothing of the file was."),
        ),
        (
            r"A request has at most (?P<bytes>[0-9,]+) bytes\.",
            N_("A request has at most %(bytes)s bytes."),
        ),
        (
            r"A report has at most (?P<bytes>[0-9,]+) bytes; split it by months\.",
            N_("A report has at most %(bytes)s bytes; split it by months."),
        ),
        (
            r"No version of these terms has a target “(?P<target>[^”]*)”\.",
            N_("No version of these terms has a target “%(target)s”."),
        ),
        (
            r"Issue (?P<before>\S+) first: the money of (?P<period>\S+) rests on it\.",
            N_("Issue %(before)s first: the money of %(period)s rests on it."),
        ),
        (
            r"(?P<period>\S+): nothing waits for a second person; issue it first\.",
            N_("%(period)s: nothing waits for a second person; issue it first."),
        ),
        (
            r"(?P<period>\S+) has not been issued; what is live is judged anew at each reading\.",
            N_("%(period)s has not been issued; what is live is judged anew at each reading."),
        ),
        (
            r"There is a contract (?P<reference>\S+) already; choose another reference\.",
            N_("There is a contract %(reference)s already; choose another reference."),
        ),
        (r"The ledger has no entry (?P<entry>\S+)\.", N_("The ledger has no entry %(entry)s.")),
        (
            r"Nothing of entry (?P<entry>\S+) is outstanding\.",
            N_("Nothing of entry %(entry)s is outstanding."),
        ),
        (
            r"It closes itself after (?P<n>[0-9]+) met periods in a row, and reopens when it recurs\.",
            N_("It closes itself after %(n)s met periods in a row, and reopens when it recurs."),
        ),
        (
            rf"A scorecard was issued by the terms of (?P<day>{_DAY}), which froze them\. .*",
            N_(
                "A scorecard was issued by the terms of %(day)s, which froze them. Put what was amended as a "
                "version of its own, under the day from which it counts; before an issued period it restates "
                "it."
            ),
        ),
        (
            r"A scorecard that used the calendar of (?P<year>[0-9]{4}) was issued, .*",
            N_(
                "A scorecard that used the calendar of %(year)s was issued, so it is frozen; where a day is "
                "wrong, agree to an exclusion or amend the terms, and the difference is restated."
            ),
        ),
    )
)


def is_known(message: str) -> bool:
    """Whether that sentence has a translation."""
    return message in KNOWN or any(form.fullmatch(message) for form, _ in _NAMING)


def trouble_words(language: Language, message: str) -> str:
    """The sentence in this language; for one that is not listed, that something was wrong."""
    if message in KNOWN:
        return language.message(message)
    return retold(language, _NAMING, message) or language.message(N_("Something that was sent is wrong"))
