"""What an eye sees of a page, and a page of every template to look at."""

TEMPLATES = {
    "home": "/",
    "danger": "/nu/",
    "guide-self": "/wat-te-doen/het-is-uit-maar-het-stopt-niet/",
    "guide-young": "/wat-te-doen/thuis-is-het-niet-fijn/",
    "guide-worried": "/wat-te-doen/ruzie-bij-de-buren/",
    "guide-own-behaviour": "/wat-te-doen/als-zorgen-te-zwaar-wordt/",
    "guide-professional": "/wat-te-doen/meldcode-vijf-stappen/",
    "guide-list": "/wat-te-doen/",
    "topic": "/onderwerpen/in-je-relatie/",
    "topic-list": "/onderwerpen/",
    "checklist": "/signalen/is-mijn-relatie-veilig/",
    "checklist-list": "/signalen/",
    "signs-at-hand": "/signalen/bij-de-hand/",
    "reporting-code": "/meldcode/",
    "sector": "/meldcode/huisarts/",
    "glossary": "/woordenlijst/",
    "finder": "/hulp/",
    "municipality": "/hulp/enschede/",
    "municipality-list": "/hulp/alle-gemeenten/",
    "national-lines": "/hulp/landelijk/",
    "page": "/veilig-kijken/",
    "door": "/voor/jou/",
    "professionals": "/voor/professionals/",
    "event-list": "/agenda/",
    "event": "/agenda/twentse-werkconferentie-2023/",
    "event-archive": "/agenda/archief/",
    "series": "/agenda/reeks/week-in-november/",
    "training-list": "/scholing/",
    "training-facet": "/scholing/voor/onderwijs/",
    "training": "/scholing/uitleg-meldcode-ggd-twente/",
    "initiative-list": "/initiatieven/",
    "initiative": "/initiatieven/safe-at-home-domijn/",
    "news-list": "/nieuws/",
    "news-item": "/nieuws/start-van-deze-site/",
    "news-archive": "/nieuws/archief/",
    "story-list": "/verhalen/",
    "frustration-list": "/samenwerken/",
    "frustration": "/samenwerken/ik-mis-de-regie/",
    "vision-list": "/regiovisie/",
    "vision": "/regiovisie/twente-2023-2026/",
    "download-list": "/downloads/",
    "embed": "/insluiten/",
    "a-z": "/a-z/",
    "search": "/zoeken/",
    "not-found": "/bestaat-niet/",
}

# A link that runs over two lines has two boxes: each lies in the window, with the link itself on top.
IS_IN_VIEW = """element => {
  const boxes = [...element.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
  return boxes.length > 0 && boxes.every(({ left, right, top, bottom }) => {
    if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return hit !== null && element.contains(hit);
  });
}"""


def is_in_view(locator):
    """True when all of an element lies in the window and nothing covers its middle."""
    return locator.evaluate(IS_IN_VIEW)


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def scroll_to_bottom(page):
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
