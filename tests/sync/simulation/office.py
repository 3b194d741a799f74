"""The people of a simulation: an organisation founded and joined once, and copied for each seed."""

from dataclasses import dataclass
from pathlib import Path

from app.casework.organisation import administration
from app.casework.session.registrar import DirectorySigner, key_of
from tests.casework.test_posting import Office as ByFiles
from tests.hq_people import names
from tests.sync.simulation.memory import Template
from tests.sync.simulation.rng import loaded
from tests.sync.simulation.server import public_key

DESK, LAYLA, OMAR, SALMA = "Huda Desk", "Layla Sample", "Omar Sample", "Salma Late"
JAHRA = "Jahra"


@dataclass
class Office:
    """`claimed`: the directory when headquarters was claimed; Salma came later, and nobody but the
    desk knows of her yet, nor of the team of Jahra."""

    templates: dict[str, Template]
    claimed: tuple[bytes, ...]

    @classmethod
    def founded(cls, folder: Path) -> "Office":
        with loaded(0):
            return cls._founded(folder)

    @classmethod
    def _founded(cls, folder: Path) -> "Office":
        office = ByFiles(folder, folder / "stick")
        office.stick.mkdir()
        desk = office.sets_up(DESK, "desk")
        administration.create_organisation(desk, "Sample Committee", "Badr Second", "Farwaniya")
        names(desk, public_key(), "http://127.0.0.1", "")
        office.joins(LAYLA)
        office.joins(OMAR, "supervisor")
        claimed = tuple(desk.vault.directory.organisation.entries)
        office.joins(SALMA, news=False)
        keys, jahra = key_of(desk), [office.sessions[LAYLA].vault.person]
        assert keys
        book = DirectorySigner.of(desk.vault, keys)
        book.new_team(JAHRA, jahra)
        with desk.vault.transaction() as writer:
            book.learn(writer)
        templates = {name: Template.of(name, session) for name, session in office.sessions.items()}
        for session in office.sessions.values():
            session.close()
        return cls(templates, claimed)
