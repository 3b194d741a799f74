"""The questionnaire engine with what Sanad hands it: how signatures are checked, who reads what
strangers made, and its own files.

Nothing else in Sanad asks the engine to read a workbook or an XML: in a process with keys neither
lxml nor pyxform is ever loaded (tests/casework/test_converter.py)."""

from app import settings
from app.casework.questionnaires.converter_client import Converter
from app.form import Form, cache
from app.form import open_form as compile_form
from app.form.cache.lists import Source
from app.form.tree import XNode, read_xml
from app.seal.keys import verify


def open_form(xml: str, parser: Converter | None = None) -> Form:
    """The form of an XForm. FormRefused. `parser`: of whoever opens several."""
    if parser is not None:
        return compile_form(xml, verify=verify, parser=parser)
    with Converter() as own_parser:
        return compile_form(xml, verify=verify, parser=own_parser)


def read_form(content: bytes, source: Source) -> Form:
    """A form from what was kept of its compiling, as `app.form.cache.read_form` has it."""
    form = cache.read_form(content, source, verify=verify)
    form.parser = Converter()
    return form


def read_tree(content: bytes) -> XNode:
    """The document of an XML from anybody. FormRefused."""
    return read_xml(content, parser=Converter())


def engine_hash() -> bytes:
    """Which engine this is: what another one compiled is not read."""
    return cache.engine_hash(settings.ROOT / "app" / "form")
