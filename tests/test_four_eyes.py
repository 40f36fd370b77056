"""Nothing goes on the site that one person wrote and approved: every way to try it fails."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from content.acting import acting
from content.models import Guide, GuideStep, Page, Refused
from nouishetgenoeg.press.publisher import publish_planned
from signals.models import Checklist, Sign
from tests.conftest import make_editor, make_guide
from tests.test_newsroom import approved, errors, form_values, opened, save, url

PATH = "/wat-te-doen/een-gids/"


@pytest.fixture
def guide():
    return make_guide("een-gids", title="De oude kop")


@pytest.fixture
def draft(publisher, guide):
    """A working copy that the publisher changed."""
    response = save(publisher, guide, title="De nieuwe kop")
    assert response.status_code == 302, errors(response)
    return guide.working_copy


def approve(client, item, **values):
    return client.post(url(type(item), "approve", item.pk), {"version": item.version, **values})


def on_site(path=PATH):
    return Client().get(path).content.decode()


def someone(name="iemand-van-Publiceerders"):
    return User.objects.get(username=name)


def test_a_colleague_approves_and_the_change_is_on_the_site(draft, guide):
    assert "De nieuwe kop" not in on_site()
    approved(guide)
    assert "De nieuwe kop" in on_site()
    guide.refresh_from_db()
    assert (guide.last_editor, guide.approved_by) == (someone(), someone("collega"))
    assert guide.working_copy is None


def test_rows_keep_their_keys_and_new_ones_come_and_old_ones_go(publisher):
    guide = make_guide("een-gids")
    kept, gone = (guide.steps.create(title=title, position=n) for n, title in enumerate(["Blijft", "Gaat"]))
    draft = opened(publisher, guide)
    draft.steps.get(title="Gaat").delete()
    draft.steps.filter(title="Blijft").update(title="Beter")
    draft.steps.create(title="Nieuw", position=5)
    draft.touch()
    approved(guide)
    assert [(step.pk == kept.pk, step.title) for step in guide.steps.all()] == [(True, "Beter"), (False, "Nieuw")]
    assert not GuideStep.objects.filter(pk=gone.pk).exists()


def test_rows_of_rows_come_along(publisher):
    checklist = Checklist.objects.first()
    before = list(Sign.objects.filter(group__checklist=checklist).values_list("pk", "text"))
    draft = opened(publisher, checklist)
    assert [text for _, text in before] == list(
        Sign.objects.filter(group__checklist=draft).values_list("text", flat=True)
    )
    approved(checklist)
    assert list(Sign.objects.filter(group__checklist=checklist).values_list("pk", "text")) == before


def test_there_is_one_working_copy_for_everybody(publisher, author, guide):
    assert opened(publisher, guide) == opened(author, guide)
    with pytest.raises(IntegrityError):
        make_guide("een-gids", draft_of=guide)


def test_a_working_copy_can_be_thrown_away(publisher, draft, guide):
    publisher.post(url(Guide, "discard", draft.pk))
    assert guide.working_copy is None
    assert "De oude kop" in on_site()


def test_who_presses_approve_twice_is_told_that_it_was_done(publisher, draft, guide):
    approved(guide)
    response = publisher.post(url(Guide, "approve", draft.pk), {"version": draft.version}, follow=True)
    assert "Deze werkversie is er niet meer" in response.content.decode()


def test_a_new_item_is_its_own_draft(publisher):
    guide = make_guide("kladje", published_at=None)
    save(publisher, guide, title="Van mij")
    guide.refresh_from_db()
    assert "eerst" not in errors(approve(publisher, guide))
    assert Client().get(guide.get_absolute_url()).status_code == 404
    approved(guide)
    assert Client().get(guide.get_absolute_url()).status_code == 200


def test_a_planned_change_waits_for_its_moment(publisher, guide):
    moment = timezone.localtime() + timedelta(hours=1)
    values = {"planned_at_0": f"{moment:%d-%m-%Y}", "planned_at_1": f"{moment:%H:%M:%S}"}
    save(publisher, guide, title="Straks", **values)
    approved(guide)
    publish_planned()
    assert "Straks" not in on_site()
    Guide.objects.filter(pk=guide.working_copy.pk).update(planned_at=timezone.now())
    publish_planned()
    assert "Straks" in on_site()


def test_a_planned_change_that_is_edited_needs_approval_again(publisher, guide):
    moment = timezone.localtime() + timedelta(hours=1)
    values = {"planned_at_0": f"{moment:%d-%m-%Y}", "planned_at_1": f"{moment:%H:%M:%S}"}
    save(publisher, guide, title="Straks", **values)
    approved(guide)
    save(publisher, guide, title="Iets anders")
    Guide.objects.filter(pk=guide.working_copy.pk).update(planned_at=timezone.now())
    publish_planned()
    assert "De oude kop" in on_site()


def test_the_page_for_review_shows_what_changes(publisher, draft):
    html = publisher.get(url(Guide, "review", draft.pk)).content.decode()
    assert "<del>oude</del>" in html
    assert "<ins>nieuwe</ins>" in html
    assert "Een ander moet haar goedkeuren" in html


# Ways to approve one's own change. Each gets (client of the publisher, the working copy it wrote, the live item).


def by_the_button(client, draft, guide):
    approve(client, draft)


def in_another_tab(client, draft, guide):
    other = Client()
    other.force_login(someone())
    approve(other, draft)


def by_saving_again_without_a_change(client, draft, guide):
    save(client, guide)
    draft.refresh_from_db()
    approve(client, draft)


def with_another_name(client, draft, guide):
    User.objects.filter(pk=someone().pk).update(username="een-ander", first_name="Iemand", last_name="Anders")
    approve(client, draft)


def with_another_last_editor_in_the_form(client, draft, guide):
    other = make_editor("Publiceerders", "collega")
    address = url(Guide, "change", draft.pk)
    values = form_values(client.get(address)) | {"title": "De nieuwe kop!", "last_editor": other.pk}
    client.post(address, values | {"last_editor_id": other.pk, "approved_by": other.pk})
    draft.refresh_from_db()
    approve(client, draft, last_editor=other.pk)


def by_an_action_of_the_list(client, draft, guide):
    for action in ("publish", "approve", "make_published"):
        client.post(url(Guide), {"action": action, "_selected_action": [guide.pk, draft.pk]})


def by_editing_in_the_list(client, draft, guide):
    values = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": guide.pk, "form-0-title": "De nieuwe kop"}
    client.post(url(Guide), values | {"_save": "Opslaan"})


def by_writing_on_the_live_item(client, draft, guide):
    client.post(url(Guide, "change", guide.pk), form_values(client.get(url(Guide, "change", draft.pk))))


def by_approving_the_live_item(client, draft, guide):
    approve(client, guide)


def with_a_date_in_the_form(client, draft, guide):
    now = {"published_at_0": "01-01-2026", "published_at_1": "12:00:00", "published_at": "2026-01-01 12:00"}
    save(client, guide, draft_of="", **now)


def with_a_moment_that_passes(client, draft, guide):
    save(client, guide, planned_at_0="01-01-2026", planned_at_1="12:00:00")
    publish_planned()


def as_a_superuser(client, draft, guide):
    User.objects.filter(pk=someone().pk).update(is_superuser=True)
    approve(client, draft)


def by_taking_it_down_first(client, draft, guide):
    client.post(url(Guide, "withdraw", guide.pk))
    approve(client, draft)
    guide.refresh_from_db()
    approve(client, guide)


def by_sending_it_in(client, draft, guide):
    client.post(url(Guide, "submit", draft.pk))
    approve(client, draft)


def by_a_draft_of_the_draft(client, draft, guide):
    client.post(url(Guide, "edit", draft.pk))
    approve(client, draft)


def by_making_it_the_example_of_a_new_item(client, draft, guide):
    client.post(url(Guide, "template", draft.pk))
    new = Guide.objects.live().get(title="De nieuwe kop")
    approve(client, new)
    assert Client().get(new.get_absolute_url()).status_code == 404


def by_an_approval_of_before_the_change(client, draft, guide):
    old = draft.version
    colleague = Client()
    colleague.force_login(make_editor("Publiceerders", "collega"))
    save(client, guide, title="De nieuwe kop, en erger")
    colleague.post(url(Guide, "approve", draft.pk), {"version": old})


def by_an_approval_without_a_version(client, draft, guide):
    colleague = Client()
    colleague.force_login(make_editor("Publiceerders", "collega"))
    colleague.post(url(Guide, "approve", draft.pk))


def by_following_a_link(client, draft, guide):
    colleague = Client()
    colleague.force_login(make_editor("Publiceerders", "collega"))
    assert colleague.get(url(Guide, "approve", draft.pk), {"version": draft.version}).status_code == 405


def by_putting_back_a_version(client, draft, guide):
    for door in (f"{draft.pk}/history/1/", f"{guide.pk}/history/1/", "recover/1/"):
        assert client.post(f"/beheer/content/guide/{door}", {"title": "De nieuwe kop"}).status_code in (302, 404)


def by_another_role(client, draft, guide):
    author = Client()
    author.force_login(make_editor("Schrijvers"))
    approve(author, draft)


def as_an_account_that_was_ended(client, draft, guide):
    colleague = make_editor("Publiceerders", "collega")
    other = Client()
    other.force_login(colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    approve(other, draft)


WAYS = [
    by_the_button, in_another_tab, by_saving_again_without_a_change, with_another_name,
    with_another_last_editor_in_the_form, by_an_action_of_the_list, by_editing_in_the_list,
    by_writing_on_the_live_item, by_approving_the_live_item, with_a_date_in_the_form, with_a_moment_that_passes,
    as_a_superuser, by_taking_it_down_first, by_sending_it_in, by_a_draft_of_the_draft,
    by_making_it_the_example_of_a_new_item, by_an_approval_of_before_the_change, by_an_approval_without_a_version,
    by_following_a_link, by_putting_back_a_version, by_another_role, as_an_account_that_was_ended,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_change_of_ones_own_does_not_reach_the_site(publisher, draft, guide, way):
    way(publisher, draft, guide)
    assert "De nieuwe kop" not in on_site()


def test_the_database_refuses_an_approval_by_the_last_editor(draft):
    draft.approved_by = draft.last_editor
    with pytest.raises(IntegrityError):
        Guide.objects.filter(pk=draft.pk).update(approved_by=draft.last_editor)


@pytest.mark.parametrize(
    "write",
    [
        lambda guide: Guide(pk=guide.pk, slug=guide.slug, title="De nieuwe kop", audience="self").save(),
        lambda guide: Guide.objects.filter(pk=guide.pk).update(title="De nieuwe kop"),
        lambda guide: Guide.objects.bulk_update([Guide(pk=guide.pk, title="De nieuwe kop")], ["title"]),
        lambda guide: Guide.objects.bulk_create([Guide(slug="x", title="x", published_at=timezone.now())]),
    ],
    ids=["save", "update", "bulk_update", "bulk_create"],
)
def test_no_code_of_the_newsroom_can_write_on_the_site_for_an_editor(guide, write):
    with acting(make_editor("Publiceerders")), pytest.raises(Refused):
        write(guide)


def test_an_item_that_code_creates_for_an_editor_is_not_on_the_site():
    with acting(make_editor("Publiceerders")):
        guide = make_guide("een-gids")
    assert guide.published_at is None


def test_what_the_loader_writes_needs_no_approval():
    assert Page.objects.published().filter(approved_by=None, last_editor=None).exists()


def test_a_sign_that_moves_to_another_list_changes_the_list_that_it_left(publisher):
    first, second = (opened(publisher, checklist) for checklist in Checklist.objects.live()[:2])
    version = first.version
    sign = Sign.objects.filter(group__checklist=first).first()
    response = save(publisher, sign, group=second.groups.first().pk)
    assert response.status_code == 302, errors(response)
    first.refresh_from_db()
    assert first.last_editor == someone()
    assert first.version != version
