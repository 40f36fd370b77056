from django import template
from wagtail.models import Site

register = template.Library()


@register.simple_tag(takes_context=True)
def top_menu(context):
    """The pages of the main menu, from the page tree, as Wagtail's own demo does it: (address, title)."""
    root = Site.find_for_request(context.request).root_page
    return [(page.get_url(context.request), page.title) for page in root.get_children().live().in_menu()]
