from django.core.management.base import BaseCommand
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from content import outside
from content.models import OutsideLink, uses


class Command(BaseCommand):
    help = "Kijkt of elke link naar een andere site nog werkt, en zet in de redactie klaar wat stuk is."

    def handle(self, *args, **options):
        found = uses.outside_links()
        OutsideLink.objects.exclude(url__in=found).delete()
        known = {link.url: link for link in OutsideLink.objects.all()}
        for url, answer in outside.check_all(sorted(found)):
            link = known.get(url) or OutsideLink(url=url)
            link.note(answer, timezone.now())
            link.used_in = [list(place) for place in sorted({place(uses.item_of(row)) for row in found[url]})]
            link.save()
            if answer.problem:
                self.stdout.write(f"{url}\n  {answer.problem} {', '.join(words for words, _ in link.used_in)}")
        broken = OutsideLink.objects.broken().count()
        self.stdout.write(f"Bekeken: {len(found)} links naar andere sites. Stuk: {broken}.")


def place(item):
    """An item in words, and where it is edited (empty when that is nowhere)."""
    try:
        address = reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])
    except NoReverseMatch:
        address = ""
    return f"{item._meta.verbose_name}: {item}", address
