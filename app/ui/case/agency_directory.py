"""The directory of agencies, services and places, on a page of its own; it needs no network."""

from PySide6.QtCore import Qt

from app.casework.lifecycle import agency_directory
from app.errors import N_
from app.ui import navigation
from app.ui.app_context import AppContext
from app.ui.case.agency_picker import AgencyDirectory
from app.ui.parts import Button, Flow
from app.ui.parts.frame import Office

TITLE = N_("Agencies and services")


class DirectoryScreen(Office):
    """Back to the case from which it was opened."""

    entries: list[agency_directory.ServiceEntry] | None = None

    def __init__(self, context: AppContext, case_id: str = "") -> None:
        super().__init__(
            context,
            "cases",
            TITLE,
            N_("As listed in the current referral system. Each entry has a date: check it before you rely on it."),
        )
        self.case_id = case_id
        self.listed = AgencyDirectory()
        self.body.addWidget(self.listed)
        line = Flow()
        self.close_it = Button(N_("Back to the case") if case_id else N_("Back"), "second", "arrow_back")
        self.close_it.clicked.connect(self.back)
        line.add(self.close_it)
        rights = navigation.RightsSheet(case_id)
        line.add(Button(N_("Rights and numbers to call"), "second", "book", on_click=lambda: self.wants.emit(rights)))
        self.body.addWidget(line)
        self.body.addStretch(1)
        self.read_vault(agency_directory.entries, self._show)

    def _show(self, entries: list[agency_directory.ServiceEntry]) -> None:
        self.entries = entries
        self.tell()

    def tell(self) -> None:
        if self.entries is not None:
            self.listed.renew(self.entries)

    def arrive(self) -> None:
        self.listed.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        self.wants.emit(navigation.Case(self.case_id) if self.case_id else navigation.Home())
