"""What the person agreed to, purpose by purpose and agency by agency; and recording an answer."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from app.casework.export.case_print import IN_THE_INTERVIEW
from app.casework.lifecycle import consents as consents_module
from app.casework.lifecycle.consents import ConsentDetails, ConsentView, PendingNoticeView
from app.errors import N_
from app.language import Words, isolate, strip_marks
from app.ui.case.context import CasePageContext
from app.ui.labels import Text, plain, said
from app.ui.parts import Badge, Button, Row, Rows, group, layouts
from app.ui.parts.form_dialog import FieldAnswers, FieldColumns, Form, FormField, reason_field

LANGUAGES = ("ar", "en", "hi", "bn", "ur", "ne", "si", "ta", "te", "ml", "tl", "id", "am", "sw", "fr")
_ANSWERS: dict[str, tuple[str, str, str]] = {
    "yes": (N_("Yes"), "check", "kept"),
    "no": (N_("No"), "minus", "ink"),
    "withdrawn": (N_("Withdrawn"), "minus", "ink"),
    "not_asked": (N_("Not asked"), "wait", "wait"),
}
BASES: dict[str, str] = {"duty": N_("Legal duty"), "order": N_("Order of a court"), "vital": N_("To save a life")}
_ENDS: tuple[tuple[object, Text], ...] = (
    (0, N_("No end date was set")),
    (30, lambda w: w.count("{n} day", "{n} days", 30)),
    (90, lambda w: w.count("{n} day", "{n} days", 90)),
    (365, lambda w: w.count("{n} day", "{n} days", 365)),
)
_PRINT = N_("Photo of the thumbprint")
AT_FIRST = {"interview", "record"}


def consents(page: CasePageContext, *, every: bool, show_every: "Button") -> QWidget:
    """Those that were asked for, and sharing; behind a button, all."""
    rows = Rows()
    for consent in page.course.consents:
        if every or consent.answer != "not_asked" or consent.basis or consent.purpose in AT_FIRST:
            rows.add(_row(page, consent))
    return group(N_("Consent"), rows, show_every)


def _row(page: CasePageContext, consent: ConsentView) -> QWidget:
    change = Button(N_("Record") if consent.answer == "not_asked" else N_("Change"), "quiet")
    change.clicked.connect(lambda: record(page, consent.purpose, consent.agency))
    change.setAccessibleDescription(strip_marks(said(subject(consent))))
    trailing = layouts.row_widget(badge(consent), change, gap=4)
    return Row(subject(consent), how_given(consent), trailing=trailing)


def subject(consent: ConsentView) -> Text:

    def says(w: Words) -> str:
        return isolate(consent.agency_name(w)) if consent.agency else capital(consent.purpose_says(w))

    return says


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def how_given(consent: ConsentView) -> Text:
    """When, how, in which language; and a legal basis beside it."""
    if not (consent.agency or consent.at or consent.basis):
        return ""

    def says(w: Words) -> str:
        parts = []
        if consent.agency:
            parts.append(capital(consent.purpose_says(w)))
        if consent.at is not None:
            parts += [w.date(consent.at.astimezone().date(), "medium"), isolate(consent.author)]
        if consent.given.language:
            parts.append(w.language_name(consent.given.language))
        if consent.given.mode == "interview":
            parts.append(w(IN_THE_INTERVIEW))
        if consent.given.expires is not None:
            parts.append(w("until {date}", date=w.date(consent.given.expires.astimezone().date())))
        if consent.basis:
            parts.append(w("legal basis: {basis}", basis=w(BASES.get(consent.basis, consent.basis))))
        return " · ".join(parts)

    return says


def badge(consent: ConsentView) -> Badge:
    if consent.differs:
        return Badge(N_("Conflict"), "wait", "wait", tinted=False)
    if consent.over:
        return Badge(N_("Ended"), "wait", "wait", tinted=False)
    return Badge(*_ANSWERS[consent.answer], tinted=False)


def record(page: CasePageContext, purpose: str, agency: str = "") -> None:
    cells = [c for c in page.course.consents if (c.purpose, c.agency) == (purpose, agency)]
    if not cells:
        return
    cell, (spoken, interpreter) = cells[0], page.course.spoken

    def no_witness(answers: FieldAnswers) -> dict[str, Text]:
        missing = answers.text("mode") == "spoken" and not answers.text("witness")
        return {"witness": N_("Enter the name of the witness.") if missing else ""}

    def save(answers: FieldAnswers) -> None:
        terms = _details(answers, page.screen.context.clock())
        answer = answers.text("answer")
        consents_module.record(page.session, page.case_id, purpose, answer, terms, agency)

    Form(
        kept_as=f"consent {purpose} {agency}",
        title=_title(cell),
        sentence=N_("Refusing is a right: the answer is recorded, and nothing else changes for the person."),
        parts=[
            _answer(cell),
            *_mode(page),
            FieldColumns(
                [
                    FormField(
                        name="language",
                        label=N_("Language in which it was asked"),
                        kind="choose",
                        value=spoken if spoken in LANGUAGES else "",
                        choices=languages(),
                    ),
                    FormField(name="interpreter", label=N_("Interpreter"), value=interpreter),
                    FormField(
                        name="witness", label=N_("Witness"), help=N_("Name of a witness who is not the officer.")
                    ),
                    FormField(name="ends", label=N_("How long it is valid"), kind="choose", choices=_ENDS),
                ]
            ),
            FormField(name="note", label=N_("Note")),
        ],
        verb=N_("Record the answer"),
        grave_when=lambda answers: answers.text("answer") == "withdrawn",
        success=lambda _answers: lambda w: w("The answer was recorded: {what}", what=said(subject(cell))),
        check=no_witness,
        save=save,
        width=720,
    ).ask(page.screen)


def _details(answers: FieldAnswers, now: datetime) -> ConsentDetails:
    return ConsentDetails(
        language=answers.text("language"),
        mode=answers.text("mode"),
        witness=answers.text("witness"),
        interpreter=answers.text("interpreter"),
        note=answers.text("note"),
        expires=_end(now, answers["ends"]),
        picture=answers.text("print"),
    )


def _answer(cell: ConsentView) -> FormField:
    withdrawn = [("withdrawn", N_("Withdrawn"))] if cell.answer == "yes" else []
    return FormField(
        name="answer",
        label=N_("What the person said"),
        kind="cards",
        required=N_("Choose how the person answered."),
        choices=[("yes", N_("Yes")), ("no", N_("No")), *withdrawn],
        columns=3,
        least_width=150,
    )


def _mode(page: CasePageContext) -> list[FormField]:
    """How it was given; by a thumb's print, which picture of the case shows it, only where that is asked of."""
    modes = [("signature", N_("Signed")), ("spoken", N_("Spoken, before a witness"))]
    if page.course.thumb:
        modes.append(("thumb", N_("By thumbprint, photographed")))
    mode = FormField(
        name="mode",
        label=N_("How it was given"),
        kind="cards",
        required=N_("Choose how it was given."),
        choices=modes,
        columns=len(modes),
    )
    pictures = [file for file in page.course.files if file.type.startswith("image/")]
    picture = FormField(
        name="print",
        label=_PRINT,
        kind="choose",
        required=N_("Choose the photo of the thumbprint."),
        help=N_("For a thumbprint, first add its photo to the files of the case."),
        choices=[("", N_("Choose a picture")), *((file.id, plain(file.name)) for file in pictures)],
        asked_if=lambda answers: answers.text("mode") == "thumb",
    )
    return [mode, picture] if page.course.thumb else [mode]


def _title(cell: ConsentView) -> Text:
    def says(w: Words) -> str:
        if cell.agency:
            return w("Does the person agree that {agency} may know about the case?", agency=cell.agency_name)
        return w("Does the person agree: {purpose}?", purpose=cell.purpose_says)

    return says


def languages() -> list[tuple[object, Text]]:
    return [
        ("", N_("Choose a language")),
        *((code, _language(code)) for code in LANGUAGES),
        ("other", N_("Another language")),
    ]


def _language(code: str) -> Text:
    return lambda w: w.language_name(code)


def _end(now: datetime, days: object) -> datetime | None:
    return now + timedelta(days=days) if isinstance(days, int) and days else None


def basis(page: CasePageContext, purpose: str, agency: str = "") -> None:
    """Record a legal basis: what the person says stays apart from it."""
    Form(
        kept_as=f"basis {purpose} {agency}",
        title=N_("Record a legal basis"),
        sentence=N_(
            "This is not consent and is never shown as consent. The person is told about it where that is safe."
        ),
        parts=[
            FormField(
                name="basis",
                label=N_("Legal basis"),
                kind="cards",
                required=N_("Choose one of these first."),
                choices=list(BASES.items()),
                columns=3,
                least_width=150,
            ),
            reason_field(help_=N_("The article, the order and its number, or the danger.")),
        ],
        verb=N_("Record it"),
        save=lambda answers: consents_module.base(
            page.session, page.case_id, purpose, answers.text("basis"), answers.text("reason"), agency
        ),
    ).ask(page.screen)


def tell_them(page: CasePageContext, notice: PendingNoticeView) -> None:
    page.screen.write_vault(lambda session: consents_module.told(session, page.case_id, notice.consent, notice.agency))
