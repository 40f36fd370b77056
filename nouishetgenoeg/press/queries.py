"""Whether every question of the editors still finds its page, tried with the page's own script in QuickJS."""

import json

import quickjs
from django.conf import settings

from content.models import LayQuery

SCRIPTS = ["js/lib/minisearch.js", "js/lib/stemmer.js", "js/find.js"]
# Bytes that the index may take: room for some 3,000 items. On a larger site the questions are not tried, as the log
# says.
MOST_MEMORY = 64 << 20
# Among how many results a page must be to count as found.
FIRST = 3


def engine():
    """The page's own search scripts, in an interpreter without a page."""
    context = quickjs.Context()
    context.set_memory_limit(MOST_MEMORY)
    for name in SCRIPTS:
        context.eval((settings.BASE_DIR / "static" / name).read_text())
    return context


def results(index_json, queries):
    """The addresses that each query finds, best first, as the page shows them: a list of lists."""
    context = engine()
    context.eval(
        "function run(data, queries) {"
        "  var site = SiteSearch.create(JSON.parse(data), null);"
        "  site.build(Infinity);"
        "  return JSON.stringify(JSON.parse(queries).map(function (text) {"
        "    return [].concat.apply([], site.search(text).map(function (group) {"
        "      return group.items.map(function (row) { return row[0]; });"
        "    }));"
        "  }));"
        "}"
    )
    return json.loads(context.get("run")(index_json, json.dumps(list(queries))))


def lost_queries(index_json, first=FIRST):
    """The editors' questions of which no good page is among the first results: a list of (query, expected addresses).

    `index_json` is the text of the list (`index`); a warning for the press, never a reason not to publish.
    """
    expected = LayQuery.expected()
    if not expected:
        return []
    found = results(index_json, [query for query, _ in expected])
    return [
        (query, sorted(addresses))
        for (query, addresses), hits in zip(expected, found, strict=True)
        if not addresses & {address.partition("#")[0] for address in hits[:first]}
    ]
