"""Erasing a case by order of two people: the order with its reason, and the other one's confirmation."""

from collections.abc import Callable

from app.casework.cases import erasure
from app.errors import N_
from app.language import Words, isolate
from app.ui.parts.boxes import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.form_dialog import Form, ask
from app.ui.parts.form_fields import reason_field
from app.ui.parts.frame import Screen


def order(screen: Screen, case_id: str, on_done: Callable[[], None]) -> None:
    """Ask for it, with the reason: nothing is destroyed yet."""
    session = screen.desk.session
    form = Form(
        title=N_("Order that this case be erased?"),
        sentence=N_("Nothing is destroyed yet: somebody else of the desk must confirm it."),
        parts=[
            reason_field(
                lines=3, help_=N_("It is read by whoever confirms, and stands on the certificate.")
            )
        ],
        verb=N_("Order it"),
        leave=N_("Keep the case"),
        save=lambda answers: erasure.order(session, case_id, answers.text("reason")),
        then=on_done,
        kind="grave",
    )
    ask(screen, form)


def confirm(
    screen: Screen, case_id: str, open_order: erasure.OpenOrder, on_done: Callable[[], None]
) -> None:
    """Say what will be gone, and what will not, before it is."""
    session = screen.desk.session

    def consequence(w: Words) -> str:
        return w(
            "{name} ordered it. Everything in the case is destroyed here, at headquarters and on "
            "every computer that has it. This can’t be taken back.", name=isolate(open_order.by),
        )  # fmt: skip

    def reason(w: Words) -> str:
        return w("Reason: {reason}", reason=isolate(open_order.reason))

    form = Form(
        title=N_("Erase this case for good?"),
        sentence=consequence,
        parts=[Banner(reason, "doc", "ink2")],
        verb=N_("Erase it"),
        leave=N_("Keep the case"),
        save=lambda _answers: erasure.confirm(session, case_id),
        then=on_done,
        kind="grave",
    )
    ask(screen, form)


def banner(
    screen: Screen, case_id: str, open_order: erasure.OpenOrder, on_done: Callable[[], None]
) -> Banner:
    """On the case's page, until somebody confirms; who may confirm finds that here."""

    def says(w: Words) -> str:
        if open_order.confirms:
            return w("{name} ordered that this case be erased: {reason}. Look at it, then confirm it or leave it.",
                     name=isolate(open_order.by), reason=isolate(open_order.reason))  # fmt: skip
        return w("{name} ordered that this case be erased. Somebody else of the desk must confirm it.",
                 name=isolate(open_order.by))  # fmt: skip

    go: Button | None = None
    if open_order.confirms:
        go = Button(N_("Confirm the erasure"), "grave", "minus")
        go.clicked.connect(lambda: confirm(screen, case_id, open_order, on_done))
    return Banner(says, "flag", "wait", go)
