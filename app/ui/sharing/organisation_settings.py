"""Working together, in the settings: joining, setting up, who takes part, who stands in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
    for offer in (_joined if membership.joined else _not_joined)(screen, membership):
        button = Button(offer.verb, "quiet" if offer.quiet else "second", on_click=offer.act)
        rows.add(Row(offer.title, offer.second, offer.icon, button))
    return group(N_("Working with colleagues"), rows)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A row with its button."""

    title: Text
    second: Text
    icon: str
    verb: Text
    act: Callable[[], None]
    quiet: bool = False


def _not_joined(screen: Screen, membership: MembershipStatus) -> Iterator[_Offer]:
    second = (
        N_("Join request saved. Waiting for the reply from user management.")
        if membership.asked
        else N_("With the invitation from user management.")
    )
    verb = N_("Continue joining") if membership.asked else N_("Join")
    join, set_up = screen.goes(navigation.Join()), screen.goes(navigation.CreateOrganisation())
    yield _Offer(N_("Join an organisation"), second, "person", verb, join)
    yield _Offer(
        N_("Set up an organisation"), N_("Once, on the user management computer."), "hq",
        N_("Set up"), set_up, quiet=True,
    )  # fmt: skip


def _joined(screen: Screen, membership: MembershipStatus) -> Iterator[_Offer]:
    people = screen.goes(navigation.People())
    if membership.renew:
        yield _Offer(
            N_("This computer must join again"),
            N_("It has new keys, after the recovery card or a backup was used."), "wait",
            N_("Join again"), screen.goes(navigation.Join()),
        )  # fmt: skip
    organisation = plain(membership.organisation)
    yield _Offer(organisation, _mine(membership), "person", N_("People and computers"), people)
    yield _Offer(
        N_("While you are away"), N_("A colleague stands in for you between two dates."), "clock",
        N_("Name a stand-in"), lambda: substitute(screen, lambda: _named(screen)),
    )  # fmt: skip
    if membership.desk:
        yield _Offer(
            N_("User management"), N_("Invitations, join requests, people and computers."), "hq",
            N_("Open"), people,
        )  # fmt: skip
        yield _Offer(
            N_("Setting up step by step"),
            N_("What is done, what is still open, and admitting computers one after another."), "list",
            N_("Show the steps"), screen.goes(navigation.CreateOrganisation()), quiet=True,
        )  # fmt: skip
    else:
        yield _Offer(
            N_("Second user manager"),
            N_("With the paper of 24 words, if user management is away or lost."), "hq",
            N_("Take over user management"), lambda: take_over(screen), quiet=True,
        )  # fmt: skip


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
        kept_as="",
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
        after_save=screen.goes(navigation.People()),
        refused_at="words",
    )
    ask(screen, form)
