"""What a first visit weighs, in bytes as they travel (1 KB = 1024 bytes)."""

import pytest

from .looking import TEMPLATES

KB = 1024
LIMITS = {"document": 6 * KB, "stylesheet": 8 * KB, "script": 4 * KB, "font": 12 * KB}

WORDS_IN_VIEW = """() => {
  const words = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const { top, bottom, width, height } = range.getBoundingClientRect();
    const hidden = walker.currentNode.parentElement.closest(".nig-visually-hidden");
    if (!hidden && width && height && top < innerHeight && bottom > 0)
      words.push(...walker.currentNode.data.split(/\\s+/).filter(Boolean));
  }
  return words;
}"""


def first_visit(page, path):
    """Bytes of the bodies by kind of file, and the number of requests with the icon of the tab."""
    page.goto(path, wait_until="networkidle")
    sizes = dict.fromkeys(LIMITS, 0)
    for request in page.requests:
        sizes[request.resource_type] = sizes.get(request.resource_type, 0) + request.sizes()["responseBodySize"]
    # Playwright does not tell of the icon, that a browser with a window asks for.
    return sizes, len(page.requests) + page.locator("link[rel='icon']").count()


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES)
def test_a_first_visit_is_light(phone, path):
    sizes, requests = first_visit(phone, path)
    assert set(sizes) - set(LIMITS) <= {"fetch"}
    assert {kind: size for kind, size in sizes.items() if size > LIMITS[kind]} == {}
    assert sum(sizes.values()) - sizes["font"] <= 16 * KB
    assert requests <= 6


def test_the_page_for_danger_comes_in_the_first_packets(phone):
    sizes, _ = first_visit(phone, "/nu/")
    assert sum(sizes.values()) <= 14 * KB


def test_the_page_for_danger_has_few_words(phone):
    phone.goto("/nu/")
    words = phone.evaluate(WORDS_IN_VIEW)
    assert "gevaar" in words
    assert len(words) <= 60
