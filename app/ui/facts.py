"""What the referral system in use says of law and places: confirmed, or to be asked after; for user management."""

from datetime import timedelta
from functools import partial

from app.case.profile import AgencyPlace, NamedFact, Threshold
from app.casework.organisation import referral_system
from app.casework.organisation.referral_system import Confirmation, facts
from app.clock import utc
from app.errors import N_
from app.language import Name, Words, isolate, isolate_ltr
from app.ui import navigation, theme
from app.ui.app_context import AppContext
from app.ui.parts import Button, Row, Rows, counted, empty, group
from app.ui.parts.form_dialog import FieldAnswers, Form, FormField
from app.ui.parts.frame import Office

_AGAIN = timedelta(days=90)  # a number; a law is asked after when its day is written
STATES = {"confirmed": N_("confirmed"), "unconfirmed": N_("not confirmed"), "stale": N_("to be confirmed again")}


class FactsScreen(Office):
    """Those first that nobody confirmed, or not lately."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context,
            "people",
            N_("Legal and local facts"),
            N_("Ask, then confirm. A number that nobody confirmed is not printed on a sheet for workers."),
        )
        self.reload()

    def reload(self) -> None:
        self.read_vault(facts, self._show)

    def _show(self, by_name: dict[str, NamedFact]) -> None:
        empty(self.body)
        rows, now = Rows(), self.context.clock()
        for number, (name, fact) in enumerate(by_name.items(), 1):
            state = fact.state_at(int(now.timestamp()))
            button = Button(N_("Confirm"), "second", on_click=partial(self._ask, name, fact))
            title, right = Name(fact.name), state == "confirmed"
            second, tone = partial(_second, fact, state), "kept" if right else "wait"
            row = Row(title, second, "check" if right else "wait", button, tone=tone)
            row_number = theme.words().number(number)  # two may be called alike
            button.setAccessibleDescription(f"{row_number} · {row.title.text()}")
            rows.add(row)
        self.body.addWidget(group(counted(N_("Facts"), len(by_name)), rows, aligned=True))
        self.body.addStretch(1)

    def _ask(self, name: str, fact: NamedFact) -> None:
        session = self.context.session
        today = utc(session.now()).date()

        def save(answers: FieldAnswers) -> None:
            day, until = answers.day("day"), answers.day("until")
            assert day
            assert until  # the fields ask for both
            confirmation = Confirmation(
                source=answers.text("source"), day=day, until=until, phone=answers.text("phone")
            )
            referral_system.confirm(session, name, confirmation)

        def day(name: str, label: str, value: object) -> FormField:
            return FormField(
                name=name,
                label=label,
                kind="day",
                value=value,
                required=N_("Enter a day."),
                invalid=N_("This date does not exist."),
            )

        phone = FormField(name="phone", label=N_("Number"), value=getattr(fact, "phone", ""), ltr=True)
        Form(
            kept_as=f"confirm {name}",
            title=N_("Confirm this for everybody?"),
            sentence=N_("Colleagues get it with the next sync or USB transfer, with your name and the day."),
            parts=[
                FormField(name="source", label=N_("Who said so"), required=N_("Enter who said so.")),
                *([phone] if isinstance(fact, AgencyPlace) else ()),
                day("day", N_("When it was said"), today),
                day("until", N_("Ask again by"), today + _AGAIN),
            ],
            verb=N_("Confirm it for everybody"),
            save=save,
            after_save=self.reload,
        ).ask(self)

    def back(self) -> None:
        self.wants.emit(navigation.Home())


def _second(fact: NamedFact, state: str, w: Words) -> str:
    law = w.text(fact.law[w.language]) if isinstance(fact, Threshold) else ""
    phone = isolate_ltr(fact.phone) if isinstance(fact, AgencyPlace) and fact.phone else ""
    day = w("seen on {day}", day=w.date(utc(fact.as_of).date())) if fact.as_of else ""
    source = isolate(fact.source) if fact.source else ""
    return " · ".join(filter(None, (w(STATES[state]), phone, law, day, source)))
