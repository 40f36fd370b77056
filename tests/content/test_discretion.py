import pytest

from content import discretion


@pytest.mark.parametrize(
    "text", ["Mishandeling", "huiselijk-geweld", "GEWELD", "over stálking", "veilig-thuis-bellen"]
)
def test_a_sensitive_word_is_found_whatever_its_case_accents_or_dashes(text):
    assert discretion.found_in(text)


@pytest.mark.parametrize("text", ["Zorgen om een kind", "Hulp in Enschede", "Nu in gevaar"])
def test_discreet_words_pass(text):
    assert discretion.found_in(text) == []
