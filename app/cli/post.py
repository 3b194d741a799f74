"""`post`: what colleagues should have, into a folder; and what they left in one."""

from pathlib import Path

from app.casework.exchange import post, post_relay, sync
from app.casework.exchange.post import CollectionSummary, DeliverySummary
from app.casework.exchange.post_relay import RelaySummary
from app.casework.session.session import Session
from app.cli.json_output import JsonView
from app.cli.officer_session import with_session
from app.language import Words

_SENT = JsonView(DeliverySummary, "files records cases")
_RECEIVED = JsonView(
    CollectionSummary,
    "files new known waiting refused cases records",
    refused=lambda received: [
        {
            "file": refusal.file,
            "kind": refusal.reason.kind(),
            "says": Words("en").say(refusal.reason),
            "number": refusal.number,
        }
        for refusal in received.refused
    ],
)
_FORWARDED = JsonView(
    RelaySummary, "files records refused receipts=streams bytes_sent bytes_received"
)


@with_session(view=_SENT)
def post_export(session: Session, folder: Path) -> DeliverySummary:
    return post.export(session, folder.absolute())


@with_session(view=_RECEIVED)
def post_import(session: Session, folder: Path) -> CollectionSummary:
    return post.collect(session, folder.absolute())


@with_session(view=_FORWARDED)
def post_forward(session: Session, folder: Path) -> RelaySummary:
    with sync.connect(session) as line:
        return post_relay.forward(session, folder.absolute(), line.carry)
