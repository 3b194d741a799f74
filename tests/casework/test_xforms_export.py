"""Interviews leave as XForms instances that any tool of that family opens: by id and version, with nothing
that is held back or calculated of it."""

import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from app.case import events
from app.casework.cases import queries, redaction
from app.casework.export import xforms_export
from app.casework.export.exchange_rows import NothingToWrite
from app.casework.export.htcds_export import UnknownFormat
from app.casework.lifecycle import consents
from app.casework.questionnaires import forms
from app.casework.session.session import Session, case_state_of
from app.errors import SanadError
from app.form import Form, Interview
from tests.casework.test_htcds import IN_NEPALI, TOLD, leaving
from tests.ui.office import finished


def xml_of(session: Session, folder: Path, agency: str = "") -> dict[str, etree._Element]:
    file = folder / "cases.zip"
    xforms_export.export(session, file, leaving(agency))
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def texts(root: etree._Element) -> dict[str, str]:
    return {etree.QName(leaf).localname: leaf.text or "" for leaf in root.iter() if not len(leaf)}


def test_each_interview_is_an_instance_of_its_questionnaire(omar: Session, tmp_path: Path):
    case = finished(omar, {**TOLD, "name": 'Sita & <Gurung> "ع"'}).case_id
    ((name, root),) = xml_of(omar, tmp_path).items()
    page = queries.case(omar, case)
    view = page.interviews[0]
    assert name == f"{page.reference}/01-{view.form_id}.xml"
    assert (root.get("id"), root.get("version")) == (view.form_id, view.version)
    assert texts(root)["name"] == 'Sita & <Gurung> "ع"'
    assert texts(root)["hours"] == "14"
    exported = [e for e in case_state_of(omar, bytes.fromhex(case)).timeline if e.what == events.EXPORTED]
    assert [e.content["standard"] for e in exported] == [xforms_export.STANDARD]


def test_an_agency_gets_no_telephone_and_only_with_consent(omar: Session, tmp_path: Path):
    case = finished(omar, TOLD).case_id
    with pytest.raises(NothingToWrite):
        xml_of(omar, tmp_path, "prosecution")
    consents.record(omar, case, "share", "yes", IN_NEPALI, "prosecution")
    (root,) = xml_of(omar, tmp_path, "prosecution").values()
    assert not any("9999" in text for text in texts(root).values())
    assert texts(root)["hours"] == "14"
    with pytest.raises(UnknownFormat):
        xforms_export.export(omar, tmp_path / "cases.xml", leaving())


def answered(form: Form) -> dict[str, str]:
    """Something in each question that a choice, a text, a day or a number answers."""
    interview = Interview(form)
    for definition in form.questions():
        if definition.kind != "question" or definition.control in ("", "note", "upload"):
            continue
        try:
            node = interview.node(definition.path)
        except LookupError:  # in a repeat that nobody opened
            continue
        for value in (*(choice.value for choice in node.choices[:1]), 'a < b & "c"', "7", "2026-01-02"):
            with suppress(SanadError):
                interview.answer(definition.path, value)
                break
    return interview.values()


@pytest.mark.parametrize("part", ["screening", "needs", "risk", "follow-up", "child"])
def test_shipped_questionnaires_give_instances_that_open_again(omar: Session, part: str):
    case = finished(omar, TOLD).case_id
    view = queries.case(omar, case).interviews[0]
    form = forms.load(omar, next(row for row in forms.forms(omar, part) if row.shipped).hash)
    values = answered(form)
    assert sum(map(bool, values.values())) > 3
    whole = replace(view, values=values)
    xml = xforms_export.instance_of(omar, form, whole, redaction.chosen("", give=[redaction.HIDDEN_ANSWERS]))
    root = etree.fromstring(xml.encode())
    paths = {definition.path for definition in form.questions()}
    for leaf in root.iter():
        steps = [etree.QName(part).localname for part in [*reversed(list(leaf.iterancestors())), leaf]]
        assert len(leaf) or "/" + "/".join(steps) in paths or "meta" in steps, steps
    again = Interview.of_instance(form, xml)
    assert {ref: text for ref, text in again.values().items() if "/meta" not in ref} == {
        ref: text for ref, text in Interview(form, values).values().items() if "/meta" not in ref
    }
