"""The grammar: what is read as what, and that nothing else is read."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.form.compiler import Compiler
from app.form.expressions import Scope
from app.form.problems import ExpressionRefused
from app.form.tree import read_xml
from app.form.values import number_text, string, text_number
from app.form.xpath import MAX_DEPTH, Call, Chain, NameTest, Negate, Number, Path, Step, Text, TypeTest, parse


def value(expression: str, xml: str = "<a><b>1</b><b>2</b><c x='7'>t</c></a>") -> str:
    code, _ = Compiler(None).compile(expression, None)
    return string(Compiler(None).value(code)(Scope(read_xml(xml), None)))


def test_precedence_is_xpaths() -> None:
    assert parse("1 or 2 and 3 = 4 < 5 + 6 * -7 | x") == Chain(
        Number(1),
        (("or", Chain(Number(2), (("and", Chain(Number(3), (("=", Chain(Number(4), (("<", Chain(
            Number(5), (("+", Chain(Number(6), (("*", Negate(Chain(Number(7), (("|", Path("", (Step("child", NameTest("", "x")),))),)))),))),)
        )),))),))),))),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2 + 3 * 4", "14"), ("2 - 3 - 4", "-5"), ("(2 + 3) * 4", "20"), ("10 div 4", "2.5"), ("-7 mod 4", "-3"),
        ("--5", "5"), ("---5", "-5"), ("2*3", "6"), ("6 div 2 div 3", "1"), ("1div1", "1"), ("7mod 4", "3"),
        ("1 = 1 = 1", "true"), ("3 > 2 > 1", "false"), ("count(//b | //c)", "3"), ("//b[2]", "2"), ("(//b)[last()]", "2"),
        ("/a/b[. = 2]", "2"), ("/a/c/@x", "7"), ("count(/a/*)", "3"), ("name(/a/*[3])", "c"), ("/a/b/following-sibling::c", "t"),
        ("/a/child::b[position() = 2]", "2"), ("count(/a/node())", "3"), ("/a/c/text()", "t"), ("string(/a/c/..)", "12t"),
        ("/a/self::a/./c", "t"), ("count(/a/descendant-or-self::node())", "7"), ("'a\"b'", 'a"b'), ('"it\'s"', "it's"),
        (".5 + 1.", "1.5"), ("concat('a', 'b', 1)", "ab1"), ("/a/b != 1", "true"), ("not(/a/zz)", "true"), ("/", "12t"),
        ("1 div 0", "Infinity"), ("-1 div 0", "-Infinity"), ("0 div 0", "NaN"), ("5 mod 0", "NaN"), ("1 <= 1", "true"),
        ("0 and nobody()", "false"), ("1 and true() or nobody()", "true"), ("true() or substring()", "true"),
        ("if(false() and nobody(), nobody(), 'b')", "b"), ("if(2, 'a', nobody())", "a"), ("true() and 0", "false"),
        ("substring('12345', -1 div 0, 1 div 0)", ""), ("substring('12345', -42, 1 div 0)", "12345"),
        ("int(7.9e-12)", "0"), ("1.5e3 + 1", "1501"), ("date(true())", ""), ("date-time(false())", ""),
        ("0.1 + 0.2 = 0.3", "true"), ("6.1 - 7.8 != -1.7", "false"), ("1 = 1.0000001", "false"), ("1 div 0 = 1 div 0", "true"),
        ("0 div 0 = 0 div 0", "false"), ("/a/b[1] + 0.2 = 1.2", "true"), ("round(-12345.15, 1)", "-12345.1"), ("round(12345.15, 1)", "12345.2"),
        ("string(0.000015)", "0.000015"), ("string(0.00000015)", "1.5e-7"), ("string(12345678901234567890 * 10)", "123456789012345670000"),
        ("string(-0.00002)", "-0.00002"), ("string(1e15 + 0.5)", "1000000000000000.5"), ("string(123456)", "123456"),
        ("1 = 2 OR 3 > 2", "true"), ("7 MOD 4 Div 3", "1"), ("true() and1", "true"), ("'a' = 'b'ornot(false())", "true"),
        ("div", ""), ("/a/b[1] * /a/b[2]", "2"), ("/a[b]/c[@x]", "t"), ("//c/ancestor::a/b", "1"), ("../a", ""),
    ],
)  # fmt: skip
def test_an_expression_gives(expression: str, expected: str) -> None:
    assert value(expression) == expected


def test_names_that_look_like_operators() -> None:
    assert parse("div div div") == Chain(
        Path("", (Step("child", NameTest("", "div")),)), (("div", Path("", (Step("child", NameTest("", "div")),))),)
    )
    assert parse("* * *") == Chain(
        Path("", (Step("child", NameTest("", "*")),)), (("*", Path("", (Step("child", NameTest("", "*")),))),)
    )
    assert parse("a-b") == Path("", (Step("child", NameTest("", "a-b")),))
    assert parse("jr:itext(x:y)") == Call("jr:itext", (Path("", (Step("child", NameTest("x", "y")),)),))
    assert parse("x:*") == Path("", (Step("child", NameTest("x", "*")),))
    assert parse("processing-instruction('t')") == Path("", (Step("child", TypeTest("processing-instruction", "t")),))
    assert parse("السن") == Path("", (Step("child", NameTest("", "السن")),))
    assert parse("'١'") == Text("١")


@pytest.mark.parametrize(
    "expression",
    ["", "  ", "1 +", "(1", "1)", "a[1", "a]", "f(", "f(1,", "f(1 2)", "'a", "a b", "a//", "@", "::a", "nope::a", "$x", "1 ~ 2", "a/", "a ! b", "//", "[1]", "and", "1 2"],
)  # fmt: skip
def test_what_is_no_expression_is_refused_with_a_reason(expression: str) -> None:
    if expression == "and":
        assert parse(expression)
        return
    with pytest.raises(ExpressionRefused) as refused:
        parse(expression)
    assert refused.value.problem.endswith(".")


@pytest.mark.parametrize("bracket", ["(", "not(", "a["])
def test_brackets_nest_so_deep_and_no_deeper(bracket: str) -> None:
    close = "]" if bracket == "a[" else ")"
    parse(bracket * MAX_DEPTH + "1" + close * MAX_DEPTH)
    with pytest.raises(ExpressionRefused):
        parse(bracket * (MAX_DEPTH + 1) + "1" + close * (MAX_DEPTH + 1))


@given(st.text(alphabet="ab1. '\"()[]/@*+-=<>!|,:$divandormsx\n", max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionRefused:
        return
    try:
        code, _ = Compiler(None).tree(tree, None)
    except ExpressionRefused:
        return
    code.run(Scope(read_xml("<a><b>1</b></a>"), None))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_is_the_number_read(number: float) -> None:
    assert text_number(number_text(number)) == number


def test_what_is_no_number() -> None:
    for text in ("", "1 2", "0x10", "inf", "nan", "1_000", "+5", "١٢", "2025-13-01", "2025-02-30"):
        assert math.isnan(text_number(text)), text


def test_a_sum_of_ten_thousand_terms_is_computed() -> None:
    assert value("0" + " + 1" * 10_000) == "10000"
    assert value("1" + " * 2 div 2" * 5_000) == "1"


def test_comparisons_in_a_row_are_refused_before_they_nest_too_deeply() -> None:
    with pytest.raises(ExpressionRefused) as refused:
        value("1" + " = 1" * 10_000)
    assert "comparisons" in refused.value.problem


def test_a_thousand_random_chains_agree_with_python() -> None:
    draw = random.Random(5)
    for _ in range(300):
        terms = [str(draw.randint(1, 9)) for _ in range(draw.randint(1, 9))]
        signs = [draw.choice(["+", "-", "*"]) for _ in terms[1:]]
        expression = terms[0] + "".join(f" {sign} {term}" for sign, term in zip(signs, terms[1:], strict=True))
        assert value(expression) == str(eval(expression))
