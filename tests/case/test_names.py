"""Which names may be one person's: across scripts and spellings, and not for every likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.case.names import ALIKE, keys, likeness

SAME = [
    ("Mohammed Ahmed", "محمد أحمد"), ("Muhammad Ahmad", "Mohamed Ahmed"),
    ("Fatima Khatun", "فاطمة خاتون"), ("Fatimah Khatoon", "Fatema Khatun"),
    ("Sunita Tamang", "سونيتا تامانغ"), ("Sunita Tamang", "Tamang Suneeta"),
    ("Maria Santos", "ماريا سانتوس"), ("Maria Dela Cruz Santos", "Maria Santos"),
    ("Abdul Rahman Khan", "عبد الرحمن خان"), ("Abdulrahman Khan", "Abdel Rahman Khan"),
    ("Hussein Ali", "حسين علي"), ("Hossain Aly", "Husain Ali"),
    ("Youssef Ibrahim", "يوسف إبراهيم"), ("Khalid Al Mutairi", "خالد المطيري"),
    ("Noura Al-Otaibi", "نورة العتيبي"), ("Almaz Tesfaye", "ألماز تسفاي"),
    ("Rahima Begum", "رحيمة بيغم"), ("Laxmi Devi", "Lakshmi Devi"), ("Priya Kumari", "بريا كوماري"),
    ("Gamal Hasan", "Jamal Hassan"), ("Aisha Mohamed", "عائشة محمد"), ("Zeinab Kassem", "زينب قاسم"),
    ("Abdullah Saleh", "عبدالله صالح"), ("Selamawit Bekele", "سلاماويت بيكيلي"),
]  # fmt: skip
OTHER = [
    ("Mohammed Ahmed", "Mahmoud Ahmad"), ("محمد أحمد", "محمود أحمد"), ("Hussein Ali", "Hassan Ali"),
    ("Mohammed Ali", "Mohammed Hassan"), ("Fatima Khatun", "Rahima Khatun"),
    ("Sunita Tamang", "Sarita Tamang"), ("عبد الرحمن", "عبد الرحيم"), ("Abdul Rahman", "Abdul Karim"),
    ("Khalid Al Mutairi", "Khaled Al Otaibi"), ("Noura", "Noor Alam"),
    ("Priya Kumari", "Priyanka Kumari"), ("Jamal Hassan", "Jamila Hassan"), ("Rita Rai", "Gita Rai"),
    ("Samir Khan", "Samira Khan"), ("Amina Yusuf", "Yamina Yusuf"), ("Gloria Reyes", "Gloria Santos"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_name_are_alike(one, other):
    assert likeness(one, other) >= ALIKE
    assert keys(one) & keys(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_names_of_two_people_are_not(one, other):
    assert likeness(one, other) < ALIKE


names = st.text("abcdehimnorsuy عبدالرحمنيوسفة-'", max_size=40)


@given(names, names)
def test_any_two_names_are_compared_both_ways_alike(one, other):
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 <= likeness(one, other) <= 1


@given(names)
def test_a_name_is_like_itself(name):
    assert likeness(name, name) in (0.0, 1.0) or likeness(name, name) == 0.75


def test_one_word_of_several_is_a_family_or_chance():
    assert likeness("Layla", "Layla Sample") < ALIKE
    assert likeness("ليلى", "Layla") >= ALIKE


def test_nothing_is_like_no_name():
    assert likeness("", "Maya Sample") == 0 == likeness("123", "---")
