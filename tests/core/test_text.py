from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.core.text import MOST_MARKS, MOST_NAME, cleaned, wrong_with

ANY = st.text(st.characters() | st.sampled_from("\x1b\x9b\x07\r\n\t\u202e\u2066\U000e0041\u0301\ud800"), max_size=60)


def test_plain_words_of_any_script_are_taken():
    for text in ("Gate 12", "two\nlines\tand a tab", "Übergröße", "مرحبا", "हिन्दी", "東京", "👩\u200d🔧", "e\u0301"):
        assert wrong_with(text) == ""
        assert cleaned(text) == text


def test_what_a_terminal_obeys_is_named_with_its_place():
    assert (
        wrong_with("ab\x1b]52;c;eA==\x07") == "Character 3 is the control character U+001B (ESC), which is not taken."
    )
    assert "U+009B (CSI)" in wrong_with("\x9b2J")
    assert "U+202E" in wrong_with("safe\u202etxt")
    assert "tag character U+E0041" in wrong_with("x\U000e0041")
    assert "half of a surrogate pair" in wrong_with("\udc80")
    assert wrong_with("x" * 4001) == "It has 4,001 characters; at most 4,000 are taken."
    assert wrong_with("x" * 201, MOST_NAME) == "It has 201 characters; at most 200 are taken."


def test_a_tower_of_marks_is_refused_at_the_first_too_many():
    assert wrong_with("o" + "\u0301" * MOST_MARKS) == ""
    assert wrong_with("o" + "\u0301" * 5).startswith("Character 6 is the 5th combining mark")
    assert cleaned("o" + "\u0301" * 50 + "k") == "o" + "\u0301" * 4 + "k"


def test_cleaning_keeps_the_words():
    assert cleaned("a\r\nb\x0cc\x1b[31md") == "a\nb\nc[31md"
    assert len(cleaned("x" * 100_000)) == 4000


@given(ANY)
def test_what_is_cleaned_is_taken_and_stays(text):
    once = cleaned(text)
    assert wrong_with(once) == ""
    assert cleaned(once) == once
    if not wrong_with(text):
        assert once == text
