"""A page as the checks see it: parsed once, from the bytes that a visitor would get."""

from dataclasses import dataclass, field
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

# Elements that do not end a word: a number may run on through them.
INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u", "wbr",
}  # fmt: skip
LOADING = {"link", "script", "img", "meta"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Attributes that a visitor reads or hears.
SPOKEN = {"alt", "title", "aria-label", "aria-description", "content", "placeholder", "value", "label", "summary"}
# Attributes that no check asks about, and that most elements have.
HARMLESS = {"class", "id", "d", "fill", "viewbox", "width", "height", "aria-hidden", "type", "role", "lang", "rel"}


@dataclass
class Page:
    """One HTML page of an edition.

    `path` is its address; `item` the (app label, model name, primary key) that it shows, or None;
    `text` runs on through inline elements, as a reader's eye does; `words` breaks at each element.
    `is_for_professionals` tells whether title and address may name things; `review` is "never", "overdue" or
    empty; `weight` is what travels, in bytes.
    """

    path: str
    content: bytes
    item: tuple | None = None
    is_for_professionals: bool = False
    review: str = ""
    weight: int = 0
    tags: set = field(default_factory=set)
    elements: list = field(default_factory=list)  # (tag, attributes) of what loads something, and of images
    attributes: list = field(default_factory=list)  # (tag, name, value)
    links: list = field(default_factory=list)  # (address, text)
    headings: list = field(default_factory=list)  # levels
    ids: list = field(default_factory=list)
    text: str = ""
    words: str = ""
    title: str = ""
    language: str = ""

    def __post_init__(self):
        parts = []
        root = LexborHTMLParser(self.content).root
        for node in root.traverse(include_text=True):
            tag = node.tag
            if tag == "-text":
                parent = node.parent.tag
                if parent == "title":
                    self.title += node.text_content or ""
                elif parent not in ("script", "style"):
                    parts.append(node.text_content or "")
                continue
            if tag.startswith(("-", "!")):
                continue
            if tag not in INLINE:
                parts.append("\n")
            self.tags.add(tag)
            attributes = node.attributes
            if tag in LOADING:
                self.elements.append((tag, attributes))
            for name, value in attributes.items():
                if name not in HARMLESS:
                    self.attributes.append((tag, name, value or ""))
                elif name == "id":
                    self.ids.append(value or "")
            if tag == "a" and "href" in attributes:
                self.links.append((attributes["href"] or "", node.text(deep=True)))
            elif tag in HEADINGS:
                self.headings.append(HEADINGS[tag])
            elif tag == "html":
                self.language = attributes.get("lang") or ""
        self.text = "".join(parts)
        self.words = "\n".join(parts)

    def all(self, *tags):
        """The attributes of the elements with one of these tags (of `LOADING`), in the order of the page."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    @cached_property
    def spoken(self):
        """Everything that can be read or heard: the text, the title, and attributes that are read out."""
        return "\n".join([self.title, self.text, *self.spoken_attributes])

    @cached_property
    def spoken_attributes(self):
        return [value for _, name, value in self.attributes if name in SPOKEN and value]
