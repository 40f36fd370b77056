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


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES)
def test_a_first_visit_is_light(first_visit, path):
    visit = first_visit(path)
    assert {kind: size for kind, size in visit.sizes.items() if size > LIMITS.get(kind, 0)} == {}
    assert visit.sizes.total() - visit.sizes["font"] <= 16 * KB
    assert visit.requests <= 6


def test_the_page_for_danger_comes_in_the_first_packets(first_visit):
    assert first_visit("/nu/").sizes.total() <= 14 * KB


def test_the_page_for_danger_has_few_words(phone):
    phone.goto("/nu/")
    words = phone.evaluate(WORDS_IN_VIEW)
    assert "gevaar" in words
    assert len(words) <= 60
