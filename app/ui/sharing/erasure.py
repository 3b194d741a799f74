"""Erasing a case: the order with its reason, the other one's confirmation, objections, and a third
person's decision. What each officer can do about it stands in one band on the case's page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.casework.cases import erasure
from app.casework.cases.erasure import OpenOrder
from app.errors import N_
from app.language import Words, isolate
from app.ui.labels import Text
from app.ui.parts import Banner, Button
from app.ui.parts.form_dialog import Form, FormField, reason_field
from app.ui.parts.frame import Screen


@dataclass(frozen=True, slots=True)
class OrderAct:
    """What an officer can do about an order. `kind`: "grave" where it ends in the case being gone."""

    says: str
    icon: str
    kind: Literal["grave", "second"]
    begin: Callable[[], None]
    is_own: bool = False  # taking back what one ordered oneself, which no banner offers


def order(screen: Screen, case_id: str) -> None:
    """Ask for it, with the reason: nothing is destroyed yet."""
    session = screen.context.session
    Form(
        kept_as="order erasure",
        title=N_("Order the erasure of this case?"),
        sentence=N_(
            "Nothing is destroyed yet: another user manager must confirm it. Everyone who has the case is told, and "
            "can object until the waiting time ends."
        ),
        parts=[
            reason_field(lines=3, help_=N_("Whoever confirms it reads this, and it appears on the certificate.")),
            FormField(
                name="urgent",
                kind="ticks",
                columns=1,
                value=(),
                choices=[(True, N_("For a person’s safety: at once, when two user managers confirm it"))],
            ),
        ],
        verb=N_("Order it"),
        leave=N_("Keep the case"),
        save=lambda answers: erasure.order(session, case_id, answers.text("reason"), urgent=bool(answers["urgent"])),
        kind="grave",
    ).ask(screen)


def confirm(screen: Screen, case_id: str, open_order: OpenOrder) -> None:
    """Say what will be gone, and what will not, before it is."""
    session = screen.context.session

    def consequence(w: Words) -> str:
        return w(
            "Ordered by {name}. If nobody objects before the waiting period ends, everything in the case is destroyed "
            "here, on the server and on every computer that has it. This can’t be undone.",
            name=isolate(open_order.by),
        )

    Form(
        kept_as="confirm erasure",
        title=N_("Confirm the erasure of this case?"),
        sentence=consequence,
        parts=[_reason(open_order), *_at_once(open_order)],
        verb=N_("Confirm"),
        leave=N_("Keep the case"),
        save=lambda _answers: erasure.confirm(session, case_id),
        kind="grave",
    ).ask(screen)


def object_to(screen: Screen, case_id: str, open_order: OpenOrder) -> None:
    """Say why the case must stay."""
    session = screen.context.session
    Form(
        kept_as="object_to erasure",
        title=N_("Object to the erasure of this case?"),
        sentence=N_("Nothing is destroyed until a third person, who neither ordered nor confirmed it, has decided."),
        parts=[_reason(open_order), reason_field(lines=3, help_=N_("The person who decides will read this."))],
        verb=N_("Object"),
        leave=N_("Leave it"),
        save=lambda answers: erasure.object_to(session, case_id, answers.text("reason")),
    ).ask(screen)


def decide(screen: Screen, case_id: str, open_order: OpenOrder) -> None:
    """As a third person: the case stays, or goes all the same."""
    session = screen.context.session
    Form(
        kept_as="decide erasure",
        title=N_("Erase this case despite the objection?"),
        sentence=N_(
            "You decide as a third person. If you decide on erasure, the case is "
            "destroyed when the waiting period ends; this can’t be undone."
        ),
        parts=[
            _reason(open_order),
            *_objections(open_order),
            FormField(
                name="decision",
                kind="cards",
                columns=2,
                required=N_("Choose one of them."),
                choices=[("stop", N_("The case stays")), ("go", N_("It is erased despite the objection"))],
            ),
            reason_field(lines=2),
        ],
        verb=N_("Record the decision"),
        save=lambda answers: erasure.rule(
            session, case_id, answers.text("reason"), goes_on=answers["decision"] == "go"
        ),
        kind="grave",
    ).ask(screen)


def stop(screen: Screen, case_id: str) -> None:
    """The order is over: the case stays."""
    session = screen.context.session
    Form(
        kept_as="stop erasure",
        title=N_("Cancel the order to erase this case?"),
        sentence=N_("The case stays. Its erasure can be ordered again."),
        parts=[reason_field(lines=2)],
        verb=N_("Cancel the order"),
        leave=N_("Leave it"),
        save=lambda answers: erasure.rule(session, case_id, answers.text("reason"), goes_on=False),
    ).ask(screen)


def acts(screen: Screen, case_id: str, open_order: OpenOrder) -> Iterator[OrderAct]:
    """What this officer can do about an order, the most pressing first."""
    if open_order.rules:
        yield OrderAct(N_("Decide on the objection"), "flag", "grave", lambda: decide(screen, case_id, open_order))
    if open_order.confirms:
        yield OrderAct(N_("Confirm the erasure"), "minus", "grave", lambda: confirm(screen, case_id, open_order))
    if open_order.objects:
        yield OrderAct(N_("Object to the erasure"), "flag", "second", lambda: object_to(screen, case_id, open_order))
    if open_order.stops:
        yield OrderAct(N_("Cancel the order to erase"), "minus", "second", lambda: stop(screen, case_id), is_own=True)


def banner(screen: Screen, case_id: str, open_order: OpenOrder) -> Banner:
    """On the case's page, as long as it is ordered; the most pressing act beside it."""
    go: Button | None = None
    for act in acts(screen, case_id, open_order):
        if not act.is_own:
            go = Button(act.says, act.kind, act.icon, on_click=act.begin)
            break
    return Banner(lambda w: standing(open_order, w), "flag", "wait", go)


def standing(open_order: OpenOrder, w: Words) -> str:
    """How far an order to erase has come, in words."""
    name, reason = isolate(open_order.by), isolate(open_order.reason)
    if open_order.due is not None:
        confirmers = _listed(open_order.confirmed_by, w)
        return w(
            "{name} ordered the erasure of this case, and {others} confirmed it: "
            "{reason}. It is destroyed on {day} unless somebody objects before.",
            name=name,
            others=confirmers,
            reason=reason,
            day=w.moment(open_order.due),
        )
    protests = [protest for protest in open_order.protests if not protest.overruled]
    if protests:
        return w(
            "{name} objects to the erasure of this case: {reason}. Nothing is destroyed until a third "
            "person has decided.",
            name=isolate(protests[0].by),
            reason=isolate(protests[0].reason),
        )
    if open_order.confirms:
        return w(
            "{name} ordered the erasure of this case: {reason}. Review it, then confirm or decline the erasure.",
            name=name,
            reason=reason,
        )
    return w(
        "{name} ordered the erasure of this case: {reason}. Nothing is destroyed until another person in user management confirms it.",
        name=name,
        reason=reason,
    )


def _listed(names: tuple[str, ...], w: Words) -> str:
    return ("، " if w.language == "ar" else ", ").join(isolate(name) for name in names)


def _reason(open_order: OpenOrder) -> Banner:
    says: Text = lambda w: w("Reason: {reason}", reason=isolate(open_order.reason))  # noqa: E731
    return Banner(says, "doc", "ink2")


def _at_once(open_order: OpenOrder) -> Iterator[Banner]:
    if open_order.urgent:
        sentence = (
            N_("It is for a person’s safety: once you confirm it, the case is destroyed at once.")
            if open_order.confirmed_by
            else N_(
                "It is for a person’s safety: once another user manager confirms it, the case is destroyed at once."
            )
        )
        yield Banner(sentence, "urgent", "wait")


def _objections(open_order: OpenOrder) -> Iterator[Banner]:
    for protest in open_order.protests:

        def says(w: Words, name: str = protest.by, reason: str = protest.reason) -> str:
            return w("{name} objects: {reason}", name=isolate(name), reason=isolate(reason))

        yield Banner(says, "flag", "wait")
