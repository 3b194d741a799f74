"""Working together, in the settings: joining, setting up, who takes part, who stands in."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.casework.organisation import administration
from app.casework.session.colleagues import MembershipStatus
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation, officer_names
from app.ui.labels import Text, plain
from app.ui.parts.boxes import Row, Rows, group
from app.ui.parts.buttons import Button
from app.ui.parts.dialog import Answer, Dialog
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import FormField
from app.ui.parts.frame import Screen
from app.ui.sharing.hand_over import substitute


def working_together(screen: Screen, membership: MembershipStatus) -> QWidget:
    """The group of the settings page."""
    rows = Rows()

    def add(
        title: Text, second: Text, icon: str, verb: Text, action: Callable[[], None], kind: str = ""
    ) -> None:
        button = Button(verb, "quiet" if kind == "quiet" else "second", on_click=action)
        rows.add(Row(title, second, icon, button))

    def go(destination: object) -> Callable[[], None]:
        return lambda: screen.wants.emit(destination)

    if not membership.joined:
        second = (
            N_("Join request saved. Waiting for the reply from user management.")
            if membership.asked
            else N_("With the invitation from user management.")
        )
        verb = N_("Continue joining") if membership.asked else N_("Join")
        add(N_("Join an organisation"), second, "person", verb, go(navigation.Join()))
        add(
            N_("Set up an organisation"),
            N_("Once, on the user management computer."),
            "hq",
            N_("Set up"),
            go(navigation.CreateOrganisation()),
            "quiet",
        )
        return group(N_("Working with colleagues"), rows)
    if membership.renew:
        add(
            N_("This computer must join again"),
            N_("It has new keys, after the recovery card or a backup was used."),
            "wait",
            N_("Join again"),
            go(navigation.Join()),
        )
    add(plain(membership.organisation), _mine(membership), "person", N_("People and computers"), go(navigation.People()))  # fmt: skip
    add(
        N_("While you are away"),
        N_("A colleague stands in for you between two dates."),
        "clock",
        N_("Name a stand-in"),
        lambda: substitute(screen, lambda: _named(screen)),
    )
    if membership.desk:
        add(
            N_("User management"),
            N_("Invitations, join requests, people and computers."),
            "hq",
            N_("Open"),
            go(navigation.People()),
        )
    else:
        add(
            N_("Second user manager"),
            N_("With the paper of 24 words, if user management is away or lost."),
            "hq",
            N_("Take over user management"),
            lambda: take_over(screen),
            "quiet",
        )
    return group(N_("Working with colleagues"), rows)


def _mine(membership: MembershipStatus) -> Text:
    def told(w: Words) -> str:
        role = w(officer_names.role(membership.role))
        return " · ".join([role, *(isolate(team) for team in membership.teams)])

    return told


def _named(screen: Screen) -> None:
    sentence = N_(
        "It is valid from the first day to the last, and is sent with the next USB transfer."
    )
    screen.wants.emit(
        navigation.dialog(Dialog, N_("The stand-in is named"), sentence, [Answer(N_("Close"))])
    )


def take_over(screen: Screen) -> None:
    """The second holder's 24 words make this computer the desk."""
    session = screen.desk.session
    form = Form(
        title=N_("Take over user management?"),
        sentence=N_(
            "Do this only if the first computer of user management is lost or you were asked. Colleagues will see it."
        ),
        parts=[
            FormField(
                name="words",
                label=N_("Words of the paper"),
                kind="area",
                lines=3,
                required=N_("Enter the words of the paper first."),
            )
        ],
        verb=N_("Take over"),
        leave=N_("Leave it as it is"),
        save=lambda answers: administration.take_over(session, answers.text("words")),
        then=lambda: screen.wants.emit(navigation.People()),
        refused_at="words",
        remember=False,
    )
    ask(screen, form)
