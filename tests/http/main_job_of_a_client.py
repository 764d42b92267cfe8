"""The service's main job done with a generated client alone: contract, terms, upload, scorecard.

`python main_job_of_a_client.py ADDRESS GIVEN` in the environment of the client, with the folder of the
generated package `sla_client` on its path; it prints the scorecard. GIVEN is JSON: tokens, terms, report.
"""

import json
import sys
from datetime import date
from io import BytesIO

from httpx import Timeout
from sla_client import AuthenticatedClient, Client
from sla_client.api.access import access_accept_invitation, access_open_session
from sla_client.api.contracts import contracts_create_contract, contracts_invite_provider, contracts_put
from sla_client.api.reports import reports_send_report
from sla_client.api.scorecards import scorecards_scorecard
from sla_client.models import (
    AcceptBody,
    ContractBody,
    ContractsPutJsonBody,
    InvitationBody,
    ReportsSendReportFilesBody,
    SignInBody,
)
from sla_client.types import File

PASSWORD = "quiet-harbour-lanterns-7"
GIVEN = json.loads(sys.argv[2])
AT = {"base_url": sys.argv[1], "timeout": Timeout(60), "raise_on_unexpected_status": True}


def as_(who: str) -> AuthenticatedClient:
    return AuthenticatedClient(token=GIVEN["tokens"][who], **AT)


def provider() -> Client:
    """The first person of the provider: invited by the client, signed in with a password of their own."""
    guest = Client(headers={"Origin": GIVEN["origin"]}, **AT)
    body = InvitationBody.from_dict({"email": "li@centre.example", "role": "administrator"})
    made = contracts_invite_provider.sync("ACME-2026-02", client=as_("administrator"), body=body)
    accepted = AcceptBody(secret=made.secret, name="Li", password=PASSWORD)
    access_accept_invitation.sync(client=guest, body=accepted)
    signed_in = SignInBody(email="li@centre.example", password=PASSWORD)
    assert access_open_session.sync(client=guest, body=signed_in).role == "administrator"
    return guest


opened = contracts_create_contract.sync(
    client=as_("administrator"), body=ContractBody(reference="ACME-2026-02", provider="The centre")
)
assert opened.reference == "ACME-2026-02", opened
terms = ContractsPutJsonBody.from_dict(GIVEN["terms"])
put = contracts_put.sync(opened.reference, date(2026, 1, 1), client=as_("auditor"), body=terms)
assert put.changed, put
file = File(payload=BytesIO(GIVEN["report"].encode()), file_name="january.csv", mime_type="text/csv")
sent = reports_send_report.sync(
    opened.reference, client=provider(), body=ReportsSendReportFilesBody(file=file)
)
assert (sent.status, sent.rows) == ("accepted", 31), sent
card = scorecards_scorecard.sync(opened.reference, "2026-01", client=as_("auditor"))
sys.stdout.write(json.dumps(card.to_dict()))
