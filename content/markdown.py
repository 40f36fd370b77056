"""The one way from an editor's text to HTML."""

import html
import re
import unicodedata

import nh3
from django.core.exceptions import ValidationError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from . import references

# What a text may hold. Within these the worst text renders within a second (`make bench ARGS=markdown`).
MAX_LENGTH = 50_000  # bytes, and so characters too
MAX_LINES = 2_000
MAX_ROWS, MAX_COLUMNS = 200, 20  # of all tables together, and of one
MAX_NESTING = 6  # lists, quotes and blocks inside each other

# The kind of reference that is an image; see `links`.
IMAGE = "beeld"

# Prefixes, not schemes: a parser of schemes was walked through with `java&#115;cript:`.
LINK_PREFIXES = ("https://", "http://", "mailto:", "/", "#")

ALLOWED_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "blockquote", "a",
    "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
# Only the blocks below make these.
ALLOWED_CLASSES = {
    "div": {"nig-block", "nig-block--do", "nig-block--not", "nig-block--warning"},
    "p": {"nig-block__label"},
    "ol": {"nig-steps"},
}
ALLOWED_ATTRIBUTES = {"*": set(), "a": {"href", "rel", "data-ref"}, "h2": {"id"}, "h3": {"id"}, "ol": {"start"}}


def _reference(state, silent):
    """Inline rule: `[[kind:key|text]]`."""
    match = references.SYNTAX.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.meta = match.groups("")
    state.pos = match.end()
    return True


# The blocks that an editor inserts by name: what stands above each, and how it looks.
BLOCKS = {
    "doe": ("Doe wel", "nig-block nig-block--do"),
    "liever-niet": ("Liever niet", "nig-block nig-block--not"),
    "let-op": ("Let op", "nig-block nig-block--warning"),
    "stap": ("Stap", ""),
}
BLOCK_OPENS = re.compile(r":::[ \t]{0,9}([a-z-]{1,20})(?:[ \t]+(\S.{0,119}))?[ \t]*")
BLOCK_ENDS = re.compile(r":::[ \t]*")


def _block(state, start_line, end_line, silent):
    """Block rule: a line `::: doe` or `::: stap Wat je doet`, the text, and a line `:::`."""

    def line(number):
        return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]

    match = BLOCK_OPENS.fullmatch(line(start_line))
    if not match or match[1] not in BLOCKS or state.parentType == "container":
        return False
    if silent:
        return True
    last = start_line + 1
    while last < end_line and not BLOCK_ENDS.fullmatch(line(last)):
        last += 1
    label, classes = BLOCKS[match[1]]
    kind, tag = ("step", "li") if match[1] == "stap" else ("block", "div")
    token = state.push(f"{kind}_open", tag, 1)
    token.block = True
    if classes:
        token.attrSet("class", classes)
    state.push("paragraph_open", "p", 1).attrSet("class", "nig-block__label")
    title = state.push("inline", "", 0)
    title.content, title.children, title.map = (match[2] or label).strip(), [], [start_line, start_line + 1]
    state.push("paragraph_close", "p", -1)
    parent, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    state.md.block.tokenize(state, start_line + 1, last)
    state.parentType, state.lineMax = parent, line_max
    state.push(f"{kind}_close", tag, -1).block = True
    state.line = min(last + 1, end_line)
    return True


def _join_steps(state):
    """Core rule: steps that follow each other are one numbered list."""
    joined, before = [], None
    for index, token in enumerate(state.tokens):
        if token.type == "step_open" and before != "step_close":
            joined.append(Token("steps_open", "ol", 1, attrs={"class": "nig-steps"}, block=True))
        joined.append(token)
        after = state.tokens[index + 1].type if index + 1 < len(state.tokens) else None
        if token.type == "step_close" and after != "step_open":
            joined.append(Token("steps_close", "ol", -1, block=True))
        before = token.type
    state.tokens = joined


def _lift_images(state):
    """Core rule: an image on a line of its own is no part of a paragraph; one inside a sentence is left out."""
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and token.children and all(map(_is_image_or_break, token.children)):
            images = [child for child in token.children if child.type == "reference"]
            if not images or state.tokens[index - 1].type != "paragraph_open":
                continue
            token.children = images
            state.tokens[index - 1].hidden = state.tokens[index + 1].hidden = True
            for image in images:
                image.block = True


def _is_image_or_break(token):
    return token.type == "softbreak" or (token.type == "reference" and token.meta[0] == IMAGE)


def _write_reference(self, tokens, index, options, env):
    kind, key, text = tokens[index].meta
    if kind == IMAGE and not tokens[index].block:
        return html.escape(text)
    return references.marker(kind, key, text)


def _slug(text, prefix):
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    # A prefix keeps an id from shadowing a name of the DOM, such as `location`.
    return f"k-{prefix}" + (re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")[:60] or "kop")


def _prepare_headings(state):
    """Core rule: headings start at h2; h2 and h3 get a unique id to link to."""
    seen = {}
    for index, token in enumerate(state.tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = f"h{min(int(token.tag[1]) + (0 if state.env.get('starts_at_h2') else 1), 6)}"
        if token.type == "heading_open" and token.tag in ("h2", "h3"):
            name = _slug(state.tokens[index + 1].content, state.env["prefix"])
            seen[name] = seen.get(name, 0) + 1
            token.attrSet("id", name if seen[name] == 1 else f"{name}-{seen[name]}")


def _parser():
    parser = (
        MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "code", "fence", "html_block"])
    )
    parser.inline.ruler.before("link", "reference", _reference)
    parser.block.ruler.before("blockquote", "container", _block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.core.ruler.push("prepare_headings", _prepare_headings)
    parser.core.ruler.push("join_steps", _join_steps)
    parser.core.ruler.push("lift_images", _lift_images)
    parser.validateLink = lambda url: url.startswith(LINK_PREFIXES) and not url.startswith(("//", "/\\"))
    parser.add_render_rule("reference", _write_reference)

    def link_open(self, tokens, i, options, env):
        if tokens[i].attrGet("href").startswith("http"):
            tokens[i].attrSet("rel", "noreferrer")
        return self.renderToken(tokens, i, options, env)

    parser.add_render_rule("link_open", link_open)
    return parser


_MARKDOWN = _parser()


def _keep_attribute(tag, name, value):
    if name == "href" and (not value.startswith(LINK_PREFIXES) or value.startswith(("//", "/\\"))):
        return None
    return value


def render(text, prefix=""):
    """HTML for a Markdown text, sanitised; references are left as markers (see `references`).

    `prefix` keeps the ids of its headings apart from those of other texts on the same page.
    """
    if not text:
        return ""
    text = text[:MAX_LENGTH].encode("utf-8", "replace").decode()  # half of a surrogate pair is no text
    starts_at_h2 = not re.search(r"^#\s", text, re.MULTILINE)
    return nh3.clean(
        _MARKDOWN.render(text, {"starts_at_h2": starts_at_h2, "prefix": prefix}),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        allowed_classes=ALLOWED_CLASSES,
        attribute_filter=_keep_attribute,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )


def preview(text):
    """What a visitor will see of a text: rendered, with the references filled in."""
    return references.fill(render(text))


# Everything that looks like a telephone number, as people in the Netherlands type them; also with full-width digits
# or odd spaces (see _plain). _SEP is what may stand between two digits.
_SEP = r"[\s().‐‑–—−·/-]"
PHONE = re.compile(
    rf"""(?<![\w€])(?<!€\s)(?:
        (?:\+|00)31 {_SEP}{{0,5}} (?:\(0\))? (?:{_SEP}{{0,3}}[1-9]) (?:{_SEP}{{0,3}}\d){{8}}  # +31 (0)88 123 45 67
      | (?:\+|00)[1-9]\d? (?:{_SEP}{{0,3}}\d){{7,12}}  # of another country
      | 0[89]0[069] (?:{_SEP}{{0,3}}\d){{4}} (?:{_SEP}{{0,3}}[1-9]\d\d(?!\d) | \d+)?  # 0800-2000, 0900-1234567
      | 0\s?[1-9] (?:{_SEP}{{0,3}}\d){{8}}  # ten digits, however they are grouped
      | (?<!\d[.,/-]) (?: 14\s?0[1-9]\d{{1,2}} | 11[23] | 116\s?(?!000)\d{{3}} )  # short numbers
    )(?![%\w]|[.,]\d)""",
    re.VERBOSE,
)

# What has the digits of a telephone number and is none: web addresses, IBANs, dates, and hours from and to.
NO_PHONE = re.compile(
    r"""https?://\S+
      | \b[A-Z]{2}\d\d\s?[A-Z]{4}(?:\s?\d){10}(?!\d)
      | (?<!\d)\d\d?([./-])\d\d?\1(?:19|20)\d\d(?![./-]?\d)
      | (?<![\w-])(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)
      | (?<![\d.])[0-2]\d\.[0-5][05]\s?[–-]\s?[0-2]\d\.[0-5][05](?![.\d])""",
    re.VERBOSE,
)


def _plain(text):
    text = unicodedata.normalize("NFKC", text)
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Mn"))


def typed_numbers(text):
    """The telephone numbers that stand in a text as typed digits, outside references and web addresses."""
    text = NO_PHONE.sub(" | ", references.SYNTAX.sub(" ", _plain(text)))
    return [match.strip() for match in PHONE.findall(text)]


def refuse_numbers(text):
    """Raises a ValidationError when a text that takes no references, such as a title, holds a typed number."""
    if numbers := typed_numbers(text):
        raise ValidationError(
            f"Typ hier geen telefoonnummer ({', '.join(numbers)}). Zet het in de tekst als verwijzing, zoals "
            "[[bel:veilig-thuis]]. Dan klopt het nummer altijd."
        )


def refuse_other_sites(text):
    """Raises a ValidationError when a text leads to another site: for texts that one person puts on the site."""
    if re.search(r'href="(?!/(?!/))', render(text)):
        raise ValidationError(
            "Link hier niet naar een andere site: niemand kijkt deze tekst na. Noem een dienst of pagina, zoals "
            "[[bel:113]] of [[hulp]]."
        )


def too_much(text):
    """Why a text is more than the site can show, as a Dutch sentence for an editor; empty when it is not."""
    # Counted before anything is parsed: these are what parsing costs.
    if (size := len(text.encode("utf-8", "replace"))) > MAX_LENGTH:
        return (
            f"Deze tekst is te lang: {size // 1000} kB, en er past {MAX_LENGTH // 1000} kB in. "
            "Maak er twee pagina’s van."
        )
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        return f"Deze tekst heeft {len(lines)} regels; er passen er {MAX_LINES}. Maak er twee pagina’s van."
    if max((line.count("|") for line in lines), default=0) > MAX_COLUMNS + 1:
        return f"Een tabel mag {MAX_COLUMNS} kolommen hebben. Maak er een lijst van: dat leest beter op een telefoon."
    tokens = _MARKDOWN.parse(text, {"starts_at_h2": True, "prefix": ""})
    if sum(token.type == "tr_open" for token in tokens) > MAX_ROWS:
        return f"De tabellen hebben samen meer dan {MAX_ROWS} rijen. Maak de tabel korter."
    depth = deepest = 0
    for token in tokens:
        if token.type in NESTING:
            depth += token.nesting
            deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        return f"Lijsten en citaten staan te diep in elkaar: {deepest} lagen. Er mogen er {MAX_NESTING} zijn."
    return ""


NESTING = {
    f"{kind}_{side}" for kind in ("bullet_list", "ordered_list", "blockquote", "block") for side in ("open", "close")
}


def validate(text):
    """Raises a ValidationError when a text is too much, or holds a typed number or a link that will not work."""
    if reason := too_much(text):
        raise ValidationError(reason)
    errors = [
        f"Typ geen telefoonnummer in de tekst ({number}). Zet er een verwijzing neer, zoals [[bel:veilig-thuis]]. "
        "Dan klopt het nummer altijd."
        for number in typed_numbers(text)
    ]
    if re.search(r"\]\(\s*<?\s*tel:", text, re.IGNORECASE):
        errors.append("Maak geen tel:-link. Zet er een verwijzing neer, zoals [[bel:veilig-thuis]].")
    if errors:
        raise ValidationError(errors)
