"""Handing over: a case to a colleague, a team or a supervisor; an interview; a while away."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.casework.cases.terms import MARK_SAYS
from app.casework.interviews import interview as work
from app.casework.organisation import administration
from app.casework.organisation.administration import Recipient
from app.casework.sharing import case_access
from app.errors import N_, SanadError
from app.language import Words, isolate
from app.ui import navigation, officer_names
from app.ui.labels import Text
from app.ui.parts import form_focus
from app.ui.parts.boxes import tight
from app.ui.parts.buttons import Button, Kind
from app.ui.parts.day_field import Day
from app.ui.parts.dialog import Answer, Dialog
from app.ui.parts.fields import Area, Choose, Field, Line, Problem
from app.ui.parts.frame import Screen
from app.ui.parts.grid import Grid
from app.ui.parts.remembered_text import Remembered, in_english, place_of
from app.ui.parts.scroll_body import Fitted

_WIDTH = 600
_AROUND = 280  # of a dialog, around what is asked
Done = Callable[[object], None]
Refused = Callable[[SanadError], None]


def titled(to: Recipient) -> Text:
    """A colleague with the role, a team as a team."""

    def told(w: Words) -> str:
        if to.kind == "team":
            return w("Team: {name}", name=to.name)
        role = w(officer_names.role(to.role)) if to.role else ""
        return f"{isolate(to.name)} · {role}" if role else isolate(to.name)

    return told


class To(Field):
    """Who is to have it: nobody is chosen beforehand."""

    def __init__(self, recipients: list[Recipient]) -> None:
        order = {"team": 0, "person": 1}
        listed = sorted(recipients, key=lambda each: (order.get(each.kind, 2), each.name))
        self._by_id = {each.id: each for each in listed}
        options: list[tuple[object, Text]] = [("", N_("Choose a colleague or a team"))]
        self.choose = Choose(N_("To"), options + [(each.id, titled(each)) for each in listed])
        super().__init__(N_("To"), self.choose)

    def chosen(self) -> Recipient | None:
        """The one chosen, or None after saying so."""
        found = self._by_id.get(str(self.choose.chosen() or ""))
        self.complain("" if found else N_("Choose who is to have it first."))
        return found


def ask(
    screen: Screen,
    title: Text,
    sentence: Text,
    parts: list[QWidget],
    verb: Text,
    leave: Text,
    act: Callable[[Done, Refused], None],
    then: Callable[[], None],
    *,
    width: int = _WIDTH,
    left: Callable[[], None] = lambda: None,
    about: str = "",
    kind: Kind = "primary",
    instead: Callable[[SanadError], tuple[Text, Callable[[], None]] | None] = lambda _error: None,
) -> None:
    """A dialog that stays until its act has been done: `act(done, refused)`; then goes on. `left`: it was
    closed without: what was typed stands there again the next time, `about` being the same. `instead`:
    of a refusal, what else to do about it. `kind`: "grave" for what can't be taken back."""
    body = QWidget()
    down = QVBoxLayout(body)
    tight(down, 12)
    for part in parts:
        down.addWidget(part)
    form_focus.forgives(body)
    problem = Problem()
    remedy = Button("", "second")
    remedy.hide()
    dialogs: list[Dialog] = []
    remembered: list[Remembered] = []

    def done(_value: object) -> None:
        remembered[-1].said()
        dialogs[-1].close_down()
        then()

    def refused(error: SanadError) -> None:
        problem.say(lambda w: w.say(error))
        offered = instead(error)
        remedy.setVisible(offered is not None)
        if offered is not None:
            remedy.say(offered[0])
            remedy.clicked.disconnect() if remedy.receivers("2clicked()") else None
            remedy.clicked.connect(lambda: go_to(offered[1]))
        form_focus.bring_into_sight(body)

    def go_to(does: Callable[[], None]) -> None:
        remembered[-1].flush()
        dialogs[-1].close_down()
        does()

    def press() -> None:
        problem.say("")
        act(done, refused)
        form_focus.point_at_what_is_missing(body)

    def build(window: QWidget) -> Dialog:
        fitted = Fitted(body)
        dialog = Dialog(
            window, title, sentence, [Answer(leave, left)], body=fitted, width=width,
            fits=lambda high: fitted.room(high - _AROUND),
        )  # fmt: skip
        dialog.card.inside.insertWidget(dialog.card.inside.count() - 1, problem)
        dialog.card.inside.insertWidget(
            dialog.card.inside.count() - 1, remedy, 0, Qt.AlignmentFlag.AlignLeading
        )
        go = Button(verb, kind)
        go.clicked.connect(press)
        dialog.buttons.append(go)
        dialog.row.addWidget(go)
        dialogs.append(dialog)
        remembered.append(Remembered(screen, place_of(screen, in_english(title), about), body))
        if (first := form_focus.first_in(body)) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return dialog

    screen.wants.emit(navigation.OpenDialog(build))


def _with_recipients(screen: Screen, then: Callable[[list[Recipient]], None]) -> None:
    """Read who there is first; where there is nobody, say so."""
    session = screen.desk.session

    def found(recipients: list[Recipient]) -> None:
        if recipients:
            then(recipients)
            return

        def build(window: QWidget) -> Dialog:
            title = N_("There is nobody to hand it to yet")
            sentence = N_("Colleagues stand here once they have joined, and their post has come.")
            return Dialog(window, title, sentence, [Answer(N_("Close"))])

        screen.wants.emit(navigation.OpenDialog(build))

    screen.desk.off.read(screen, lambda: administration.recipients(session), found)


def hand_over(screen: Screen, case_id: str, then: Callable[[], None]) -> None:
    """The case to a colleague, a team or a supervisor, with a note."""

    def found(recipients: list[Recipient]) -> None:
        to, note = To(recipients), Area(N_("Note for them"), lines=3)

        def act(done: Done, refused: Refused) -> None:
            chosen, session, written = to.chosen(), screen.desk.session, note.toPlainText().strip()
            if chosen is not None:
                screen.desk.off.write(
                    screen,
                    lambda: case_access.hand_over(session, case_id, chosen, written),
                    done,
                    refused,
                )

        ask(
            screen,
            N_("Hand over the case"),
            _over(screen),
            [to, Field(N_("Note for them"), note)],
            N_("Hand over"),
            N_("Not now"),
            act,
            then,
        )

    _with_recipients(screen, found)


def _over(screen: Screen) -> Text:
    """What the other one must know of the case at once stands in the question itself."""
    page = getattr(screen, "told", None)
    found = tuple(page.marks) if page is not None else ()

    def told(w: Words) -> str:
        says = [w(MARK_SAYS[mark]) for mark in found if mark in MARK_SAYS]
        return " ".join(
            [*says, w(N_("They can read and continue it. It stays with you until they accept."))]
        )

    return told


def give_access(screen: Screen, case_id: str, then: Callable[[], None]) -> None:
    """Let a colleague or a team read and continue the case."""

    def found(recipients: list[Recipient]) -> None:
        to = To(recipients)

        def act(done: Done, refused: Refused) -> None:
            chosen, session = to.chosen(), screen.desk.session
            if chosen is not None:
                screen.desk.off.write(
                    screen,
                    lambda: case_access.grant(session, case_id, chosen),
                    done,
                    refused,
                )

        ask(
            screen,
            N_("Give access to the case"),
            N_("They can read and continue it from the next post on. This can’t be taken back."),
            [to],
            N_("Give access"),
            N_("Leave it"),
            act,
            then,
        )

    _with_recipients(screen, found)


def hand_on(screen: Screen, draft_id: str, then: Callable[[], None]) -> None:
    """An unfinished interview to a colleague, who goes on from it."""

    def found(recipients: list[Recipient]) -> None:
        to, note = To(recipients), Line(N_("Note for them"))

        def act(done: Done, refused: Refused) -> None:
            chosen, session, written = to.chosen(), screen.desk.session, note.text().strip()
            if chosen is not None:
                screen.desk.off.write(
                    screen,
                    lambda: work.hand_on(session, draft_id, chosen, written),
                    done,
                    refused,
                )

        ask(
            screen,
            N_("Hand on this interview"),
            N_("What is answered so far goes to them, and they go on from there."),
            [to, Field(N_("Note for them"), note)],
            N_("Hand on"),
            N_("Not now"),
            act,
            then,
            about=draft_id,
        )

    _with_recipients(screen, found)


def decline(screen: Screen, case_id: str, handover: str, then: Callable[[], None]) -> None:
    """Not taking a case over, with the reason for whoever handed it."""
    reason = Line(N_("Reason"))
    field = Field(N_("Reason"), reason, help_=N_("Your colleague reads it."))

    def act(done: Done, refused: Refused) -> None:
        written, session = reason.text().strip(), screen.desk.session
        field.complain("" if written else N_("Write the reason first."))
        if written:
            screen.desk.off.write(
                screen,
                lambda: case_access.decline(session, case_id, written, handover),
                done,
                refused,
            )

    ask(
        screen,
        N_("Decline this case?"),
        N_("It stays with your colleague. You can still read it."),
        [field],
        N_("Decline"),
        N_("Let it wait"),
        act,
        then,
        about=handover,
    )


def substitute(screen: Screen, then: Callable[[], None]) -> None:
    """Somebody who stands in for me from one day to another."""

    def found(recipients: list[Recipient]) -> None:
        to = To([each for each in recipients if each.kind == "person"])
        today = screen.desk.clock().astimezone().date()
        first, last = Day(today), Day(today + timedelta(days=7))
        days, problem = Grid(most=2, least_width=300, gap=16), Problem()
        for label, day in ((N_("First day"), first), (N_("Last day"), last)):
            days.add(Field(label, day))

        def act(done: Done, refused: Refused) -> None:
            chosen, since, until = to.chosen(), first.day(), last.day()
            session = screen.desk.session
            right = since is not None and until is not None and since <= until
            problem.say("" if right else N_("Write two days, the first one not after the last."))
            if chosen is not None and since is not None and until is not None and right:
                screen.desk.off.write(
                    screen,
                    lambda: case_access.substitute(session, chosen, since, until),
                    done,
                    refused,
                )

        ask(
            screen,
            N_("Name a substitute"),
            N_("Your cases can be read and continued by them, and colleagues see who stands in."),
            [to, days, problem],
            N_("Name them"),
            N_("Leave it"),
            act,
            then,
            width=700,
        )

    _with_recipients(screen, found)
