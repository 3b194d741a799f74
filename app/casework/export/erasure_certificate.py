"""The certificate of an erasure: what was erased, by whose order, who could ever read it, where copies
may still be, and what is known of each."""

from app import report
from app.casework.cases import erasure
from app.casework.cases.copy_holders import Copy, Kind
from app.casework.cases.erasure import Computer, Erasure
from app.casework.cases.issued_papers import Paper, moment
from app.casework.export import erasure_orders
from app.casework.export.erasure_orders import AnsweredOrder
from app.casework.session import profiles
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate, isolate_ltr
from app.seal import canonical
from app.seal.keys import digest

AT_HEADQUARTERS = {
    True: N_("Order received; it destroys its copy when its own waiting time ends"),
    False: N_("Order not received yet: it goes with the next sync"),
}

COPY_SAYS: dict[Kind, str] = {
    "bundle": N_("File sealed for others"),
    "pdf": N_("Record saved as a file"),
    "print": N_("Record printed"),
    "letter": N_("Referral letter"),
    "file": N_("Case file saved outside Sanad"),
    "referral": N_("Referral"),
    "receipt": N_("Receipt of a hand-over"),
    "post": N_("Sealed files for USB transfer"),
}


def paper(session: Session, order_id: str) -> Paper:
    """Of an order that was carried out here, or how its id begins. NoOrder."""
    prefix = order_id.strip().lower() or "-"
    answered = next((e for e in erasure_orders.done(session) if e.erasure.order.startswith(prefix)), None)
    if answered is None:
        raise erasure.NoOrder
    return Paper(
        "erasure",
        bytes.fromhex(answered.erasure.order),
        _record(answered.erasure),
        lambda words: _notice(session, answered, words),
    )


def _record(erasure: Erasure) -> bytes:
    """SHA-256 of all that the certificate says, whatever its language."""
    return digest(canonical.encode([
        erasure.order, erasure.reference, erasure.reason, erasure.ordered_by, list(erasure.confirmed_by),
        int(erasure.at.timestamp()), erasure.records, int(erasure.urgent), erasure.wait_days,
        [protest.by for protest in erasure.protests], list(erasure.ruled_by),
        [[computer.id, computer.state, _seconds(computer)] for computer in erasure.computers],
        [[copy.kind, int(copy.at.timestamp()), copy.by, copy.agency, list(copy.marks), copy.reason,
          copy.document, copy.number] for copy in erasure.copies],
    ]))  # fmt: skip


def _seconds(computer: Computer) -> int:
    at = computer.at or computer.told
    return int(at.timestamp()) if at else 0


def _notice(session: Session, answered: AnsweredOrder, words: Words) -> report.ShortPaper:
    erasure = answered.erasure
    headquarters_status = "" if answered.there is None else words(AT_HEADQUARTERS[answered.there])
    names = " · ".join(isolate(name) for name in erasure.confirmed_by)
    return report.ShortPaper(
        title=words("Certificate of erasure"),
        says=[words(opening(erasure))],
        facts=[
            (words("Case"), isolate_ltr(erasure.reference)),
            (words("Ordered by"), isolate(erasure.ordered_by)),
            (words("Ordered on"), moment(words, erasure.ordered_at) if erasure.ordered_at else ""),
            (words("Confirmed by"), names),
            (words("Waiting period"), _waited(erasure, words)),
            (words("Objections"), _objections(erasure, words)),
            (words("Reason"), erasure.reason),
            (words("Erased on this computer"), moment(words, erasure.at)),
            (words("Server"), headquarters_status),
            (words("Records"), words.number(erasure.records)),
            (words("Number of the order"), isolate_ltr(erasure.order)),
        ],
        tables=[
            (words("Every computer that could ever read the case"), "",
             [_computer(computer, words) for computer in erasure.computers]),
            (words("What left the records"),
             words("Each of these may still exist, because the order does not reach it. Have it destroyed where it is."),
             [_copy(session, copy, words) for copy in erasure.copies] or [(words("None"),)]),
            (words("Not known"), "",
             [(words("Backups of all records, USB sticks that colleagues wrote, and "
                     "copies that others made of any of these"),)]),
        ],
        advice=[],
        at=session.clock(),
        record_hash=_record(erasure).hex(),
        organisation=session.vault.directory.organisation.name,
    )  # fmt: skip


_ON_EACH = N_(
    "Everything recorded in this case was destroyed on every computer that could ever read it: one person ordered it, "
    "and a second person, independent of the first, confirmed it. Only signatures without content remain; they prove "
    "that nothing was removed without an order."
)
_ON_THIS = N_(
    "Everything recorded in this case was destroyed on this computer: one person ordered it, and a second person, "
    "independent of the first, confirmed it. Others may still have it: the list below says what is known of each. Only "
    "signatures without content remain here; they prove that nothing was removed without an order."
)


def opening(erasure: Erasure) -> str:
    """What the certificate says first: no more than each computer has answered."""
    has_gone = all(computer.state == "destroyed" for computer in erasure.computers)
    return _ON_EACH if has_gone else _ON_THIS


def _waited(erasure: Erasure, words: Words) -> str:
    if erasure.urgent:
        return words("Urgent, for a person’s safety: no waiting once three people have signed")
    return words.count("{n} day after its confirmation", "{n} days after its confirmation", erasure.wait_days)


def _objections(erasure: Erasure, words: Words) -> str:
    if not erasure.protests:
        return words("None")
    separator = "، " if words.language == "ar" else ", "
    return words(
        "{names}; rejected by {others}",
        names=separator.join(isolate(protest.by) for protest in erasure.protests),
        others=separator.join(isolate(name) for name in erasure.ruled_by),
    )


def _computer(computer: Computer, words: Words) -> tuple[str, str]:
    person_name = isolate(computer.person) if computer.person else words("Not known")
    return f"{person_name}\n{isolate_ltr(computer.id)}", says(computer, words)


def says(computer: Computer, words: Words) -> str:
    """What is known of a computer."""
    if computer.at is not None:
        return words("Destroyed: {moment}", moment=moment(words, computer.at))
    if computer.withdrawn:
        return words("Access ended: the case may still be on it")
    if computer.told is not None:
        return words(
            "Notified: the order is ready for it, {moment}. No reply yet: the case may still be on it",
            moment=moment(words, computer.told),
        )
    return words("As far as is known, not notified yet: it may still have the case")


def _copy(session: Session, copy: Copy, words: Words) -> tuple[str, str]:
    colleagues = session.vault.directory
    recipient = profiles.in_use(session).agency_name(copy.agency, words.language)
    if copy.kind == "post":
        recipient = words.count("{n} sealed file", "{n} sealed files", copy.number)
        marks = " · ".join(isolate(name) for name in sorted({colleagues.name_of(bytes.fromhex(m)) for m in copy.marks}))
    else:
        marks = "\n".join(isolate_ltr(_mark(mark, words)) for mark in copy.marks)
    author_line = words("{name}, {moment}", name=isolate(colleagues.name_of(copy.by)), moment=moment(words, copy.at))
    lines = [
        recipient or words(_INSIDE[copy.kind]),
        words("Purpose: {purpose}", purpose=isolate(copy.reason)) if copy.reason else "",
        marks,
    ]
    document = words("Document {id}", id=isolate_ltr(copy.document)) if copy.document else ""
    return "\n".join(filter(None, (words(COPY_SAYS[copy.kind]), author_line, document))), "\n".join(filter(None, lines))


def _mark(mark: str, words: Words) -> str:
    return words("Anyone with its passphrase") if mark == "passphrase" else mark


_INSIDE: dict[Kind, str] = {
    "bundle": N_("For the owner of these keys"),
    "pdf": N_("Not for anyone outside the office, as stated at the time"),
    "print": N_("Not for anyone outside the office, as stated at the time"),
    "letter": N_("For an agency"),
    "file": N_("Not for anyone outside the office, as stated at the time"),
    "referral": N_("For an agency"),
    "receipt": N_("For the recipient"),
    "post": N_("For colleagues"),
}
