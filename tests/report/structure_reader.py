"""A PDF read by its structure, as a screen reader does: a second reader, written from ISO 32000-1, 14.7."""

import io
import re
from dataclasses import dataclass, field

import pikepdf

_CHARS = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]*)>")


@dataclass
class ReadElement:
    """`text`: what stands in the element itself; `drawn`: its letters as they are drawn, in that order."""

    tag: str
    language: str
    alternative: str
    scope: str
    text: str = ""
    drawn: str = ""
    children: list["ReadElement"] = field(default_factory=list)

    def walked(self):
        yield self
        for child in self.children:
            yield from child.walked()

    def whole(self) -> str:
        return " ".join(part.text for part in self.walked() if part.text)


@dataclass
class ReadPaper:
    root: ReadElement
    untagged: list[str]  # operators that paint outside every mark
    artifacts: int
    marks: int  # numbers that the pages have


def read(pdf_bytes: bytes) -> ReadPaper:
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        texts: dict[tuple[int, int], str] = {}
        untagged: list[str] = []
        artifacts = 0
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        for number, page in enumerate(pdf.pages):
            on_page, bare, artifact_count = _page(page)
            texts |= {(number, mark): text for mark, text in on_page.items()}
            untagged += bare
            artifacts += artifact_count
        root = _element(pdf.Root.StructTreeRoot.K, pages, texts)
        return ReadPaper(root, untagged, artifacts, len(texts))


def _page(page) -> tuple[dict[int, str], list[str], int]:
    fonts = {name: _meanings(font) for name, font in page.Resources.get("/Font", {}).items()}
    texts: dict[int, str] = {}
    stack: list[int | None] = []
    bare: list[str] = []
    artifacts, font = 0, {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if len(operands) > 1 else {}
            number = properties.get("/MCID") if hasattr(properties, "get") else None
            stack.append(None if number is None else int(number))
            artifacts += str(operands[0]) == "/Artifact"
            if number is not None:
                texts.setdefault(int(number), "")
            if str(operands[0]) == "/Artifact":
                stack[-1] = -1
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("TJ", "f", "S", "f*", "B"):
            at = next((number for number in reversed(stack) if number is not None), None)
            if at is None:
                bare.append(name)
            elif at >= 0 and name == "TJ":
                pieces = [bytes(each) for each in operands[0] if isinstance(each, pikepdf.String)]
                codes = b"".join(pieces)
                texts[at] += "".join(font[codes[n : n + 2]] for n in range(0, len(codes), 2))
    return texts, bare, artifacts


def _meanings(font) -> dict[bytes, str]:
    pairs = _CHARS.findall(font.ToUnicode.read_bytes())
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in pairs
        if code != b"0000"  # the range of all codes
    }


def _element(made, pages, texts) -> ReadElement:
    attributes = made.get("/A", {})
    element = ReadElement(
        str(made.S).lstrip("/"),
        str(made.get("/Lang", "")),
        str(made.get("/Alt", "")),
        str(attributes.get("/Scope", "")).lstrip("/"),
    )
    lines = []
    for kid in made.K:
        if kid.get("/Type") == "/MCR":
            lines.append(texts[pages[kid.Pg.objgen], int(kid.MCID)])
        else:
            child = _element(kid, pages, texts)
            assert kid.P.objgen == made.objgen
            element.children.append(child)
    element.drawn = " ".join(lines)
    element.text = str(made.get("/ActualText", "")) or element.drawn
    return element
