"""Words of the field, explained where a professional first meets them."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from content.models import Glossary
from content.remember import once

register = template.Library()

# More links than this distract from what to do, and weigh on the page.
MAX_LINKS = 6

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
# Within these a link is not allowed, or would get in the way.
CLOSED = {"a", "button", "summary", "label", "legend", "h1", "h2", "h3", "h4", "h5", "h6"}


@once
def _glossary():
    """The address of every word that texts may link, in lower case, and the pattern that finds them; or None."""
    glossary = Glossary.objects.published().prefetch_related("terms").first()
    terms = [term for term in glossary.terms.all() if term.is_linked] if glossary else []
    addresses = {
        escape(word).lower(): f"{glossary.get_absolute_url()}#{term.anchor}" for term in terms for word in term.words
    }
    if not addresses:
        return None
    longest_first = sorted(addresses, key=len, reverse=True)
    return addresses, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)


def explain(html):
    """`html` with the first use of each word of the glossary linked to what it means; headings and links stay."""
    if (known := _glossary()) is None:
        return html
    addresses, pattern = known
    seen, depth, end, parts = set(), 0, 0, []

    def link(match):
        address = addresses[match[0].lower()]
        if address in seen or len(seen) == MAX_LINKS:
            return match[0]
        seen.add(address)
        return f'<a class="nig-term" href="{address}">{match[0]}</a>'

    for tag in TAG.finditer(html):
        text = html[end : tag.start()]
        parts += [text if depth else pattern.sub(link, text), tag[0]]
        if tag[2] in CLOSED:
            depth += -1 if tag[1] else 1
        end = tag.end()
    return "".join([*parts, html[end:]])


class Explained(template.Node):
    def __init__(self, nodes, condition):
        self.nodes = nodes
        self.condition = condition

    def render(self, context):
        html = self.nodes.render(context)
        return mark_safe(explain(html)) if self.condition.resolve(context) else html  # noqa: S308 - of a template


@register.tag
def explained(parser, token):
    """`{% explained condition %} … {% endexplained %}`: links the first use of each word of the glossary."""
    _, condition = token.split_contents()
    nodes = parser.parse(("endexplained",))
    parser.delete_first_token()
    return Explained(nodes, parser.compile_filter(condition))
