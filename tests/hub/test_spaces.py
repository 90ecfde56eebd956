"""Does a text keep the spaces that belong to it?"""

import pytest

from hub import spaces


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("de l’UE\u00a0; puis", "de l’UE\u00a0; puis"),
        ("oui\u202f!", "oui\u202f!"),
        ("  a \t b\r\n c\u2003d\u3000e ", "a b c d e"),
        (" \u00a0 ", ""),
    ],
)
def test_a_text_of_one_line(typed, kept):
    assert spaces.one_line(typed) == kept


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_alike_whatever_the_system(end):
    assert spaces.paragraphs(f"Un\u00a0:{end}{end}Deux {end}") == "Un\u00a0:\n\nDeux"


@pytest.mark.parametrize("sign", "\u2028\u2029\x85\x1c")
def test_separators_that_nobody_sees_are_no_spaces_between_words(sign):
    assert spaces.one_line(f"a{sign}b") == f"a{sign}b"
