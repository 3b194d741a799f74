"""Which part of the guides explains which page. A page that a person may see is explained in words that
tell a passer-by nothing."""

from PySide6.QtWidgets import QWidget

Part = tuple[str, int]  # guide, number

_CASE: tuple[Part, ...] = tuple(("case", number) for number in range(2, 10))

PARTS: dict[str, tuple[Part, ...]] = {
    # the office's day
    "Home": (("pages", 1), ("case", 1)),
    "Cases": (("pages", 2),),
    "Board": (("pages", 2), ("pages", 11)),
    "TasksScreen": (("pages", 9),),
    "ShiftPage": (("pages", 10), ("case", 5)),
    "FiguresPage": (("pages", 11),),
    "ReportTablesPage": (("pages", 35), ("pages", 11)),
    "PartnersPage": (("pages", 36), ("sharing", 7)),
    "CameInScreen": (("pages", 12), ("case", 5), ("sharing", 4)),
    "Post": (("pages", 14), ("sharing", 4)),
    "Settings": (("pages", 22),),
    "SelfCheckPage": (("pages", 33), ("pages", 22)),
    "UpdatePage": (("pages", 34), ("pages", 22)),
    "InstallScreen": (("pages", 34),),
    "Help": (("pages", 32),),
    # cases
    "CaseScreen": (("pages", 3), *_CASE),
    "SameScreen": (("pages", 3), ("case", 9)),
    "Groups": (("pages", 29), ("case", 9)),
    "GroupScreen": (("pages", 29), ("case", 9)),
    "PictureScreen": (("pages", 29), ("case", 9)),
    "FilePage": (("pages", 28),),
    "ConflictScreen": (("pages", 13), ("sharing", 5)),
    "DirectoryScreen": (("pages", 23), ("case", 4)),
    # what a case gives out
    "ResultScreen": (("pages", 8), ("case", 1)),
    "RightsSheet": (("pages", 24),),
    "SendPage": (("pages", 25), ("case", 10), ("case", 4), ("sharing", 7)),
    "DisclosurePage": (("pages", 25), ("case", 10)),
    "LetterPage": (("pages", 25), ("case", 4)),
    "IssuedPaperScreen": (("pages", 25),),
    "OpenFile": (("pages", 27),),
    # an interview and what follows it
    "InterviewScreen": (("pages", 4),),
    "NewerScreen": (("pages", 4),),
    "ReviewScreen": (("pages", 5),),
    "ReadBack": (("pages", 6),),
    "Closing": (("pages", 7),),
    "Thanks": (("pages", 7),),
    # headquarters, people and computers
    "SyncPage": (("pages", 15), ("sharing", 6)),
    "ClearScreen": (("pages", 15), ("sharing", 8)),
    "HeadquartersScreen": (("pages", 16), ("sharing", 6)),
    "PeopleScreen": (("pages", 16), ("sharing", 9)),
    "FactsScreen": (("pages", 37),),
    "Admit": (("pages", 16), ("sharing", 3)),
    "LetIn": (("pages", 16), ("sharing", 3)),
    "Erasures": (("pages", 21), ("sharing", 8)),
    "Join": (("pages", 17), ("setup", 3), ("sharing", 2), ("sharing", 3)),
    "SettingUp": (("pages", 18), ("setup", 1), ("setup", 2), ("setup", 3), ("setup", 4)),
    "LostScreen": (("pages", 20), ("sharing", 8)),
    "OfficersCards": (("pages", 19),),
    "RootsCards": (("pages", 19),),
    # practice
    "MissionList": (("pages", 30),),
    "Talk": (("pages", 30),),
    "ScorePage": (("pages", 30),),
    # before the passphrase
    "LockScreen": (("pages", 31),),
    "FirstStart": (("pages", 31),),
    "Recover": (("pages", 31),),
}


def parts_of(page: QWidget) -> tuple[Part, ...]:
    """Of the page that is open: what explains it first, then what leads further."""
    for kind in type(page).__mro__:
        if kind.__name__ in PARTS:
            return PARTS[kind.__name__]
    return PARTS["Help"]
