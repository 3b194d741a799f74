"""Sealed files of a case: what a second person is asked to approve, and receipts that came back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.casework.export import receipt_return, release_requests
from app.casework.export.receipt_return import ReceiptKeyUnknown, ReturnedView, TakenReceipt
from app.casework.export.release_requests import ReleaseContents, ReleaseView
from app.errors import N_, SanadError
from app.language import Words, isolate, isolate_ltr
from app.ui.case import release_reading
from app.ui.case.context import CasePageContext
from app.ui.file_chooser import FileDialog
from app.ui.labels import Label, Text, plain
from app.ui.parts import Badge, Button, Row, Rows, announce, group
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField
from app.ui.parts.frame import Screen
from app.ui.sending import kept_recipients

APPROVE, REFUSE = "approve", "refuse"
_STATES: dict[str, tuple[str, str, str]] = {
    "waits": (N_("Waiting for a second person"), "wait", "wait"),
    "approved": (N_("Approved by a second person"), "check", "kept"),
    "refused": (N_("Refused"), "minus", "wait"),
    "over": (N_("The approval has ended"), "clock", "ink2"),
}


def section(page: CasePageContext, *, is_damaged: bool) -> QWidget:
    """`is_damaged`: nothing can be written in the case."""
    releases, receipts = page.course.releases, page.course.receipts
    take = Button(N_("Import a receipt"), "quiet", "doc", on_click=lambda: choose_receipt(page.screen))
    take.setEnabled(not is_damaged)
    if not releases and not receipts:
        says = Label(N_("No receipt has come back, and nobody was asked to approve a file."), colour="ink2")
        return group(N_("Sealed files and receipts"), says, take)
    rows = Rows.of(_release(page, release) for release in releases)
    for receipt in receipts:
        rows.add(_receipt(receipt))
    return group(N_("Sealed files and receipts"), rows, take)


def _release(page: CasePageContext, release: ReleaseView) -> Row:
    trailing: QWidget = Badge(*_STATES[release.state], tinted=False)
    if release.may_answer:
        trailing = Button(N_("Review and answer"), "second", on_click=lambda: decide(page, release))
    return Row(title_of(release), about(release), "lock", trailing)


def title_of(release: ReleaseView) -> Text:
    """To whom the file, or the letter, would go."""
    says = N_("A referral letter to {agency}") if release.is_letter else N_("A sealed file for {agency}")
    return lambda w: w(says, agency=release.agency_name)


def about(release: ReleaseView) -> Text:
    """Who asked and when, which cases, why; and the answer."""
    return lambda w: said_of(release, w)


def said_of(release: ReleaseView, w: Words) -> str:
    parts = [
        w("asked by {name}", name=isolate(release.asked_by)),
        w.moment(release.at),
        ", ".join(isolate_ltr(reference) for reference in release.references),
    ]
    if release.purpose:
        parts.append(isolate(release.purpose))
    if release.by:
        parts.append(w("answered by {name}", name=isolate(release.by)))
    if release.reason:
        parts.append(isolate(release.reason))
    if release.state == "approved" and release.until:
        parts.append(w("valid until {when}", when=w.moment(release.until)))
    return " · ".join(parts)


def _receipt(receipt: ReturnedView) -> Row:
    return Row(
        lambda w: w("Received by {name}", name=isolate(receipt.receiver)),
        lambda w: " · ".join(
            (
                w.moment(receipt.received),
                w("signed with the key of {name}", name=isolate(receipt.recipient)),
                w("imported by {name}", name=isolate(receipt.author)),
            )
        ),
        "kept",
        tone="kept",
    )


def decide(page: CasePageContext, release: ReleaseView) -> None:
    """As the second person: what would go is read first, then asked about."""
    case_id = page.case_id
    page.screen.read_vault(
        lambda session: release_requests.contents_of(session, case_id, release.id),
        lambda contents: _ask(page, release, contents),
    )


def _ask(page: CasePageContext, release: ReleaseView, contents: ReleaseContents) -> None:
    """What would go is read in its order; then yes or no."""
    Form(
        kept_as=f"release {release.id}",
        title=lambda w: w(
            N_("May this letter go to {agency}?") if release.is_letter else N_("May this file go to {agency}?"),
            agency=release.agency_name,
        ),
        sentence=(
            N_("Your approval is for exactly this letter. If a word in it changes, approval must be requested again.")
            if release.is_letter
            else N_("Your approval is for exactly this file. If anything in it changes, approval must be requested again.")
        ),
        parts=[
            *release_reading.sections(release, contents),
            FormField(
                name="answer", kind="cards", required=N_("Choose one of these first."),
                choices=[(APPROVE, N_("Approve it")), (REFUSE, N_("Refuse it"))],
            ),
            FormField(
                name="reason", label=N_("Reason"), kind="area", required=N_("Enter the reason first."),
                asked_if=lambda answers: answers.text("answer") == REFUSE,
            ),
        ],
        verb=N_("Record the answer"), leave=N_("Not yet"), width=760,
        save=lambda answers: release_requests.answer(
            page.session, page.case_id, release.id, approve=answers.text("answer") == APPROVE,
            reason=answers.text("reason"),
        ),
    ).ask(page.screen)  # fmt: skip


def choose_receipt(screen: Screen, on_taken: Callable[[TakenReceipt], None] = lambda _taken: None) -> None:
    """Which file came back."""
    screen.open_dialog(
        FileDialog,
        N_("The returned receipt"),
        lambda file: take_receipt(screen, file, on_taken),
        kinds="Sanad (*.sanad-receipt)",
    )


def take_receipt(screen: Screen, file: Path, on_taken: Callable[[TakenReceipt], None]) -> None:
    """Verify it and say so in the case; a key that nobody has is compared first."""

    def refused(error: SanadError) -> None:
        if isinstance(error, ReceiptKeyUnknown):
            kept_recipients.read(
                screen, lambda known: _compare(screen, error, [(row.id, row.name) for row in known], retry)
            )
        else:
            screen.context.workers.failed.emit(error)

    def retry() -> None:
        take_receipt(screen, file, on_taken)

    def taken(receipt: TakenReceipt) -> None:
        announce(screen, N_("The receipt is recorded in the case."))
        on_taken(receipt)

    screen.write_vault(lambda session: receipt_return.take_in(session, file), taken, refused)


def _compare(screen: Screen, error: ReceiptKeyUnknown, known: list[tuple[str, str]], retry: Callable[[], None]) -> None:
    session = screen.context.session
    if not known:
        screen.context.workers.failed.emit(error)
        return

    def save(answers: FieldAnswers) -> None:
        receipt_return.keep_key(session, str(answers["who"]), error.key, answers.text("words"))

    Form(
        kept_as=f"receipt {error.key}", title=N_("Whose key signed this receipt?"),
        sentence=N_(
            "None of your recipients signs receipts with this key. Telephone the recipient at a number that you know, "
            "and have the six words of their receipt key read to you."
        ),
        parts=[
            FormField(
                name="who", label=N_("Recipient"), kind="choose", value=known[0][0],
                choices=[(id_, plain(name)) for id_, name in known],
            ),
            FormField(
                name="words", label=N_("The six words that they read to you"), required=N_("Enter the six words."),
            ),
        ],
        verb=N_("Save the key and import the receipt"), leave=N_("Don’t save it"), refused_at="words",
        save=save, after_save=retry, success=lambda _answers: N_("The key is saved with that recipient."),
    ).ask(screen)  # fmt: skip
