"""Letting in a computer that asks over the network: who, then the six words, and only then the
signature. Headquarters carries the answer and the reply, and can read neither.
"""

from app.casework.exchange import headquarters
from app.casework.exchange.headquarters import PendingComputer
from app.casework.organisation.administration import Applicant
from app.errors import N_
from app.ui import navigation, officer_names
from app.ui.app_context import AppContext
from app.ui.labels import plain
from app.ui.parts.boxes import Banner, Row, Rows
from app.ui.parts.fields import Choose, Field
from app.ui.parts.grid import Grid
from app.ui.sharing.admission import COMPARE, DIFFER, about
from app.ui.sharing.six_words import SixWords
from app.ui.sharing.wizard import WizardSteps
from app.ui.sync.remote_call import talk

_SAME = N_("They match: admit")


class LetIn(WizardSteps):
    """Step 1 who asks, 2 the comparison, 3 let in."""

    def __init__(self, context: AppContext, asks: PendingComputer, teams: list[str]) -> None:
        super().__init__(context, "headquarters", N_("A computer asks to join"), 3)
        self.asks, self._teams = asks, list(dict.fromkeys([asks.applicant.team, *teams]))
        self._as = (asks.applicant.role, asks.applicant.team)
        self._who()

    def _who(self) -> None:
        # the fields go with their step
        role = Choose(N_("Work"), [(code, message) for code, message in officer_names.ROLES])
        team = Choose(N_("Team"), [(team, plain(team)) for team in self._teams])
        role.choose(self._as[0])
        team.choose(self._as[1])
        choices = Grid(columns=2, least_width=260, gap=16, equal=False)
        choices.add(Field(N_("Work"), role), Field(N_("Team"), team))

        def forward() -> None:
            self._as = str(role.chosen() or ""), str(team.chosen() or "")
            self._compare()

        self.lay(
            number=1,
            title=N_("Do you know this person?"),
            sentence=N_(
                "Their screen shows six words. Speak face to face or by telephone before you continue."
            ),
            parts=[about(self.asks.applicant), choices],
            verb=N_("Compare the words"),
            action=forward,
            second_action=(N_("Not now"), self.back),
        )

    def _compare(self) -> None:
        name = self.asks.applicant.name
        self.lay(
            number=2,
            title=lambda w: w("Does {name} see the same six words?", name=name),
            sentence=COMPARE,
            parts=[SixWords(self.asks.words, self.asks.words_other)],
            verb=_SAME,
            action=self.let_in,
            second_action=(N_("They do not match"), self._differ),
        )

    def _differ(self) -> None:
        banner = Banner(DIFFER, "shield", "wait")
        self.lay(
            2, N_("The words do not match"), "", [banner], N_("Back to user management"), self.back
        )

    def let_in(self) -> None:
        """Sign, and leave the reply with headquarters."""
        session, asks, (role, team) = self.context.session, self.asks, self._as
        self.busy(N_("Admitting the computer"))
        words = " ".join(asks.words)
        talk(
            self.context.workers,
            self,
            lambda: headquarters.confirming(session, asks.device, words, role, team),
            self._done,
            lambda error: self.refused(error, _SAME),
        )

    def _done(self, applicant: Applicant) -> None:
        rows = Rows().add(
            Row(plain(applicant.name), officer_names.role(applicant.role), "kept", tone="kept")
        )
        self.lay(
            3,
            N_("Admitted"),
            N_(
                "Their page continues automatically. The cases of the team follow with the next sync."
            ),
            [rows],
            N_("Back to user management"),
            self.back,
        )
        if self.context.syncing is not None:
            self.context.syncing.sync_now()

    def back(self) -> None:
        self.wants.emit(navigation.DeskPage())
