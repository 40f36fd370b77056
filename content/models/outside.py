from django.db import models


class OutsideLinkQuerySet(models.QuerySet):
    def broken(self):
        return self.exclude(broken_since=None)


class OutsideLink(models.Model):
    """A link to another site, as `check_links` last found it. Nobody edits it: what to mend is the text."""

    url = models.URLField("webadres", max_length=1000, unique=True)
    checked_at = models.DateTimeField("gekeken op", null=True)
    status = models.PositiveSmallIntegerField("antwoord", null=True)
    problem = models.CharField("wat er mis is", max_length=300, blank=True)
    broken_since = models.DateTimeField("stuk sinds", null=True)
    leads_to = models.URLField("is nu", max_length=1000, blank=True)
    # What an editor opens to mend it: [words, address in the newsroom], as it was when it was checked.
    used_in = models.JSONField("staat in", default=list)

    objects = OutsideLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "link naar een andere site"
        verbose_name_plural = "links naar andere sites"
        ordering = ["-broken_since", "url"]

    def __str__(self):
        return self.url

    def note(self, answer, moment):
        """Takes over what a check found (see `content.outside.Answer`)."""
        self.checked_at, self.status = moment, answer.status
        self.problem, self.leads_to = answer.problem[:300], answer.leads_to[:1000]
        self.broken_since = (self.broken_since or moment) if answer.problem else None
