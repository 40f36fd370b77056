"""Editors' texts become HTML without anything active in it."""

import random
import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from content.markdown import ALLOWED_CLASSES, ALLOWED_TAGS, preview, render, too_much, typed_numbers, validate

ATTRIBUTES = {"href", "rel", "data-ref", "id", "start", "class"}
CLASSES = set().union(*ALLOWED_CLASSES.values())
ID = re.compile(r"k-")
HREF = re.compile(r"(https?://|mailto:|/(?![/\\])|#)")


class Inspector(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.wrong = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names, values = {name for name, _ in attrs}, dict(attrs)
        href = values.get("href")
        is_wrong = tag not in ALLOWED_TAGS or names - ATTRIBUTES or (href is not None and not HREF.match(href))
        if is_wrong or set((values.get("class") or "").split()) - CLASSES or not ID.match(values.get("id") or "k-"):
            self.wrong.append((tag, attrs))


def active_content(text):
    return Inspector(render(text)).wrong


# The classes M1 to M36 of the standard that we are measured by: malicious and huge texts.
MALICIOUS = {
    "M1": "<script>alert(1)</script>",
    "M2": '<img src=x onerror="alert(1)">',
    "M3": "[a](javascript:alert(1))",
    "M4": "[a](JaVaScRiPt:alert(1))",
    "M5": "[a](java\nscript:alert(1)) [b](java\tscript:alert(1)) [c](<java\nscript:alert(1)>)",
    "M6": "[a](&#106;avascript:alert(1)) [b](java&#115;cript:alert(1)) [c](&#x6A;avascript&colon;alert(1))",
    "M7": "[a]( \x01javascript:alert(1)) [b](\u00a0javascript:x) [c](<\x0bjavascript:x>)",
    "M8": "[a](data:text/html;base64,PHNjcmlwdD4=) <data:text/html,x>",
    "M9": "[a](vbscript:x) [b](file:///etc/passwd) [c](blob:x)",
    "M10": '![a](x" onerror="alert(1)) ![a](/x.jpg \'" onerror="alert(1)\')',
    "M11": '[a][b]\n\n[b]: https://x.nl "\' onmouseover=alert(1)"',
    "M12": "<javascript:alert(1)>",
    "M13": '<svg><set attributeName="href" to="javascript:alert(1)"/><a><text>x</text></a></svg>',
    "M14": "<math><annotation-xml encoding='text/html'><mtext><style><img src=x onerror=alert(1)></style></math>",
    "M15": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'><style><xmp></style><img onerror=x></xmp>",
    "M16": '<iframe srcdoc="<script>x</script>"></iframe>',
    "M17": "<object data=x></object><embed src=x>",
    "M18": '<form action="https://evil.example"><button>x</button><input formaction=x></form>',
    "M19": '<base href="https://evil.example/">',
    "M20": '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    "M21": '<link rel="stylesheet" href="//evil.example/x.css"><style>@import "x"</style>',
    "M22": '<p style="position:fixed;inset:0">x</p>\n\n::: doe" style="position:fixed\nx\n:::',
    "M23": '<p id="weg" class="weg">x</p>\n\n# weg\n\n## location\n\n::: weg\nx\n:::',
    "M24": "<details ontoggle=alert(1) open>x</details>",
    "M25": "<!--><img src=x onerror=alert(1)>--> <!--->x<!-- --!><img src=x onerror=alert(1)>",
    "M26": "[a](//evil.example) [b](/\\evil.example) [c](\\\\evil.example) [d](https:evil.example) <//evil.example>",
    "M27": "[0800-2000](tel:0906123456) [0800-2000](sms:0906123456)",
    "M28": "Bel 0900-1234567, ０９００-１２３４５６７, 09\u200b00-1234567 of 0900-**1234567**",
    "M29": "Bel \u202e2345-0080\u202c \u20660800-2000\u2069 [\u202ea](https://example.org/\u202e)",
    "M30": "[politie](https://www.politiе.nl/) [politie](https://xn--politi-3ve.nl/)",
    "M31": "a\n" * 100_000,
    "M32": "|a|b|\n|-|-|\n" + "|a|b|\n" * 20_000,
    "M33": "![x](" * 10_000 + "[[[[" * 10_000 + "> " * 10_000 + "**a**" * 10_000,
    "M34": "<" * 100_000 + "&" * 100_000,
    "M35": "{{ settings.SECRET_KEY }} {% include 'x' %} {{ request.META|safe }}",
    "M36": "\x00\x1b[31m\ud800" + "x" * 1_000_000,
    "a reference with HTML for its key": '[[bel:"><script>alert(1)</script>]]',
    "a reference with HTML for its words": "[[bel:x|<img src=x onerror=alert(1)>]]",
    "a reference written as HTML": '<a data-ref="bel:112" href="https://evil.example">x</a>',
    "a block with HTML for its title": "::: stap <img src=x onerror=alert(1)>\nx\n:::",
    "an image with HTML for its words": '[[beeld:x|" onerror="alert(1)]]',
}


@pytest.mark.parametrize("text", MALICIOUS.values(), ids=MALICIOUS)
def test_malicious_text_leaves_nothing_active(text):
    assert active_content(text) == []


@pytest.mark.parametrize("name", ["M31", "M32", "M33", "M34", "M36"])
def test_a_huge_text_is_refused_with_a_reason(name):
    with pytest.raises(ValidationError) as error:
        validate(MALICIOUS[name])
    assert "te lang" in error.value.messages[0] or "regels" in error.value.messages[0]


@pytest.mark.parametrize("text", ["[0800-2000](tel:0906123456)", MALICIOUS["M28"]], ids=["M27", "M28"])
def test_a_number_that_is_not_the_directorys_is_refused(text):
    with pytest.raises(ValidationError):
        validate(text)


def test_template_syntax_stays_text():
    assert "{{ settings.SECRET_KEY }}" in render(MALICIOUS["M35"])


# Pieces that mean something to Markdown, to HTML or to us: among them a mistake is found sooner than among letters.
PIECES = [
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "<a href=", '"', "'", ">", "<", "&#106;",
    "&colon;", "javascript:", "JaVa\tScRiPt:", "data:text/html,", "//evil.example", "/\\evil", "https://", "http://a.nl",
    "/x/", "[", "]", "(", ")", "![", "](", "[[", "]]", "[[bel:112]]", "[[gids:x|", "[[beeld:a|\" onerror=x]]", "|",
    "*", "**", "_", "#", "## ", "> ", "- ", "1. ", "\n", "\n\n", "    ", "\t", "::: doe", "::: stap ", ":::",
    "|a|b|\n|-|-|\n", "---", "`", "```", "\\", "<!--", "-->", "<![CDATA[", "<?", "<svg>", "<style>", "\x00", "\u200b",
    "\u202e", "\ud800", "data-ref=", "onerror=", "style=", "id=weg", "mailto:", "tel:", "{{", "}}", "a", "weg", " ",
]  # fmt: skip
ALPHABET = list("<>[]()!#*_`&;:/\\\"'=- \n\taehijlnoprstux0|{}")
SEEDS, EACH = range(10), 1_000


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_generated_texts_leave_nothing_active(seed):
    dice = random.Random(seed)  # noqa: S311 - the same texts every time
    for number in range(EACH):
        signs = ALPHABET if number % 3 == 0 else PIECES
        text = "".join(dice.choices(signs, k=dice.randrange(1, 40)))
        assert active_content(text) == [], text


# Hypothesis looks further where it finds something odd, and makes it small.
@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, *ALPHABET]), max_size=30).map("".join))
def test_text_of_dangerous_pieces_leaves_nothing_active(text):
    assert active_content(text) == []


def test_headings_start_at_h2_and_can_be_linked_to():
    assert render("# Kop\n\n## Onderkop") == '<h2 id="k-kop">Kop</h2>\n<h3 id="k-onderkop">Onderkop</h3>\n'


def test_equal_headings_get_different_ids():
    assert re.findall('id="(.*?)"', render("## Kop\n\n## Kop")) == ["k-kop", "k-kop-2"]


def test_links_to_other_sites_send_no_referrer():
    assert 'rel="noreferrer"' in render("[x](https://www.politie.nl/)")


def test_images_are_not_shown():
    assert "<img" not in render("![foto](https://example.org/x.jpg)")


def test_the_preview_shows_what_the_visitor_will_see():
    assert preview("Bel [[bel:kindertelefoon]].") == '<p>Bel <a href="tel:08000432">0800-0432</a>.</p>\n'


@pytest.mark.parametrize(
    "text",
    [
        "Bel 112", "bel 0800-2000 nu", "0800 2000", "08002000", "088 422 24 95", "0884222495", "+31 88 422 24 95",
        "14 053", "113", "bel ０８００-２０００", "08\u200b00-2000", "0900-8844", "(053) 123 45 67",
        "+31 (0)88 123 45 67", "+31(0)531234567", "(+31) 88 422 24 95", "0031531234567", "0031 88 422 24 95",
        "053/1234567", "06.12.34.56.78", "06 - 12345678", "053–1234567", "053\u20111234567", "tel.053-1234567",
        "116 111", "116111", "+49 30 12345678",
        "+32 2 123 45 67", "0800-20005", "Bel 06-12345678.", "06-12345678, of", "op 01-07-2025 06-12345678",
    ],
)  # fmt: skip
def test_a_typed_telephone_number_is_found(text):
    assert typed_numbers(text)


@pytest.mark.parametrize(
    "text",
    ["[[bel:112]]", "de app 112NL", "tussen 90.000 en 127.000 kinderen", "in 2014-2023", "12 tot 18 jaar", "112,5",
     "https://www.113.nl/", "art. 285b", "0,5 procent", "7 x 24 uur", "1120", "01-07-2025", "06-11-2025",
     "van 01-07-2025 - 31-12-2025", "2025-01-07 1234 5678", "14000 kinderen", "14 000", "€ 14000", "€ 14 053",
     "€ 112", "1.112 kinderen", "116 000", "7511 AB Enschede", "NL91 ABNA 0417 1643 00", "NL91ABNA0417164300",
     "08.30 - 12.00", "08.30 – 12.00 / 13.00 – 17.00 uur", "artikel 1:257 lid 1", "0-4 (2014-2023)",
     "€ 1.234,56", "113.000"],
)  # fmt: skip
def test_other_numbers_are_left_alone(text):
    assert typed_numbers(text) == []


@pytest.mark.parametrize("text", ["0800-2000 06 12345678", "06 12345678/0612345679", "053-1234567 of 053-7654321"])
def test_each_number_of_a_text_is_found_by_itself(text):
    assert len(typed_numbers(text)) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("é" * 25_001, "te lang: 50 kB"),
        ("a\n" * 2_001, "2001 regels"),
        ("|a" * 22 + "|", "20 kolommen"),
        ("|a|b|\n|-|-|\n" + "|a|b|\n" * 200, "meer dan 200 rijen"),
        ("> " * 7 + "a", "te diep in elkaar: 7 lagen"),
        ("\n".join("  " * level + "- a" for level in range(7)), "te diep in elkaar: 7 lagen"),
        ("::: doe\n> - > - > - a\n:::", "te diep in elkaar: 7 lagen"),
    ],
)
def test_a_text_that_is_too_much_is_refused_with_what_to_do(text, reason):
    with pytest.raises(ValidationError, match=reason):
        validate(text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000, "a\n" * 2_000, "|a" * 20 + "|", "|a|b|\n|-|-|\n" + "|a|b|\n" * 199, "> " * 6 + "a",
        "\n".join("  " * level + "- a" for level in range(6)),
    ],
)  # fmt: skip
def test_a_text_within_the_limits_is_accepted(text):
    assert too_much(text) == ""


def test_a_text_that_is_too_much_is_not_lost(publisher):
    text = "a\n" * 3_000
    response = publisher.post("/beheer/content/page/add/", {"body": text})
    assert "3000 regels" in response.content.decode()
    assert response.context["adminform"].form["body"].value() == text


@pytest.mark.parametrize(
    ("name", "label", "look"),
    [("doe", "Doe wel", "do"), ("liever-niet", "Liever niet", "not"), ("let-op", "Let op", "warning")],
)
def test_a_block_has_its_name_above_it(name, label, look):
    assert render(f"Voor\n::: {name}\n- Bel **nu**.\n:::\nNa") == (
        f'<p>Voor</p>\n<div class="nig-block nig-block--{look}">\n<p class="nig-block__label">{label}</p>\n'
        "<ul>\n<li>Bel <strong>nu</strong>.</li>\n</ul>\n</div>\n<p>Na</p>\n"
    )


def test_a_block_can_have_a_title_of_its_own():
    assert '<p class="nig-block__label">Niet meteen bellen</p>' in render(
        "::: liever-niet Niet meteen bellen\nx\n:::"
    )


def test_steps_that_follow_each_other_are_one_list():
    html = render("::: stap Eerst\na\n:::\n\n::: stap Dan\nb\n:::\n\nTekst\n\n::: stap Los\nc\n:::")
    assert html.count('<ol class="nig-steps">') == 2
    assert html.count("<li>") == 3


def test_a_block_that_is_not_closed_runs_to_the_end():
    assert render("::: doe\na\n\nb").endswith("<p>a</p>\n<p>b</p>\n</div>\n")


def test_a_block_with_another_name_stays_text():
    assert render("::: raar\nx\n:::") == "<p>::: raar\nx\n:::</p>\n"
