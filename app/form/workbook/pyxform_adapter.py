"""pyxform: sheets in, an XForm out; whatever it ends in is a refusal."""

import logging
import re
from typing import Any

from app.errors import N_
from app.form.problems import FormRefused, refusal
from app.form.workbook import meta_group
from app.form.workbook.complaints import error, warning
from app.form.workbook.sheets import located

logging.getLogger("pyxform").setLevel(logging.ERROR)


def to_xform(workbook: dict[str, Any]) -> tuple[str, str | None, list[str]]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warned: list[str] = []
    try:
        conversion = convert(workbook, warnings=warned)
    except PyXFormError as failure:
        refused = located(error(failure), str(failure), workbook)
        raise FormRefused((refused, *(warning(text) for text in warned))) from None
    except RecursionError:
        raise refusal(
            N_("Groups are nested too deeply; make the form flatter."), sheet="survey"
        ) from None
    except Exception as failure:  # pyxform ends in any kind of error on forms it did not foresee
        row_match = re.search(r"\[row\s*:\s*(\d+)\]", str(failure))
        raise refusal(
            N_(
                "The form can’t be converted; check that every question has a type, a name and a label."
            ),
            sheet="survey",
            row=int(row_match[1]) if row_match else None,
        ) from None
    return meta_group.put_back(without_fillers(conversion.xform)), conversion.itemsets, warned


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
