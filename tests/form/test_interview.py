"""What people rely on while they interview."""

import re

import pytest

from app.form import AnswerRefused, Interview, NoSuchQuestion

HARM = """
| survey | type        | name   | label::العربية (ar) | label::English (en) | relevant    | required | constraint | constraint_message::العربية (ar) | constraint_message::English (en) |
|        | begin_group | harm   | الأذى               | Harm                | ${safe}='no' |         |            |          |         |
|        | integer     | times  | كم مرة؟             | How often?          |             | yes      | . > 0      | أكثر من صفر | more than none |
|        | end_group   |        |                     |                     |             |          |            |          |         |
|        | select_one yn | safe | هل أنت بأمان؟        | Are you safe?       |             |          |            |          |         |
| choices | list_name | name | label::العربية (ar) | label::English (en) | sanad_indicator |
|         | yn        | yes  | نعم                 | Yes                 |                 |
|         | yn        | no   | لا                  | No                  | CD14            |
"""


def test_a_question_hidden_by_its_group_is_not_required(interview):
    talk = interview(HARM)
    assert not talk.node("/data/harm/times").relevant
    assert talk.missing() == ()
    talk.answer("/data/safe", "no")
    assert talk.missing() == ("/data/harm/times",)


def test_one_answer_says_all_that_it_changed(interview):
    talk = interview(HARM)
    changes = talk.answer("/data/safe", "no")
    assert changes.answers == {"/data/safe": "no"}
    assert {"/data/safe", "/data/harm", "/data/harm/times"} <= changes.touched


def test_an_answer_hidden_by_a_change_of_mind_returns_with_it(interview):
    talk = interview(HARM)
    talk.answer("/data/safe", "no")
    talk.answer("/data/harm/times", "3")
    talk.answer("/data/safe", "yes")
    assert "/data/harm/times" not in talk.values()
    assert talk.stored()["/data/harm/times"] == "3"
    talk.answer("/data/safe", "no")
    assert talk.values()["/data/harm/times"] == "3"


@pytest.mark.parametrize("typed", ["12", "١٢", "۱۲", " 12 "])
def test_digits_of_any_script_are_stored_as_ascii(interview, typed):
    talk = interview(HARM)
    talk.answer("/data/harm/times", typed)
    assert talk.node("/data/harm/times").value == "12"


def test_an_arabic_decimal_comma_is_understood(interview):
    talk = interview("| survey | type | name | label |\n|  | decimal | pay | Pay |\n")
    talk.answer("/data/pay", "٧٥٫٥")
    assert talk.node("/data/pay").value == "75.5"


@pytest.mark.parametrize("typed", ["many", "2.5", "99999999999", "1e3"])
def test_what_a_number_cannot_hold_is_refused_and_changes_nothing(interview, typed):
    talk = interview(HARM)
    talk.answer("/data/harm/times", "2")
    with pytest.raises(AnswerRefused) as refused:
        talk.answer("/data/harm/times", typed)
    assert typed not in refused.value.problem
    assert talk.node("/data/harm/times").value == "2"


def test_a_constraint_speaks_the_language_of_the_moment(interview):
    talk = interview(HARM)
    talk.answer("/data/safe", "no")
    talk.answer("/data/harm/times", "0")
    assert talk.node("/data/harm/times").message == "أكثر من صفر"
    assert talk.node("/data/harm/times", "English (en)").message == "more than none"
    assert [(violation.ref, violation.condition) for violation in talk.violations()] == [
        ("/data/harm/times", "constraint")
    ]
    talk.set_language("English (en)")
    assert talk.node("/data/safe").label == "Are you safe?"


def test_a_choice_carries_the_further_columns_of_its_sheet(interview):
    yes, no = interview(HARM).node("/data/safe").choices
    assert (yes.value, yes.label, yes.extras) == ("yes", "نعم", {})
    assert no.extras == {"sanad_indicator": "CD14"}


def test_a_choice_that_the_list_lacks_is_refused(interview):
    with pytest.raises(AnswerRefused):
        interview(HARM).answer("/data/safe", "perhaps")


def test_a_question_that_is_not_there(interview):
    talk = interview(HARM)
    for ref in ("/data/nothing", "/other/safe", "", "/data/safe[2]", "/data/harm"):
        with pytest.raises(NoSuchQuestion):
            talk.answer(ref, "1")


WORKERS = """
| survey | type         | name   | label   | calculation                    | relevant |
|        | begin_repeat | worker | Worker  |                                |          |
|        | text         | name   | Name    |                                |          |
|        | decimal      | pay    | Pay     |                                |          |
|        | calculate    | place  |         | position(..)                   |          |
|        | begin_repeat | debt   | Debt    |                                | ${pay} < 75 |
|        | decimal      | owed   | Owed    |                                |          |
|        | end_repeat   |        |         |                                |          |
|        | calculate    | owes   |         | sum(${owed})                   |          |
|        | end_repeat   |        |         |                                |          |
|        | calculate    | total  |         | sum(${pay})                    |          |
|        | calculate    | number |         | count(${worker})               |          |
|        | calculate    | names  |         | join(', ', ${name})            |          |
"""


def test_entries_keep_their_ids_when_one_before_them_is_removed(interview):
    talk = interview(WORKERS)
    first = talk.resolve("/data/worker[1]")
    second, changes = talk.add("/data/worker")
    assert re.fullmatch(r"/data/worker\[[a-z][a-z0-9]{3,}\]", second)
    assert changes.answers[second] == ""
    talk.answer(f"{second}/name", "Anita")
    assert talk.node(f"{second}/place").value == "2"
    removal = talk.remove(first)
    assert removal.answers[first] is None
    assert removal.answers[f"{second}/place"] == "1"
    assert talk.resolve("/data/worker[1]") == second
    assert talk.node("/data/worker[1]/name").value == "Anita"


def test_sums_and_counts_follow_the_entries(interview):
    talk = interview(WORKERS)
    for name, pay in (("Anita", "60"), ("Bibek", "80")):
        entry, _ = talk.add("/data/worker")
        talk.answer(f"{entry}/name", name)
        talk.answer(f"{entry}/pay", pay)
    talk.remove("/data/worker[1]")
    values = talk.values()
    assert (values["/data/total"], values["/data/number"]) == ("140", "2")
    assert values["/data/names"] == "Anita, Bibek"


def test_a_repeat_inside_a_repeat_counts_for_its_own_entry_only(interview):
    talk = interview(WORKERS)
    talk.add("/data/worker")
    # the form begins with one debt in the first entry; a further entry begins with none, as in ODK
    talk.add("/data/worker[2]/debt")
    for at in (1, 2):
        talk.answer(f"/data/worker[{at}]/pay", "50")
        talk.answer(f"/data/worker[{at}]/debt[1]/owed", str(at * 100))
    talk.add("/data/worker[2]/debt")
    talk.answer("/data/worker[2]/debt[2]/owed", "7")
    assert talk.node("/data/worker[1]/owes").value == "100"
    assert talk.node("/data/worker[2]/owes").value == "207"


def test_what_was_stored_restores_the_same_interview(interview):
    talk = interview(WORKERS)
    talk.add("/data/worker")
    talk.answer("/data/worker[2]/name", "Anita")
    talk.answer("/data/worker[2]/pay", "50")
    talk.add("/data/worker[2]/debt")
    talk.answer("/data/worker[2]/debt[1]/owed", "9")
    restored = Interview(talk.form, talk.stored())
    assert restored.values() == talk.values()
    assert restored.stored() == talk.stored()


def test_the_changes_kept_one_by_one_restore_the_same_interview(interview):
    talk = interview(WORKERS)
    durable = dict(talk.stored())
    for act in (
        lambda: talk.add("/data/worker")[1],
        lambda: talk.answer("/data/worker[2]/pay", "50"),
        lambda: talk.add("/data/worker[2]/debt")[1],
        lambda: talk.answer("/data/worker[2]/debt[1]/owed", "9"),
        lambda: talk.remove("/data/worker[1]"),
        lambda: talk.answer("/data/worker[1]/name", "Anita"),
        lambda: talk.answer("/data/worker[1]/name", ""),
    ):
        for path, text in act().answers.items():
            if text is None:
                durable.pop(path, None)
            else:
                durable[path] = text
    assert Interview(talk.form, durable).values() == talk.values()


def test_entries_without_add_and_remove(interview):
    talk = interview("""
        | survey | type         | name | label | repeat_count |
        |        | integer      | n    | How many? |          |
        |        | begin_repeat | w    | W     | ${n}         |
        |        | text         | name | Name  |              |
        |        | end_repeat   |      |       |              |
    """)
    assert talk.node("/data/w").count == 0
    talk.answer("/data/n", "3")
    node = talk.node("/data/w")
    assert (node.count, node.can_add, len(node.children)) == (3, False, 3)
    talk.answer("/data/w[1]/name", "Anita")
    talk.answer("/data/n", "1")
    assert talk.values()["/data/w[1]/name".replace("[1]", talk.resolve("/data/w[1]")[7:])] == "Anita"


def test_a_list_filtered_by_another_answer(interview):
    talk = interview("""
        | survey  | type            | name | label | choice_filter   |
        |         | select_one gov  | gov  | Governorate |           |
        |         | select_one area | area | Area  | gov = ${gov}    |
        | choices | list_name | name   | label  | gov |
        |         | gov       | hawalli | Hawalli |  |
        |         | gov       | jahra  | Jahra  |   |
        |         | area      | salmiya | Salmiya | hawalli |
        |         | area      | qasr   | Qasr   | jahra |
    """)
    assert talk.node("/data/area").choices == ()
    touched = talk.answer("/data/gov", "hawalli").touched
    assert "/data/area" in touched
    assert [choice.value for choice in talk.node("/data/area").choices] == ["salmiya"]
    talk.answer("/data/area", "salmiya")
    assert talk.answer("/data/gov", "jahra").answers == {"/data/gov": "jahra", "/data/area": ""}
    # a slip of the finger costs nothing: the answer is there again with its list
    assert talk.answer("/data/gov", "hawalli").answers["/data/area"] == "salmiya"


def test_several_choices_are_stored_in_the_order_of_the_list(interview):
    talk = interview("""
        | survey  | type              | name | label |
        |         | select_multiple k | held | Held? |
        | choices | list_name | name | label |
        |         | k | passport | Passport |
        |         | k | phone | Phone |
        |         | k | refused | Refused |
    """)
    talk.answer("/data/held", ["phone", "passport"])
    assert talk.node("/data/held").value == "passport phone"
    talk.answer("/data/held", "refused")
    assert talk.node("/data/held").value == "refused"
    talk.answer("/data/held", [])
    assert talk.node("/data/held").value == ""


def test_defaults_dynamic_defaults_and_triggers(interview):
    talk = interview("""
        | survey | type    | name  | label | default | calculation | trigger |
        |        | text    | site  | Site  | Shuwaikh | | |
        |        | date    | when  | When  | today() | | |
        |        | text    | moved | Moved |         | concat('from ', ${site}) | ${site} |
    """)
    assert talk.values()["/data/site"] == "Shuwaikh"
    assert talk.values()["/data/when"] == "2026-11-25"
    talk.answer("/data/site", "Salmiya")
    assert talk.values()["/data/moved"] == "from Salmiya"


def test_a_restored_interview_does_not_begin_again(interview):
    table = """
        | survey | type    | name  | label | default |
        |        | text    | site  | Site  | Shuwaikh |
        |        | text    | id    | Id    | uuid() |
    """
    talk = interview(table)
    talk.answer("/data/site", "")
    restored = interview(table, talk.stored())
    assert restored.values() == talk.values()
    assert restored.values()["/data/site"] == ""


def test_once_is_computed_a_single_time(interview):
    table = """
        | survey | type      | name | label | calculation    |
        |        | calculate | draw |       | once(random()) |
        |        | text      | a    | A     |                |
    """
    talk = interview(table)
    drawn = talk.values()["/data/draw"]
    talk.answer("/data/a", "x")
    assert interview(table, talk.stored()).values()["/data/draw"] == drawn


def test_labels_show_answers_and_follow_them(interview):
    talk = interview("""
        | survey | type | name | label |
        |        | text | name | Name? |
        |        | note | hi   | Dear ${name}, sit down. |
    """)
    assert talk.node("/data/hi").kind == "note"
    assert "/data/hi" in talk.answer("/data/name", "Anita").touched
    assert talk.node("/data/hi").label == "Dear Anita, sit down."


def test_a_page_for_each_section_that_has_something_to_ask(interview):
    talk = interview(HARM)
    assert [page.ref for page in talk.pages()] == ["/data/safe"]
    talk.answer("/data/safe", "no")
    harm, loose = talk.pages()
    assert (harm.ref, harm.label, harm.refs) == ("/data/harm", "الأذى", ("/data/harm", "/data/harm/times"))
    assert loose.refs == ("/data/safe",)


def test_dates_compare_and_count_days(interview):
    talk = interview("""
        | survey | type      | name  | label | calculation | constraint |
        |        | date      | born  | Born? |             | . <= today() |
        |        | calculate | years |       | int((today() - ${born}) div 365.25) | |
        |        | calculate | shown |       | format-date(${born}, '%d/%m/%Y') | |
    """)
    talk.answer("/data/born", "٢٠٠٠-٠١-٣١")
    assert talk.values()["/data/years"] == "26"
    assert talk.values()["/data/shown"] == "31/01/2000"
    talk.answer("/data/born", "2030-01-01")
    assert not talk.node("/data/born").constraint_ok
    with pytest.raises(AnswerRefused):
        talk.answer("/data/born", "2025-02-30")


def test_a_ranking_names_every_choice_once(interview):
    talk = interview("""
        | survey  | type   | name | label |
        |         | rank k | need | Needs? |
        | choices | list_name | name | label |
        |         | k | food | Food |
        |         | k | sleep | Sleep |
    """)
    with pytest.raises(AnswerRefused):
        talk.answer("/data/need", ["sleep"])
    talk.answer("/data/need", ["sleep", "food"])
    assert talk.node("/data/need").value == "sleep food"


def test_a_range_has_bounds(interview):
    talk = interview("""
        | survey | type  | name | label | parameters |
        |        | range | pain | Pain? | start=0 end=10 step=1 |
    """)
    node = talk.node("/data/pain")
    assert node.range is not None
    assert (node.control, node.range.start, node.range.end, node.range.step) == ("range", 0, 10, 1)
    with pytest.raises(AnswerRefused):
        talk.answer("/data/pain", "11")
    talk.answer("/data/pain", "٧")
    assert talk.node("/data/pain").value == "7"


def test_a_list_attached_as_csv(interview):
    talk = interview(
        """
        | survey | type                          | name | label | calculation |
        |        | select_one_from_file site.csv | site | Site  |             |
        |        | calculate                     | zone |       | pulldata('site', 'zone', 'name', ${site}) |
        """,
        resources={"site.csv": "name,label,zone\ns1,سكن العمال,north\n".encode()},
    )
    assert talk.node("/data/site").choices[0].label == "سكن العمال"
    talk.answer("/data/site", "s1")
    assert talk.values()["/data/zone"] == "north"


def test_sanad_columns_reach_the_question_and_its_expression_can_be_asked(interview):
    talk = interview("""
        | settings | form_id | namespaces             | sanad:population |
        |          | rapid   | sanad="urn:sanad:form" | adult_labour     |
        | survey   | type    | name  | label | bind::sanad:when | bind::sanad:fact | bind::sanad:indicator |
        |          | integer | hours | Hours? | if(. = '', '', . > 48) | | EX01 |
        |          | text    | name  | Name?  | | name | |
    """)
    assert talk.form.settings == {"population": "adult_labour"}
    node = talk.node("/data/hours")
    assert node.extras["indicator"] == "EX01"
    assert talk.evaluate(node.extras["when"], "/data/hours") == ""
    talk.answer("/data/hours", "60")
    assert talk.evaluate(node.extras["when"], "/data/hours") == "true"
    assert talk.evaluate("${hours} div 6", "/data/name") == "10"
    assert [question.extras.get("fact") for question in talk.form.questions() if question.name == "name"] == ["name"]


def test_the_instance_leaves_out_what_was_not_asked(interview):
    talk = interview(HARM)
    talk.answer("/data/harm/times", "3")
    assert "<times>" not in talk.instance_xml()
    talk.answer("/data/safe", "no")
    assert "<harm><times>3</times></harm>" in talk.instance_xml()


def test_two_thousand_questions_in_one_chain_do_not_exhaust_the_stack(interview):
    rows = "\n".join(f"| | calculate | c{at} | | ${{c{at - 1}}} + 1 | |" for at in range(1, 2001))
    talk = interview(f"| survey | type | name | label | calculation | relevant |\n| | integer | c0 | C | | |\n{rows}\n")
    talk.answer("/data/c0", "5")
    assert talk.values()["/data/c2000"] == "2005"


def test_a_text_missing_in_one_language_shows_in_the_other(interview):
    talk = interview("""
        | survey | type | name | label::العربية (ar) | label::English (en) | hint::English (en) | guidance_hint::English (en) |
        |        | text | a    | الاسم               | Name                | As on the passport | Ask slowly |
        |        | text | b    | العمر               |                     |                    | |
    """)
    node = talk.node("/data/a", "العربية (ar)")
    assert (node.label, node.hint, node.guidance) == ("الاسم", "As on the passport", "Ask slowly")
    assert talk.node("/data/b", "English (en)").label == "العمر"
    assert talk.node("/data/b").hint == ""


def test_a_running_total_looks_at_the_entry_before(interview):
    talk = interview("""
        | survey | type         | name | label | calculation |
        |        | begin_repeat | w    | W     |             |
        |        | integer      | n    | N     |             |
        |        | calculate    | sum  |       | coalesce(indexed-repeat(${sum}, ${w}, position(..) - 1), 0) + coalesce(${n}, 0) |
        |        | end_repeat   |      |       |             |
    """)
    for at in (1, 2, 3):
        if at > 1:
            talk.add("/data/w")
        talk.answer(f"/data/w[{at}]/n", str(at))
    assert talk.node("/data/w[3]/sum").value == "6"
    talk.remove("/data/w[1]")
    assert talk.node("/data/w[2]/sum").value == "5"


def test_two_values_that_set_each_other_come_to_rest(interview):
    talk = interview("""
        | survey | type    | name | label | calculation | trigger |
        |        | integer | a    | A     | ${b} + 1    | ${b}    |
        |        | integer | b    | B     | ${a} + 1    | ${a}    |
    """)
    assert "/data/b" in talk.answer("/data/a", "1").answers


def test_a_list_of_earlier_entries_as_choices(interview):
    talk = interview("""
        | survey | type              | name | label |
        |        | begin_repeat      | p    | P     |
        |        | text              | n    | Name  |
        |        | end_repeat        |      |       |
        |        | select_one ${n}   | who  | Who?  |
    """)
    talk.answer("/data/p[1]/n", "Anita")
    talk.add("/data/p")
    talk.answer("/data/p[2]/n", "Bibek")
    assert [choice.label for choice in talk.node("/data/who").choices] == ["Anita", "Bibek"]
    talk.answer("/data/who", "Bibek")
    assert talk.remove("/data/p[2]").answers["/data/who"] == ""


def test_a_repeat_whose_relevance_looks_into_its_entries(interview):
    talk = interview("""
        | survey | type         | name | label          | relevant      |
        |        | begin_repeat | w    | W ${n}         | ${n} != 'no'  |
        |        | text         | n    | N              |               |
        |        | end_repeat   |      |                |               |
    """)
    talk.answer("/data/w[1]/n", "Anita")
    assert talk.node("/data/w[1]").label == "W Anita"
    talk.remove("/data/w[1]")
    assert talk.node("/data/w").relevant
    assert talk.node("/data/w").label.strip() == "W"
    entry, _ = talk.add("/data/w")
    talk.answer(f"{entry}/n", "no")
    assert not talk.node(entry).relevant
