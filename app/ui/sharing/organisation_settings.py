"""Working together, in the settings: joining, setting up, who takes part, who stands in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.case.profile import Agency
from app.casework.cases import categories
from app.casework.organisation import administration, foreign_authority
from app.casework.organisation.foreign_authority import ForeignAuthority
from app.casework.session.colleagues import MembershipStatus, own_id
from app.clock import utc
from app.errors import N_
from app.language import Words, isolate
from app.ui import navigation, officer_names, theme
from app.ui.labels import Text, plain
from app.ui.parts import Button, Row, Rows, group
from app.ui.parts.dialog import Dialog, DialogButton
from app.ui.parts.form_dialog import FieldAnswers, FieldColumns, Form, FormField
from app.ui.parts.frame import Screen


def working_together(
    screen: Screen, membership: MembershipStatus, authorities: Sequence[Agency], reload: Callable[[], None]
) -> QWidget:
    """The group of the settings page. `authorities`: of other countries; `reload`: once one more is entered."""
    rows = Rows()
    offers = _joined(screen, membership) if membership.joined else _not_joined(screen, membership)
    for offer in (*offers, *(_abroad(screen, reload) if membership.desk else ())):
        button = Button(offer.verb, "quiet" if offer.quiet else "second", on_click=offer.act)
        rows.add(Row(offer.title, offer.second, offer.icon, button))
    for authority in authorities if membership.desk else ():
        rows.add(_authority(screen, authority))
    return group(N_("Working with colleagues"), rows)


def _abroad(screen: Screen, reload: Callable[[], None]) -> Iterator["_Offer"]:
    yield _Offer(
        N_("Authority of another country"),
        N_("Needs an agreement with a last day. Little is sent there, and a second person approves it."),
        "globe",
        N_("Enter one"),
        lambda: enter_authority(screen, reload),
        quiet=True,
    )


def _authority(screen: Screen, authority: Agency) -> Row:
    """One that was entered, and until when something may go there."""
    last_moment = utc(authority.until)
    is_over = last_moment < screen.context.clock()

    def second(w: Words) -> str:
        agreement, day = isolate(authority.agreement), w.date(last_moment.date())
        if is_over:
            return w("The agreement {agreement} ended on {day}: nothing is sent there.", agreement=agreement, day=day)
        return w("Agreement {agreement}, until {day}", agreement=agreement, day=day)

    name: Text = lambda w: isolate(authority.name[w.language])  # noqa: E731
    return Row(name, second, "wait" if is_over else "globe", tone="wait" if is_over else "ink2")


@dataclass(frozen=True, slots=True)
class _Offer:
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
        N_("Set up an organisation"),
        N_("Once, on the user management computer."),
        "hq",
        N_("Set up"),
        set_up,
        quiet=True,
    )


def _joined(screen: Screen, membership: MembershipStatus) -> Iterator[_Offer]:
    people = screen.goes(navigation.People())
    if membership.renew:
        yield _Offer(
            N_("This computer must join again"),
            N_("It has new keys, after the recovery card or a backup was used."),
            "wait",
            N_("Join again"),
            screen.goes(navigation.Join()),
        )
    organisation = plain(membership.organisation)
    yield _Offer(organisation, _mine(membership), "person", N_("People and computers"), people)
    yield _Offer(
        N_("While you are away"),
        N_("A colleague stands in for you between two dates."),
        "clock",
        N_("Enter an absence"),
        screen.goes(navigation.People(own_id(screen.context.session))),
    )
    if membership.desk:
        yield _Offer(
            N_("User management"), N_("Invitations, join requests, people and computers."), "hq", N_("Open"), people
        )
        yield _Offer(
            N_("Setting up step by step"),
            N_("What is done, what is still open, and admitting computers one after another."),
            "list",
            N_("Show the steps"),
            screen.goes(navigation.CreateOrganisation()),
            quiet=True,
        )
    else:
        yield _Offer(
            N_("Second user manager"),
            N_("With the paper of 24 words, if user management is away or lost."),
            "hq",
            N_("Take over user management"),
            lambda: take_over(screen),
            quiet=True,
        )


def _mine(membership: MembershipStatus) -> Text:
    def told(w: Words) -> str:
        role = w(officer_names.role(membership.role))
        return " · ".join([role, *(isolate(team) for team in membership.teams)])

    return told


def take_over(screen: Screen) -> None:
    """The second holder's 24 words make this computer the desk."""
    session = screen.context.session
    Form(
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
        after_save=lambda: _taken_over(screen),
        refused_at="words",
    ).ask(screen)


def _taken_over(screen: Screen) -> None:
    sentence = N_(
        "Colleagues learn this with the next sync or USB transfer: do it soon. If the first computer is lost, end its access in the list."
    )
    go = DialogButton(N_("Go to user management"), screen.goes(navigation.People()), "primary")
    screen.open_dialog(Dialog, N_("You have taken over user management"), sentence, [go])


def enter_authority(screen: Screen, reload: Callable[[], None]) -> None:
    """With both names, the country, the agreement and its last day; it goes to everybody."""
    session, words = screen.context.session, theme.words()
    countries = sorted(
        ((code, categories.name("nationality", code, words)) for code in categories.codes("nationality")),
        key=lambda pair: pair[1],
    )

    def save(answers: FieldAnswers) -> None:
        last_day = answers.day("until")
        assert last_day is not None  # the field asks for it
        foreign_authority.add(session, ForeignAuthority(
            english=answers.text("english"), arabic=answers.text("arabic"),
            country=str(answers["country"] or ""), agreement=answers.text("agreement"), until=last_day,
        ))  # fmt: skip

    Form(
        kept_as="authority", title=N_("Enter an authority of another country"),
        sentence=N_(
            "Needs an agreement between both countries that is in force. The authority becomes an agency of the "
            "referral system for all colleagues. Nothing is sent there after the last day."
        ),
        parts=[
            FieldColumns((
                FormField(name="arabic", label=N_("Name in Arabic"), required=N_("Enter the name in Arabic.")),
                FormField(name="english", label=N_("Name in English"), required=N_("Enter the name in English.")),
            )),
            FormField(
                name="country", label=N_("Country"), kind="choose", value="",
                choices=[("", N_("Choose")), *((code, plain(name)) for code, name in countries if len(code) == 2)],
                required=N_("Choose the country."),
            ),
            FieldColumns((
                FormField(name="agreement", label=N_("Agreement: number or title"), required=N_("Enter the agreement.")),
                FormField(
                    name="until", label=N_("Last day of the agreement"), kind="day",
                    required=N_("Enter the last day."), invalid=N_("This date does not exist."),
                ),
            )),
        ],
        verb=N_("Enter it for everybody"), leave=N_("Not now"), save=save, after_save=reload, width=760,
        success=lambda _answers: N_("The authority is entered. Colleagues get it with the next sync or USB transfer."),
    ).ask(screen)  # fmt: skip
