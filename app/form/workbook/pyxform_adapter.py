"""pyxform: sheets in, an XForm out; whatever it ends in is a refusal."""

import io
import logging
import re
from typing import Any

from app.errors import N_
from app.form.problems import FormRefused, refusal
from app.form.workbook import normalised
from app.form.workbook.complaints import error, warning
from app.form.workbook.sheets import located

logging.getLogger("pyxform").setLevel(logging.ERROR)


def to_xform(workbook: dict[str, Any]) -> tuple[str, str | None, list[str]]:
    """The XForm of a workbook, its choices from a file if it has any, and what pyxform warned of.
    FormRefused."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    _keep_off_the_disk()
    warned: list[str] = []
    try:
        conversion = convert(workbook, warnings=warned)
    except PyXFormError as failure:
        refused = located(error(failure), str(failure), workbook)
        raise FormRefused((refused, *(warning(text) for text in warned))) from None
    except RecursionError:
        raise refusal(N_("Groups are nested too deeply; make the form flatter."), sheet="survey") from None
    except Exception as failure:  # pyxform ends in any kind of error on forms it did not foresee
        row_match = re.search(r"\[row\s*:\s*(\d+)\]", str(failure))
        raise refusal(
            N_("The form can’t be converted; check that every question has a type, a name and a label."),
            sheet="survey",
            row=int(row_match[1]) if row_match else None,
        ) from None
    return normalised.put_back(without_fillers(conversion.xform)), conversion.itemsets, warned


def _keep_off_the_disk() -> None:
    """pyxform writes each form into a temporary file, though it gives it back as a text too. Where a
    form is read nothing can be written, and nothing should be."""
    from pyxform import survey

    survey.open = lambda *_arguments, **_options: io.StringIO()
    survey.Survey.to_xml = _to_xml


def _to_xml(form: Any, **options: Any) -> str:
    """As pyxform does it, without the file."""
    return str(form.print_xform_to_file(path="nowhere", **options))


_TEXT = re.compile(r'<text id="([^"]*)">(.*?)</text>', re.DOTALL)
_FILLER = re.compile(r'<value(?: form="[^"]*")?>-</value>')


def without_fillers(xml: str) -> str:
    """pyxform writes "-" where a translation is missing; without it the other language shows."""
    start, end = xml.find("<itext>"), xml.find("</itext>")
    if start < 0 or end < 0:
        return xml
    itext = xml[start:end]
    used_keys = {key for key, value in _TEXT.findall(itext) if _FILLER.sub("", value).strip()}

    def keep_text(match: re.Match[str]) -> str:
        if match[1] not in used_keys:
            return match[0]
        value = _FILLER.sub("", match[2])
        return f'<text id="{match[1]}">{value}</text>' if value.strip() else ""

    return xml[:start] + _TEXT.sub(keep_text, itext) + xml[end:]
