"""Every version of an item: who, when, why; put back, recovered, erased."""

import pytest
from reversion.models import Version

from content import history
from content.models import Guide
from tests.conftest import make_guide
from tests.test_newsroom import approved, errors, opened, save, url


@pytest.fixture
def guide(publisher):
    """A guide of two versions: the first and, approved, the second."""
    guide = make_guide("een-gids", title="Eerste kop")
    guide.steps.create(title="Eerste stap", body="Doe iets.")
    save(publisher, guide, title="Tweede kop", why="De kop was te vaag")
    approved(guide)
    guide.refresh_from_db()
    return guide


def test_the_history_says_who_when_why_and_what(publisher, guide):
    html = publisher.get(url(Guide, "history", guide.pk)).content.decode()
    assert "iemand-van-Publiceerders" in html
    assert "De kop was te vaag" in html
    assert "Goedgekeurd en op de site gezet" in html
    assert "<del>Eerste</del><ins>Tweede</ins> kop" in html


def test_an_earlier_version_is_put_into_a_working_copy_and_needs_approval(publisher, client, guide):
    [first] = [v for v in history.versions_of(Guide, guide.pk) if v.field_dict["title"] == "Eerste kop"][-1:]
    step = guide.steps.get().pk
    response = publisher.post(f"/beheer/content/guide/{guide.pk}/terugzetten/{first.pk}/")
    assert response.status_code == 302, errors(response)
    assert Guide.objects.get(pk=guide.pk).title == "Tweede kop"
    copy = Guide.objects.get(draft_of=guide)
    assert (copy.title, copy.last_editor.username) == ("Eerste kop", "iemand-van-Publiceerders")
    publisher.post(url(Guide, "approve", copy.pk), {"version": copy.version})
    assert Guide.objects.get(pk=guide.pk).title == "Tweede kop"
    approved(guide)
    assert Guide.objects.get(pk=guide.pk).title == "Eerste kop"
    assert [row.pk for row in guide.steps.all()] == [step]


def test_a_deleted_item_is_recovered_with_its_rows_and_is_not_on_the_site(publisher, client):
    guide = make_guide("een-gids", published_at=None)
    guide.steps.create(title="Een stap", body="Doe iets.")
    publisher.post(url(Guide, "delete", guide.pk), {"post": "yes"})
    assert not Guide.objects.filter(slug="een-gids").exists()
    [version] = history.deleted(Guide)
    assert "/beheer/content/guide/verwijderd/" in publisher.get(url(Guide)).content.decode()
    page = publisher.get("/beheer/content/guide/verwijderd/").content.decode()
    assert "Titel van een-gids" in page
    assert f"/beheer/wissen/content/guide/{guide.pk}/" in page
    publisher.post(f"/beheer/content/guide/verwijderd/{version.pk}/")
    again = Guide.objects.get(slug="een-gids")
    assert (again.pk, again.published_at, again.steps.get().title) == (guide.pk, None, "Een stap")


def test_the_versions_hold_no_rendered_html(publisher, guide):
    data = "".join(Version.objects.values_list("serialized_data", flat=True))
    assert "Doe iets." in data
    assert "_html" not in data


def test_a_version_of_another_item_cannot_be_put_back_here(publisher, guide):
    other = make_guide("anders")
    opened(publisher, other)
    version = history.versions_of(Guide, other.pk)[0]
    assert publisher.post(f"/beheer/content/guide/{guide.pk}/terugzetten/{version.pk}/").status_code == 404


def test_a_save_without_a_change_is_no_version(publisher):
    guide = make_guide("kladje", published_at=None)
    save(publisher, guide, title="Anders")
    before = history.versions_of(Guide, guide.pk).count()
    save(publisher, guide)
    assert history.versions_of(Guide, guide.pk).filter(revision__comment="").count() <= before
