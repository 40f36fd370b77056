import pytest
from django.core.exceptions import ValidationError

from content import discretion
from content.models import Region
from tests.conftest import make_guide


@pytest.mark.parametrize(
    "text", ["Mishandeling", "huiselijk-geweld", "GEWELD", "over stálking", "veilig-thuis-bellen"]
)
def test_a_sensitive_word_is_found_whatever_its_case_accents_or_dashes(text):
    assert discretion.found_in(text)


@pytest.mark.parametrize("text", ["Zorgen om een kind", "Hulp in Enschede", "Nu in gevaar"])
def test_discreet_words_pass(text):
    assert discretion.found_in(text) == []


def test_the_region_adds_words_of_its_own(client):
    Region.objects.create(sensitive_words="opvang\nÉlders\n")
    guide = make_guide("een-gids")
    guide.slug = "bij-de-opvang"
    with pytest.raises(ValidationError, match="opvang"):
        guide.full_clean()
    assert discretion.found_in("naar elders", ["Élders"]) == ["elders"]
