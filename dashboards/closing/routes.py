"""The acts of a period's life from its page: issue, confirm, reply, settle."""

from dataclasses import replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import Work, work
from app.errors import Problem, Refused
from app.scorecards.life.issue import confirm, issue
from app.scorecards.life.payloads import ConfirmBody, IssueBody, ReplyBody, SettleBody
from app.scorecards.life.reply import Answer, reply
from app.scorecards.life.settle import Agreement, settle
from dashboards.answering import shown
from dashboards.closing.page import ACTS, Refusal, scorecard_page
from dashboards.reader import Asking
from dashboards.readings import scorecard_href
from dashboards.typing_in import FromForm, Typed, attempted

router = APIRouter(include_in_schema=False)


@router.post("/contracts/{ref}/scorecards/{period:path}/acts")
def act_on_scorecard(
    ref: str, period: str, typed: FromForm, reader: Asking, caller: Caller, database: Stored
) -> Response:
    """Do what comes next; refused, the page comes back with what was typed and why."""
    permission = ACTS.get(typed.get("act"), "scorecards:issue")

    def act() -> None:
        with work(database, caller, permission) as w:
            _act(w, ref, period, typed)

    trouble, status = attempted(act)
    if trouble is None:
        return RedirectResponse(scorecard_href(ref, period) + "#life", 303, {"Cache-Control": "no-store"})
    with work(database, replace(caller, method="GET"), "scorecards:read") as w:
        page, frame = scorecard_page(w, reader, ref, period, refusal=Refusal(typed, trouble))
    return shown(reader, page, frame, status)


def _act(w: Work, ref: str, period: str, typed: Typed) -> None:
    seen = typed.get("sha256")
    match typed.get("act"):
        case "issue":
            asked = IssueBody(sha256=seen, provisional=typed.get("provisional") == "true")
            issue(w, ref, period, asked.sha256, provisional=asked.provisional)
        case "confirm":
            confirm(w, ref, period, ConfirmBody(sha256=seen).sha256)
        case "reply":
            body = ReplyBody.model_validate(_reply(typed))
            lines = [
                Answer(one.target, one.position == "accepted", one.disputed, one.comment)
                for one in body.lines
            ]
            reply(w, ref, period, lines, body.comment)
        case "settle":
            agreed = SettleBody.model_validate(_settlement(typed))
            stands = [(one.target, one.stands) for one in agreed.lines]
            settle(w, ref, period, Agreement(stands, agreed.agreed_by, agreed.comment))
        case other:
            raise Refused(
                "There is no such act.", [Problem("act", "unknown", f"“{other[:40]}” is not known")]
            )


def _reply(typed: Typed) -> dict[str, object]:
    lines = []
    for target in typed.after("position."):
        line = {
            "target": target,
            "position": typed.get(f"position.{target}"),
            "comment": typed.get(f"comment.{target}"),
        }
        if text := typed.get(f"amount.{target}"):
            line["disputed"] = text
        lines.append(line)
    return {"lines": lines, "comment": typed.get("comment")}


def _settlement(typed: Typed) -> dict[str, object]:
    lines = [{"target": one, "stands": typed.get(f"amount.{one}")} for one in typed.after("amount.")]
    return {"lines": lines, "agreed_by": typed.get("agreed_by"), "comment": typed.get("comment")}
