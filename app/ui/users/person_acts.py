"""What user management does about people and teams: absence, role, team, name, and the end of an access."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from app.casework.organisation import absences, people
from app.casework.organisation.absences import AbsenceSummary
from app.casework.organisation.administration import RevocationSummary
from app.casework.pages.user_list import PersonLine, TeamLine
from app.casework.session.session import Session
from app.errors import N_
from app.language import Words, isolate
from app.ui import officer_names
from app.ui.labels import Text, plain
from app.ui.parts.form_dialog import NOT_A_DAY, FieldAnswers, FieldColumns, Form, FormField, Part
from app.ui.users.acts import ComputerActs, consequences

_LEAVE = N_("Leave it as it is")
_NO_CASE, _SOME_CASES = N_("No open case is affected."), N_("Open cases need another officer.")


class UserActs(ComputerActs):
    """All that the panel's buttons begin."""

    # absence

    def set_absence(self, line: PersonLine) -> None:
        """From, until, covered by; of one that is entered already, other days or another colleague."""
        page, session = self.page, self.page.context.session
        summaries: list[AbsenceSummary] = []

        def save(answers: FieldAnswers) -> None:
            summaries.append(
                absences.set_absence(
                    session,
                    line.id,
                    first_day=answers["first"],
                    last_day=answers["last"],
                    substitute_id=answers.text("substitute"),
                    restricted="restricted" in (answers["restricted"] or ()),
                    reason=answers.text("reason"),
                )
            )

        Form(
            kept_as=f"set_absence {line.id}",
            title=lambda w: w("Absence of {name}", name=isolate(line.name)),
            sentence=N_(
                "On these days the colleague who stands in can read and continue the cases. That colleague cannot read "
                "what is written after the last day, but still knows what was read before."
            ),
            parts=self._absence_fields(line),
            verb=N_("Change the absence") if line.absence else N_("Enter the absence"),
            leave=_LEAVE,
            save=save,
            width=700,
            success=lambda _answers: _entered(line.name, summaries[-1]),
        ).ask(page)

    def _absence_fields(self, line: PersonLine) -> list[Part]:
        """As entered, or a week from today; restricted cases only the officer can lend."""
        page, absence = self.page, line.absence
        today = page.context.clock().astimezone().date()
        candidates = [
            person
            for person in (page.lists.people if page.lists else ())
            if person.id != line.id and person.active and person.invitation is None
        ]
        restricted = [
            FormField(
                name="restricted", kind="ticks", columns=1, value=(),
                choices=[("restricted", N_("Restricted cases too"))],
            )
        ] if line.is_self else []  # fmt: skip
        return [
            FormField(
                name="substitute", label=N_("Covered by"), kind="choose",
                required=N_("Choose who stands in."),
                choices=[("", N_("Choose a colleague")), *((person.id, _named(person)) for person in candidates)],
                value=absence.substitute_id if absence else "",
            ),
            FieldColumns(
                [
                    FormField(
                        name="first", label=N_("First day"), kind="day", invalid=NOT_A_DAY,
                        required=N_("Enter the day."), value=absence.first_day if absence else today,
                    ),
                    FormField(
                        name="last", label=N_("Last day"), kind="day", invalid=NOT_A_DAY,
                        required=N_("Enter the day."),
                        value=absence.last_day if absence else today + timedelta(days=7),
                    ),
                ],
                300, equal=True,
            ),
            *restricted,
            FormField(name="reason", label=N_("Reason (optional)"), value=absence.reason if absence else ""),
        ]  # fmt: skip

    def end_absence(self, line: PersonLine) -> None:
        page, session = self.page, self.page.context.session
        Form(
            kept_as="end_absence",
            title=lambda w: w("End the absence of {name} now?", name=isolate(line.name)),
            sentence=N_("The colleague who stands in receives nothing new from these cases from now on."),
            verb=N_("End the absence"),
            leave=_LEAVE,
            kind="grave",
            width=480,
            save=lambda _answers: absences.end_absence(session, line.id),
            success=lambda _answers: lambda w: w("The absence of {name} has ended.", name=isolate(line.name)),
        ).ask(page)

    # role, team, name

    def change_role(self, lines: list[PersonLine]) -> None:
        page, session = self.page, self.page.context.session

        def save(answers: FieldAnswers) -> None:
            for line in lines:
                people.change_role(session, line.id, answers.text("role"))

        roles = {line.role for line in lines}
        Form(
            kept_as="",
            title=lambda w: (
                w("Role of {name}", name=isolate(lines[0].name))
                if len(lines) == 1
                else w.count("Role of {n} person", "Role of {n} people", len(lines))
            ),
            sentence=N_("The new role applies to what is written from now on. What was written before keeps the role of that time."),
            parts=[
                FormField(
                    name="role", kind="cards", choices=list(officer_names.ROLES),
                    value=roles.pop() if len(roles) == 1 else "",
                    required=N_("Choose a role first."),
                ),
            ],
            verb=N_("Change role"), leave=_LEAVE, save=save,
            success=lambda _answers: N_("The role is changed. Colleagues learn this with the next sync or USB transfer."),
        ).ask(page)  # fmt: skip

    def change_team(self, lines: list[PersonLine]) -> None:
        """Out of one team, into another; either can be left out."""
        page, session = self.page, self.page.context.session
        teams = [team for team in (page.lists.teams if page.lists else ()) if not team.is_desk]
        ids = {line.id for line in lines}
        out_of = [team for team in teams if ids & {member for member, _ in team.members}]

        def check(answers: FieldAnswers) -> dict[str, Text]:
            if answers.text("into") == answers.text("out_of"):
                return {"into": N_("Choose a team to join or one to leave.")}
            return {}

        def save(answers: FieldAnswers) -> None:
            leaves = answers.text("out_of")
            members = {id_ for team in teams if team.id == leaves for id_, _ in team.members}
            for line in lines:
                _move(session, line.id, leaves if line.id in members else "", answers.text("into"))

        Form(
            kept_as="",
            title=lambda w: (
                w("Team of {name}", name=isolate(lines[0].name))
                if len(lines) == 1
                else w.count("Team of {n} person", "Team of {n} people", len(lines))
            ),
            sentence=N_(
                "The team that is left gets a new key: those who leave it can no longer read what it writes from now "
                "on. Those who join a team can read its cases."
            ),
            parts=[
                FormField(
                    name="out_of", label=N_("Out of"), kind="choose",
                    choices=[*_teams(out_of), ("", N_("Leaves no team"))],
                    value=out_of[0].id if out_of else "",
                ),
                FormField(
                    name="into", label=N_("Into"), kind="choose",
                    choices=[*_teams(teams), ("", N_("Joins no team"))],
                    value=next((team.id for team in teams if team not in out_of), ""),
                ),
            ],
            verb=N_("Change team"), leave=_LEAVE, check=check, save=save,
            width=520,
            success=lambda _answers: N_("The team is changed. Colleagues learn this with the next sync or USB transfer."),
        ).ask(page)  # fmt: skip

    def rename_person(self, line: PersonLine) -> None:
        session = self.page.context.session
        self._rename(
            lambda w: w("Rename {name}", name=isolate(line.name)),
            line.name,
            N_(
                "Colleagues see the new name with the next sync or USB transfer. What was written stays under the same person."
            ),
            lambda name: people.rename_person(session, line.id, name),
            line.id,
        )

    def set_judicial(self, line: PersonLine) -> None:
        session, (number, day) = self.page.context.session, line.judicial
        Form(
            kept_as=f"judicial {line.id}",
            title=lambda w: w("Judicial officer: {name}", name=isolate(line.name)),
            sentence=N_(
                "A dossier names the decision that gave this person the capacity of a judicial officer. To take it back, "
                "leave both empty."
            ),
            parts=[
                FieldColumns(
                    [
                        FormField(name="number", label=N_("Number of the decision"), value=number),
                        FormField(
                            name="day",
                            label=N_("Date of the decision"),
                            kind="day",
                            invalid=NOT_A_DAY,
                            value=date.fromisoformat(day) if day else None,
                        ),
                    ],
                    300,
                )
            ],
            verb=N_("Save"),
            leave=_LEAVE,
            width=700,
            refused_at="number",
            save=lambda answers: people.set_judicial(session, line.id, answers.text("number"), answers.day("day")),
            success=lambda _answers: N_(
                "The decision is recorded. Colleagues have it with the next sync or USB transfer."
            ),
        ).ask(self.page)

    def _rename(self, title: Text, name: str, sentence: str, save: Callable[[str], object], id_: str) -> None:
        Form(
            kept_as=f"rename {id_}",
            title=title,
            sentence=sentence,
            parts=[FormField(name="name", label=N_("Name"), value=name, required=N_("Enter a name first."))],
            verb=N_("Rename"),
            leave=_LEAVE,
            width=480,
            refused_at="name",
            save=lambda answers: save(answers.text("name")),
            success=lambda _answers: N_("The name is changed."),
        ).ask(self.page)

    # the end of an access

    def withdraw_person(self, line: PersonLine) -> None:
        """All computers of a person. The safe answer stands where a primary would, and has the focus."""
        page, session = self.page, self.page.context.session
        ended: list[RevocationSummary] = []
        number, cases = len(line.active), line.open_cases
        covered = page.lists.covered_by(line.id) if page.lists is not None else []
        Form(
            kept_as="",
            title=lambda w: w("Withdraw the access of {name}?", name=isolate(line.name)),
            parts=[
                consequences(
                    ("laptop", lambda w: w.count(
                        "{n} computer can read nothing that is written from now on. What it has read stays on it.",
                        "{n} computers can read nothing that is written from now on. What they have read stays on them.",
                        number,
                    )),
                    ("person", lambda w: w.count(
                        "{n} case needs another officer: reassign it on the dashboard.",
                        "{n} cases need another officer: reassign them on the dashboard.",
                        cases,
                    ) if cases else w(_NO_CASE if cases == 0 else _SOME_CASES)),
                    *([("clock", _stand_in_for([absence.person for absence in covered]))] if covered else []),
                    ("kept", N_("Everything written stays under the same name.")),
                ),
            ],
            verb=N_("Withdraw access"), leave=N_("Keep the access"), kind="grave", width=480,
            save=lambda answers: ended.append(
                people.withdraw_person(session, line.id)
            ),
            after_save=lambda: self.withdrawn(ended[-1]),
            success=lambda _answers: lambda w: w("The access of {name} has ended.", name=isolate(line.name)),
        ).ask(page)  # fmt: skip

    # teams

    def new_team(self) -> None:
        page, session = self.page, self.page.context.session
        Form(
            kept_as="new_team",
            title=N_("New team"),
            sentence=N_("Its members read the cases that are shared with it. You can invite others into it later."),
            parts=[
                FormField(name="name", label=N_("Name"), required=N_("Enter a name first.")),
                *_member_ticks(page.lists.people if page.lists else ()),
            ],
            verb=N_("Create the team"),
            refused_at="name",
            width=640,
            save=lambda answers: people.create_team(session, answers.text("name"), answers["members"] or ()),
            success=lambda answers: lambda w: w("The team {team} was created.", team=isolate(answers.text("name"))),
        ).ask(page)

    def rename_team(self, line: TeamLine) -> None:
        session = self.page.context.session
        self._rename(
            lambda w: w("Rename {name}", name=isolate(line.name)),
            line.name,
            N_("Colleagues see the new name with the next sync or USB transfer. Members and cases stay."),
            lambda name: people.rename_team(session, line.id, name),
            line.id,
        )

    def add_member(self, line: TeamLine) -> None:
        page, session = self.page, self.page.context.session
        member_ids = {member for member, _ in line.members}
        candidates = [
            person
            for person in (page.lists.people if page.lists else ())
            if person.id not in member_ids and person.active
        ]
        Form(
            kept_as="",
            title=lambda w: w("Add a person to {team}", team=isolate(line.name)),
            sentence=N_("The person can then read the cases that are shared with this team."),
            parts=[
                FormField(
                    name="person",
                    label=N_("Person"),
                    kind="choose",
                    required=N_("Choose a person first."),
                    choices=[("", N_("Choose a colleague")), *((person.id, _named(person)) for person in candidates)],
                )
            ],
            verb=N_("Add"),
            width=480,
            save=lambda answers: people.add_to_team(session, answers.text("person"), line.id),
            success=lambda _answers: lambda w: w("Added to {team}.", team=isolate(line.name)),
        ).ask(page)

    def remove_member(self, line: TeamLine, member_id: str) -> None:
        page, session = self.page, self.page.context.session
        name = dict(line.members).get(member_id, "")
        Form(
            kept_as="",
            title=lambda w: w("Remove {name} from {team}?", name=isolate(name), team=isolate(line.name)),
            parts=[
                consequences(
                    (
                        "lock",
                        N_("The team gets a new key, so the person can’t read what is shared with it from now on."),
                    ),
                    ("eye", N_("What was read before cannot be taken back.")),
                    ("kept", N_("The person’s access and other teams stay.")),
                )
            ],
            verb=N_("Remove from the team"),
            leave=N_("Keep in the team"),
            kind="grave",
            width=480,
            save=lambda _answers: people.remove_from_team(session, member_id, line.id),
            success=lambda _answers: (
                lambda w: w("{name} is no longer in {team}.", name=isolate(name), team=isolate(line.name))
            ),
        ).ask(page)


def _move(session: Session, person_id: str, out_of: str, into: str) -> None:
    if out_of and into:
        people.move_person(session, person_id, out_of=out_of, into=into)
    elif into:
        people.add_to_team(session, person_id, into)
    elif out_of:
        people.remove_from_team(session, person_id, out_of)


def _entered(name: str, summary: AbsenceSummary) -> Text:
    """In how many cases somebody stands in, now and later, and in how many not."""

    def says(w: Words) -> str:
        parts = [w("The absence of {name} is entered.", name=isolate(name))]
        if summary.given:
            parts.append(w.count("{n} case is covered now.", "{n} cases are covered now.", summary.given))
        if summary.later:
            parts.append(
                w.count(
                    "{n} case will be covered from the first day on.",
                    "{n} cases will be covered from the first day on.",
                    summary.later,
                )
            )
        if summary.not_given:
            parts.append(
                w.count(
                    "{n} restricted case is not covered.", "{n} restricted cases are not covered.", summary.not_given
                )
            )
        if summary.uncovered:
            parts.append(_stand_in_for(summary.uncovered)(w))
        return " ".join(parts)

    return says


def _stand_in_for(names: Sequence[str]) -> Callable[[Words], str]:
    return lambda w: w(
        N_("Somebody else has to stand in for {names}."), names=w(N_(", ")).join(isolate(name) for name in names)
    )


def _named(person: PersonLine) -> Text:
    def says(w: Words) -> str:
        teams = w(N_(", ")).join(isolate(team) for team in person.teams)
        parts = [isolate(person.name), w(officer_names.role(person.role)), teams]
        return " · ".join(part for part in parts if part)

    return says


def _teams(teams: Sequence[TeamLine]) -> list[tuple[str, Text]]:
    return [(team.id, plain(team.name)) for team in teams]


def _member_ticks(lines: Sequence[PersonLine]) -> list[FormField]:
    """Who is in a new team; of a large organisation they are added afterwards, from the list."""
    if len([line for line in lines if line.active]) > 24:
        return []
    choices = [(line.id, plain(line.name)) for line in lines if line.active]
    return [FormField(name="members", label=N_("Members"), kind="ticks", choices=choices, value=())]
