"""The child that reads workbooks and XML: asked by `app.casework.questionnaires.converter_client`."""

from app.broker.child import serve
from app.broker.rooms import CONVERTER
from app.form import remote_parser


def child() -> int:
    """Its exit status."""
    remote_parser.load()
    return serve(CONVERTER, remote_parser.answer)
