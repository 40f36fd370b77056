"""What a reference in a text becomes on the page."""

import pytest

from content import references
from content.markdown import preview, render
from content.models import Guide, Region
from signals.models import Phone, Service
from tests.conftest import make_guide


def test_the_saved_html_keeps_the_reference_and_no_number():
    assert render("Bel [[bel:politie]].") == '<p>Bel <a data-ref="bel:politie"></a>.</p>\n'


def test_a_changed_number_shows_on_a_page_that_was_saved_before(client):
    make_guide("een-gids", body="Bel [[bel:politie]].")
    Phone.objects.filter(service__slug="politie").update(number="09001234", display="0900-1234")
    html = client.get("/wat-te-doen/een-gids/").content.decode()
    assert '<a href="tel:09001234">0900-1234</a>' in html
    assert "0900-8844" not in html


def test_a_number_that_nobody_verified_gives_way_to_veilig_thuis():
    assert preview("Bel [[bel:stop-it-now]].") == '<p>Bel <a href="tel:08002000">0800-2000</a> (Veilig Thuis).</p>\n'


def test_a_service_that_stopped_gives_way_to_veilig_thuis():
    Service.objects.filter(slug="luisterlijn").update(status=Service.Status.INACTIVE)
    assert "088 0767 000" not in preview("Bel [[bel:luisterlijn]].")


@pytest.mark.parametrize(("key", "number"), [("112", "112"), ("veilig-thuis", "0800-2000")])
def test_the_two_numbers_in_code_show_when_the_directory_has_none(key, number):
    Service.objects.all().delete()
    assert f">{number}</a>" in preview(f"[[bel:{key}]]")


def test_a_reference_to_a_guide_shows_its_title_and_address():
    make_guide("een-gids", title="Een gids")
    assert preview("[[gids:een-gids]]") == '<p><a href="/wat-te-doen/een-gids/">Een gids</a></p>\n'


def test_a_reference_can_have_other_words():
    make_guide("een-gids", title="Een gids")
    assert preview("[[gids:een-gids|lees verder]]") == '<p><a href="/wat-te-doen/een-gids/">lees verder</a></p>\n'


def test_a_reference_to_a_guide_that_is_not_on_the_site_is_plain_text():
    make_guide("een-gids", title="Een gids", published_at=None)
    assert preview("[[gids:een-gids]]") == "<p>Een gids</p>\n"


def test_a_reference_follows_a_guide_that_moved():
    guide = make_guide("oude-naam", title="Een gids")
    guide.slug = "nieuwe-naam"
    guide.save()
    assert preview("[[gids:oude-naam]]") == '<p><a href="/wat-te-doen/nieuwe-naam/">Een gids</a></p>\n'


def test_a_title_with_html_in_it_is_shown_as_text():
    make_guide("een-gids", title="<script>alert(1)</script>")
    assert "<script" not in preview("[[gids:een-gids]]")


def test_empty_data_of_the_region_say_so():
    assert Region.NOT_FILLED_IN in preview("Wij zijn: [[gegeven:eigenaar]]")


def test_data_of_the_region_are_filled_in():
    Region.objects.create(owner="Gemeente Voorbeeld", contact="site@voorbeeld.nl")
    html = preview("[[gegeven:eigenaar]] [[gegeven:contact]]")
    assert "Gemeente Voorbeeld" in html
    assert '<a href="mailto:site@voorbeeld.nl">' in html


def test_an_editor_cannot_write_a_reference_as_html():
    assert "data-ref" not in render('<a data-ref="bel:112">x</a>').replace("&lt;a data-ref", "")


def test_all_references_of_a_page_cost_one_look_up_a_kind(django_assert_max_num_queries):
    html = render(" ".join(f"[[bel:{key}]]" for key in Service.objects.values_list("slug", flat=True)))
    html += render(" ".join(f"[[gids:{slug}]]" for slug in Guide.objects.values_list("slug", flat=True)))
    with django_assert_max_num_queries(4):
        references.fill(html)


def test_unknown_references_are_named_as_they_were_typed():
    assert references.unknown("[[bel:112]] [[bel:pizza]] [[gids:bestaat-niet|x]] [[raar]]") == [
        "[[bel:pizza]]", "[[gids:bestaat-niet]]", "[[raar]]",
    ]  # fmt: skip
