"""To a colleague or a team: whom there is to choose, an interview handed on, a case declined."""

from collections.abc import Callable, Iterable, Sequence

from app.casework.cases.field_labels import MARK_SAYS
from app.casework.interviews import interview as work
from app.casework.organisation import administration
from app.casework.organisation.administration import ColleagueOrTeam
from app.casework.sharing import case_access
from app.errors import N_
from app.language import Words, isolate
from app.ui import officer_names
from app.ui.labels import Text
from app.ui.parts import Choose
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.form_dialog import Form, FormField
from app.ui.parts.frame import Screen

_ORDER = {"team": 0, "person": 1}


def titled(recipient: ColleagueOrTeam) -> Text:
    """A colleague with the role, a team as a team."""

    def title(w: Words) -> str:
        if recipient.kind == "team":
            return w("Team: {name}", name=recipient.name)
        role = w(officer_names.role(recipient.role)) if recipient.role else ""
        return f"{isolate(recipient.name)} · {role}" if role else isolate(recipient.name)

    return title


class RecipientChoice(Choose):
    """Who is to have it: nobody is chosen beforehand, unless there is nobody else to choose."""

    def __init__(self, recipients: Sequence[ColleagueOrTeam]) -> None:
        ordered = sorted(recipients, key=lambda recipient: (_ORDER.get(recipient.kind, len(_ORDER)), recipient.name))
        self._recipients = {recipient.id: recipient for recipient in ordered}
        options: list[tuple[object, Text]] = [("", N_("Choose a colleague or a team"))]
        options += [(recipient.id, titled(recipient)) for recipient in ordered]
        super().__init__(N_("To"), options)
        if len(ordered) == 1:
            self.choose(ordered[0].id)

    def chosen(self) -> ColleagueOrTeam | None:
        return self._recipients.get(str(super().chosen() or ""))


def _to(recipients: Sequence[ColleagueOrTeam]) -> FormField:
    return FormField(
        name="to", label=N_("To"), required=N_("Choose the recipient first."), input=RecipientChoice(recipients)
    )


def _ask_with_recipients(screen: Screen, form: Callable[[list[ColleagueOrTeam]], Form]) -> None:
    """Read who there is first; where there is nobody, say so."""

    def go_on(recipients: list[ColleagueOrTeam]) -> None:
        if recipients:
            form(recipients).ask(screen)
            return

        title = N_("Nobody to hand it over to yet")
        sentence = N_("Colleagues appear here after they have joined and their files have arrived.")
        screen.open_dialog(Dialog, title, sentence, [DialogButton(N_("Close"))])

    screen.read_vault(administration.recipients, go_on)


def warnings_of(marks: Iterable[str]) -> Text:
    """What whoever takes the case must know of it at once; "" for nothing."""
    says = [MARK_SAYS[mark] for mark in marks if mark in MARK_SAYS]
    return (lambda w: " ".join(map(w, says))) if says else ""


def hand_on(screen: Screen, draft_id: str) -> None:
    """An unfinished interview to a colleague, who goes on from it."""
    session = screen.context.session

    def form(recipients: list[ColleagueOrTeam]) -> Form:
        return Form(
            kept_as=f"hand_on {draft_id}",
            title=N_("Hand over this interview"),
            sentence=N_("The answers so far go to the colleague, who continues from there."),
            parts=[_to(recipients), FormField(name="note", label=N_("Note for the recipient"))],
            verb=N_("Hand over"),
            save=lambda answers: work.hand_on(session, draft_id, answers["to"], answers.text("note")),
        )

    _ask_with_recipients(screen, form)


def decline(screen: Screen, case_id: str, handover: str, *, others: bool) -> None:
    """Not taking a case over, with the reason for whoever handed it. `others`: of a
    team can still accept it."""
    session = screen.context.session
    reason = FormField(
        name="reason", label=N_("Reason"), required=N_("Enter the reason first."), help=N_("Your colleague reads it.")
    )
    Form(
        kept_as=f"decline {handover}",
        title=N_("Decline this case?"),
        sentence=(
            N_("The others in the team can still accept it. You can still read it.")
            if others
            else N_("It stays with your colleague. You can still read it.")
        ),
        parts=[reason],
        verb=N_("Decline"),
        leave=N_("Let it wait"),
        save=lambda answers: case_access.decline(session, case_id, answers.text("reason"), handover),
    ).ask(screen)
