"""Pictures and sounds that a questionnaire shows beside its words: what its form pack brought."""

import html
import re
from collections.abc import Collection, Mapping

from app.bundle.pack import doubled, safe_name
from app.casework.session.session import Session
from app.vault import media

_MEDIA = re.compile(r"jr://(?:images?|audio|video)/([^<>\"'\s]{1,200})")


def name_of(reference: str) -> str:
    """ "jr://images/site.png" is the pack's site.png. Source: ODK XForms spec, "Media"."""
    return reference.rpartition("/")[2]


def wanted(xml: str) -> tuple[str, ...]:
    """Names of the pictures and sounds that a form shows beside its words."""
    return tuple(dict.fromkeys(html.unescape(name) for name in _MEDIA.findall(xml)))


def named(xml: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of these files, those that the form names: beside its words, or in its lists."""
    shown_names = set(wanted(xml))
    return {
        name: content for name, content in files.items() if name in shown_names or html.escape(name, quote=False) in xml
    }


def may_stand(xml: str, names: Collection[str]) -> bool:
    """Does the form name all these files, and as every system can write them?"""
    named_files = named(xml, dict.fromkeys(names, b""))
    return len(named_files) == len(names) and all(map(safe_name, names)) and not doubled(names)


def one(session: Session, form_hash: str, reference: str) -> bytes | None:
    """None where the questionnaire came without it."""
    return media.one(session.reading(), bytes.fromhex(form_hash), name_of(reference))
