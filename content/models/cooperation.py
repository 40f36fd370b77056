from django.contrib.contenttypes.fields import GenericRelation

from .base import Audience, Publishable
from .downloads import Download
from .fields import MarkdownField, RenderedField
from .numbers import WithNumbers


class Frustration(WithNumbers, Publishable):
    """Where professionals get stuck with each other: what to do about it here, and whom to call."""

    path = "/samenwerken/"
    audience = Audience.PROFESSIONAL

    body = MarkdownField("herken je dit", help_text="Een paar zinnen waarin iemand zich herkent.")
    body_html = RenderedField("body")
    downloads = GenericRelation(Download, verbose_name="bestanden erbij")
    actions = MarkdownField("wat kun je doen")
    actions_html = RenderedField("actions")
    contacts = MarkdownField("wie kun je bellen", help_text="In deze regio. Nummers als verwijzing.")
    contacts_html = RenderedField("contacts")

    class Meta(Publishable.Meta):
        verbose_name = "vastlopen in de samenwerking"
        verbose_name_plural = "vastlopen in de samenwerking"
