"""Putting an answer of a finished interview right, with the source; what it was stays in the case."""

from collections.abc import Callable

from app.casework import conflicts
from app.errors import N_, SanadError
from app.form import Node
from app.ui import look
from app.ui.parts.fields import Field, Line
from app.ui.parts.frame import Screen
from app.ui.parts.grid import Grid
from app.ui.sharing.another import Another
from app.ui.sharing.handing import Done, Refused, ask
from app.ui.words import Label, plain


def correct(
    screen: Screen,
    case_id: str,
    interview_id: str,
    node: Node,
    now: str,
    then: Callable[[], None],
) -> None:
    """Ask for the right value, whence it is known, and why. `now`: what stands there, in words."""
    another = Another(node)
    source, reason = Line(N_("Source")), Line(N_("Reason"))
    help_ = N_("Such as: the person said so, a stamp, a contract.")
    why_and_whence = Grid(most=2, least_width=280, gap=16, equal=False)
    why_and_whence.add(Field(N_("Source"), source, help_=help_))
    why_and_whence.add(Field(N_("Reason"), reason))

    def act(done: Done, refused: Refused) -> None:
        value, session = another.read(), screen.desk.session
        another.complain("" if value else look.words()(N_("Write the value first.")))
        if not value:
            another.focus()
            return

        def not_taken(error: SanadError) -> None:
            another.complain(look.words().say(error))
            another.focus()

        whence, why = source.text().strip(), reason.text().strip()
        screen.desk.off.write(
            screen,
            lambda: conflicts.correct(
                session, case_id, interview_id, node.ref, value, source=whence, reason=why
            ),
            done,
            not_taken,
        )

    ask(
        screen,
        plain(node.label or node.name),
        N_("What stood here before stays in the case, with who wrote it."),
        [
            Label(lambda w: w("Now: {value}", value=now)),
            another,
            why_and_whence,
        ],
        N_("Keep the new value"),
        N_("Leave it as it is"),
        act,
        then,
        width=680,
    )
    another.focus()
