"""Whose new cases are whose: the team that they are shared with follows the directory."""

from app.casework.session.colleagues import teams_of
from app.casework.session.registrar import HOME
from app.casework.session.session import Session
from app.seal.directory import A_TEAM
from app.vault.database import Writer
from app.vault.vault import put_setting


def follow(session: Session, writer: Writer) -> None:
    """Where the desk has taken this officer out of the home team, another of hers takes its place: of
    several the first by name. What was given to the former one stays given."""
    vault = session.vault
    teams = vault.directory.organisation.teams
    home = teams.get(vault.home_team)
    if home is None or vault.person in home.members:
        return
    candidates = teams_of(vault.directory, vault.person)
    candidates.sort(key=lambda team: team.sort != A_TEAM)
    if candidates:
        put_setting(writer, HOME, candidates[0].id)
        vault.home_team = candidates[0].id
