"""Which widget suits a place of the form. Every control has one: none is dead."""

from app.form import Node
from app.ui.interview.appearance import TABLE_HEAD, TABLE_ROW
from app.ui.interview.choice_cards import AnyOf, OneBeside, OneOf, Tick
from app.ui.interview.controller import InterviewController
from app.ui.interview.dates import DateQuestion, MomentQuestion, TimeQuestion
from app.ui.interview.file_answer import FileQuestion
from app.ui.interview.geo.geopoint import PlaceQuestion
from app.ui.interview.geo.geotrace import PathQuestion
from app.ui.interview.language_choice import LanguageChoice
from app.ui.interview.numbers import BearingQuestion, NumberQuestion
from app.ui.interview.presence import Presence
from app.ui.interview.questions import Note, Question
from app.ui.interview.range_question import RangeQuestion
from app.ui.interview.ranking import Ranked
from app.ui.interview.table import AnyInTable, OneInTable, TableHead
from app.ui.interview.typed_answer import TextQuestion

_NUMBERS = frozenset(("int", "integer", "long", "short", "decimal", "double", "float"))
_TYPED: dict[str, type[Question]] = {
    "date": DateQuestion,
    "time": TimeQuestion,
    "dateTime": MomentQuestion,
    "geopoint": PlaceQuestion,
    "geotrace": PathQuestion,
    "geoshape": PathQuestion,
}


def question_for(controller: InterviewController, ref: str) -> Question:
    if controller.asks_language_at(ref):
        return LanguageChoice(controller, ref)
    return kind_for(controller.node(ref))(controller, ref)


def kind_for(node: Node) -> type[Question]:
    match node.control:
        case "select_one":
            return _choosing(node, OneBeside if "beside" in node.appearance else OneOf, OneInTable)
        case "select_multiple":
            return Presence if "presence" in node.appearance else _choosing(node, AnyOf, AnyInTable)
        case "rank":
            return Ranked
        case "trigger":
            return Tick
        case "upload":
            return FileQuestion
        case "range":
            return RangeQuestion
        case "":
            return Note
    if node.readonly:  # a note is, always; what an expression locks is for now
        return Note
    if node.type in _NUMBERS:
        return BearingQuestion if "bearing" in node.appearance else NumberQuestion
    return _TYPED.get(node.type, TextQuestion)


def _choosing(node: Node, alone: type[Question], in_table: type[Question]) -> type[Question]:
    if node.appearance & TABLE_HEAD:
        return TableHead
    return in_table if node.appearance & TABLE_ROW else alone
