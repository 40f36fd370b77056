"""The one way from an editor's text to HTML."""

import re
import unicodedata

import nh3
from django.core.exceptions import ValidationError
from markdown_it import MarkdownIt

from . import references

MAX_LENGTH = 50_000  # a longer text can hold a worker for seconds

# Prefixes, not schemes: a parser of schemes was walked through with `java&#115;cript:`.
LINK_PREFIXES = ("https://", "http://", "mailto:", "/", "#")

ALLOWED_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "blockquote", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
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
    parser.core.ruler.push("prepare_headings", _prepare_headings)
    parser.validateLink = lambda url: url.startswith(LINK_PREFIXES) and not url.startswith(("//", "/\\"))
    parser.add_render_rule("reference", lambda self, tokens, i, options, env: references.marker(*tokens[i].meta))

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
    html = _MARKDOWN.render(text, {"starts_at_h2": starts_at_h2, "prefix": prefix})
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
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


def validate(text):
    """Raises a ValidationError when a text holds a typed number or a link that will not work."""
    errors = []
    if len(text) > MAX_LENGTH:
        errors.append(f"Deze tekst is te lang: {len(text)} tekens. Er passen er {MAX_LENGTH}.")
    errors += [
        f"Typ geen telefoonnummer in de tekst ({number}). Zet er een verwijzing neer, zoals [[bel:veilig-thuis]]. "
        "Dan klopt het nummer altijd."
        for number in typed_numbers(text)
    ]
    if re.search(r"\]\(\s*<?\s*tel:", text, re.IGNORECASE):
        errors.append("Maak geen tel:-link. Zet er een verwijzing neer, zoals [[bel:veilig-thuis]].")
    if errors:
        raise ValidationError(errors)
