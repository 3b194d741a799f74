"""Erasing a case by order of two people: the order with its reason, and the other one's confirmation."""

from collections.abc import Callable

from app.casework.cases import erasure
from app.errors import N_
from app.language import Words, isolate
from app.ui.parts.boxes import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.fields import Area, Field
from app.ui.parts.frame import Screen
from app.ui.sharing.hand_over import Done, Refused, ask


def order(screen: Screen, case_id: str, then: Callable[[], None]) -> None:
    """Ask for it, with the reason: nothing is destroyed yet."""
    reason = Area(N_("Reason"), lines=3)
    field = Field(N_("Reason"), reason, help_=N_("It is read by whoever confirms, and stands on the certificate."))  # fmt: skip

    def act(done: Done, refused: Refused) -> None:
        written, session = reason.toPlainText().strip(), screen.desk.session
        field.complain("" if written else N_("Write the reason first."))
        if written:
            screen.desk.off.write(
                screen, lambda: erasure.order(session, case_id, written), done, refused
            )

    ask(
        screen,
        N_("Order that this case be erased?"),
        N_("Nothing is destroyed yet: somebody else of the desk must confirm it."),
        [field],
        N_("Order it"),
        N_("Keep the case"),
        act,
        then,
        kind="grave",
    )


def confirm(screen: Screen, case_id: str, told: erasure.Open, then: Callable[[], None]) -> None:
    """Say what will be gone, and what will not, before it is."""
    session = screen.desk.session

    def who(w: Words) -> str:
        return w(
            "{name} ordered it. Everything in the case is destroyed here, at headquarters and on "
            "every computer that has it. This can’t be taken back.", name=isolate(told.by),
        )  # fmt: skip

    def why(w: Words) -> str:
        return w("Reason: {reason}", reason=isolate(told.reason))

    def act(done: Done, refused: Refused) -> None:
        screen.desk.off.write(screen, lambda: erasure.confirm(session, case_id), done, refused)

    ask(
        screen,
        N_("Erase this case for good?"),
        who,
        [Banner(why, "doc", "ink2")],
        N_("Erase it"),
        N_("Keep the case"),
        act,
        then,
        kind="grave",
    )


def banner(screen: Screen, case_id: str, told: erasure.Open, then: Callable[[], None]) -> Banner:
    """On the case's page, until somebody confirms; who may confirm finds that here."""

    def says(w: Words) -> str:
        if told.confirms:
            return w("{name} ordered that this case be erased: {reason}. Look at it, then confirm it or leave it.",
                     name=isolate(told.by), reason=isolate(told.reason))  # fmt: skip
        return w("{name} ordered that this case be erased. Somebody else of the desk must confirm it.",
                 name=isolate(told.by))  # fmt: skip

    go: Button | None = None
    if told.confirms:
        go = Button(N_("Confirm the erasure"), "grave", "minus")
        go.clicked.connect(lambda: confirm(screen, case_id, told, then))
    return Banner(says, "flag", "wait", go)
