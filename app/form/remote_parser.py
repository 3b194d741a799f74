"""Reading in another process: what it is asked, and what it answers. How it gets there is handed in.

asked     {"do": "tree", "strip"}, XML; {"do": "lines"}, an XForm; {"do": "converted",
          "suffix"}, a workbook; {"do": "inlined", "sizes": {name: bytes}}, an XForm and the files
answered  {"refused": false}, data as `app.form.parsed_data` writes it, or an XForm;
          {"refused": true}, problems"""

import mimetypes
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from app.errors import N_
from app.form import parsed_data
from app.form.attached_lists import inlined
from app.form.parser import Lines
from app.form.problems import FormRefused, refusal
from app.form.source_lines import lines_of
from app.form.tree import XNode, parsed, xml_parser
from app.form.workbook.conversion import Converted, converted

Read = TypeVar("Read")
Message = tuple[dict[str, Any], bytes]
Ask = Callable[[dict[str, Any], bytes], Message | None]  # None: it ended without an answer

_NO_ANSWER = N_(
    "The file can’t be read: it is damaged, or needs more time or memory than a form "
    "should. Save it again from the program that made it, or make it smaller."
)


class RemoteParser:
    """A `Parser` that asks another process, and looks over what it says."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def tree(self, data: bytes, *, strip: bool) -> XNode:
        return self._read({"do": "tree", "strip": strip}, data, parsed_data.read_tree)

    def lines(self, xml: str) -> Lines:
        return self._read({"do": "lines"}, _encoded(xml), parsed_data.read_lines)

    def inlined(self, xml: str, files: Mapping[str, bytes]) -> str:
        form = _encoded(xml)
        request = {"do": "inlined", "form": len(form), "sizes": {name: len(content) for name, content in files.items()}}
        return self._read(request, b"".join((form, *files.values())), _decoded)

    def converted(self, data: bytes, suffix: str) -> Converted:
        request = {"do": "converted", "suffix": suffix}
        return self._read(request, data, parsed_data.read_converted)

    def _read(self, request: dict[str, Any], content: bytes, read: Callable[[bytes], Read]) -> Read:
        message = self._ask(request, content)
        if message is None:
            raise refusal(_NO_ANSWER)
        header, data = message
        try:
            if header.get("refused") is not False:
                raise FormRefused(parsed_data.read_problems(data))
            return read(data)
        except parsed_data.NotParsed as error:
            raise refusal(_NO_ANSWER) from error


def load() -> None:
    """What the other process needs in any case, for one that can read little later. The readers of
    spreadsheets look up kinds of files, whose list is among what it can't."""
    xml_parser()
    mimetypes.init()


def answer(request: dict[str, Any], content: bytes) -> Message:
    """What the other process does with a question."""
    try:
        return {"refused": False}, _answer(request, content)
    except FormRefused as refused:
        return {"refused": True}, parsed_data.write_problems(refused.problems)


def _answer(request: dict[str, Any], content: bytes) -> bytes:
    match request["do"]:
        case "tree":
            return parsed_data.write_tree(parsed(content, strip=request["strip"]))
        case "lines":
            return parsed_data.write_lines(lines_of(_decoded(content)))
        case "converted":
            return parsed_data.write_converted(converted(content, request["suffix"]))
        case _:
            at = request["form"]
            form, files = content[:at], {}
            for name, size in request["sizes"].items():
                files[name] = content[at : at + size]
                at += size
            return _encoded(inlined(_decoded(form), files))


def _encoded(xml: str) -> bytes:
    return xml.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise parsed_data.NotParsed from error
