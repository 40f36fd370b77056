from django import template

from signals.queue import call_queue

register = template.Library()


@register.inclusion_tag("admin/signals/service/notice.html")
def calls_notice():
    """How many numbers an editor should call, for the first page of the newsroom."""
    return {key: len(services) for key, _, services in call_queue()}
