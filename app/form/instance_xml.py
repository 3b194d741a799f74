"""The answers of an interview as XML."""

import unicodedata
from html import escape

from app.form.instance import Live
from app.form.model import Form

XFORMS = "http://www.w3.org/2002/xforms"
_SPACES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}  # a parser would read them as spaces


def instance_xml(root: Live, form: Form) -> str:
    """Irrelevant places are left out."""
    parts: list[str] = []
    waiting: list[Live | str] = [root]
    while waiting:
        place = waiting.pop()
        if isinstance(place, str):
            parts.append(place)
            continue
        if not place.relevant:
            continue
        name = place.definition.written
        attributes = _attributes(place)
        if place.definition.parent is None:
            attributes += _namespaces(form)
        if place.definition.children:
            parts.append(f"<{name}{attributes}>")
            waiting.append(f"</{name}>")
            waiting.extend(reversed(place.elements()))
        elif place.text:
            text = escape(unicodedata.normalize("NFC", place.text), quote=False)
            parts.append(f"<{name}{attributes}>{text}</{name}>")
        else:
            parts.append(f"<{name}{attributes}/>")
    return "".join(parts)


def quoted(text: str) -> str:
    """A text as the value of an attribute, with its quotes."""
    text = escape(text, quote=False)
    for space, reference in _SPACES.items():
        text = text.replace(space, reference)
    if '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    text = text.replace('"', "&quot;")
    return f'"{text}"'


def _namespaces(form: Form) -> str:
    """What the root declares."""
    definitions = form.definitions
    prefixes = {definition.prefix: definition.uri for definition in definitions if definition.prefix}
    for definition in definitions:
        prefixes.update(
            {attribute.prefix: attribute.uri for attribute in definition.attrs if attribute.prefix and attribute.uri}
        )
    prefixes.pop("xml", None)
    uri = form.root.uri
    default = f" xmlns={quoted(uri)}" if uri and uri != XFORMS else ""
    return default + "".join(f" xmlns:{prefix}={quoted(uri)}" for prefix, uri in sorted(prefixes.items()))


def _attributes(place: Live) -> str:
    """Those that something is bound to with what they hold now."""
    parts = []
    for attribute in place.definition.attrs:
        if attribute.prefix == "xmlns":
            continue
        bound = place.bound(attribute.name) if place.definition.bound_attributes else None
        name = f"{attribute.prefix}:{attribute.name}" if attribute.prefix else attribute.name
        parts.append(f" {name}={quoted(attribute.text if bound is None else bound.text)}")
    return "".join(parts)
