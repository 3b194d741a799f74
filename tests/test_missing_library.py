"""A bare computer is told which library it lacks, and which package has it."""

from app import missing_library


def test_the_library_and_its_package_are_named_in_both_languages():
    error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    english, arabic = missing_library.sentences(error)
    assert "libGL.so.1" in english
    assert "libGL.so.1" in arabic
    assert english.endswith("apt-get install libgl1")
    assert arabic.endswith("apt-get install libgl1")


def test_one_that_nobody_listed_is_named_alone():
    error = ImportError("libstrange-2.so: cannot open shared object file: No such file")
    assert [sentence.count("libstrange-2.so") for sentence in missing_library.sentences(error)] == [1, 1]


def test_another_fault_is_not_taken_for_it(capsys):
    assert missing_library.sentences(ImportError("No module named 'PySide6'")) == []
    assert not missing_library.report(ImportError("cannot import name 'x'"))
    assert capsys.readouterr().err == ""
