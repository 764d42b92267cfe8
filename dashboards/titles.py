"""The titles that the catalogue of metrics gives, so that they can be said in the reader's language."""

from typing import Final


def N_(message: str) -> str:  # noqa: N802 - the extractor's own word for "a message, translated later"
    """The message unchanged; marks it for the catalogues."""
    return message


TITLES: Final = frozenset(
    {
        N_("Service level"),
        N_("Abandonment rate"),
        N_("Average speed of answer"),
        N_("Average handle time"),
        N_("Connect rate"),
        N_("First-contact resolution"),
        N_("Success rate"),
        N_("Blocked rate"),
        N_("Occupancy"),
        N_("Agent availability"),
        N_("Schedule adherence"),
        N_("Transfer rate"),
        N_("Quality score"),
        N_("Critical error accuracy"),
        N_("Customer satisfaction"),
        N_("Net promoter score"),
        N_("Complaint rate"),
        N_("Complaints closed in time"),
        N_("Escalated complaints"),
        N_("Survey response rate"),
        N_("Cost per call"),
        N_("Cost per success"),
        N_("Contact rate"),
        N_("Dials per hour"),
        N_("Pitches per hour"),
        N_("Successes per hour"),
        N_("List penetration"),
        N_("Return on investment"),
        N_("Revenue to cost"),
        N_("Response ratio"),
        N_("Longest wait"),
        N_("Callback completion"),
        N_("Repeat contacts"),
        N_("Misdirected calls"),
        N_("Productivity"),
        N_("Attrition"),
        N_("Roster wishes met"),
        N_("Training per head"),
        N_("Forecast error (WAPE)"),
        N_("Workload forecast error"),
        N_("Campaign progress"),
        N_("Number of successes"),
        N_("Number of contacts"),
        N_("Number of appointments"),
        N_("Number of qualified leads"),
        N_("Number of complaints"),
        N_("Number of breaches"),
        N_("Stability of cost per call"),
        N_("Saving against the baseline"),
        N_("Customer lifetime value"),
    }
)
