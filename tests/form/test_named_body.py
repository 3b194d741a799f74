"""A question may have the name of a part of the form itself."""

from app.form import Interview, convert

FORM = """
| survey |      |       |       |
|        | type | name  | label |
|        | text | body  | Body  |
|        | text | model | Model |
|        | text | head  | Head  |
"""


def test_a_question_called_body_is_asked_like_any_other():
    form = convert(FORM.encode(), "form.md").open()
    (page,) = Interview(form).pages()
    assert page.refs == ("/data/body", "/data/model", "/data/head")
