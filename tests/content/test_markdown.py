"""Editors' texts become HTML without anything active in it."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import markdown
from content.markdown import ALLOWED_TAGS, preview, render, typed_numbers

ATTRIBUTES = {"href", "rel", "data-ref", "id", "start"}
HREF = re.compile(r"(https?://|mailto:|/(?![/\\])|#)")


class Inspector(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.wrong = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = {name for name, _ in attrs}
        href = dict(attrs).get("href")
        if tag not in ALLOWED_TAGS or names - ATTRIBUTES or (href is not None and not HREF.match(href)):
            self.wrong.append((tag, attrs))


def active_content(text):
    return Inspector(render(text)).wrong


MALICIOUS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java&#115;cript:alert(1))",
    "[a]( \x01javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x) [b](file:///etc/passwd) [c](blob:x)",
    '![a](x" onerror="alert(1))',
    '[a][b]\n\n[b]: https://x.nl "\' onmouseover=alert(1)"',
    "<javascript:alert(1)>",
    '<svg><set attributeName="href" to="javascript:alert(1)"/></svg>',
    "<math><mtext></mtext><script>x</script></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    '<iframe srcdoc="<script>x</script>"></iframe>',
    "<object data=x></object><embed src=x>",
    '<form action="https://evil.example"><button>x</button></form>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<link rel="stylesheet" href="//evil.example/x.css"><style>@import "x"</style>',
    '<p style="position:fixed;inset:0">x</p>',
    '<p id="weg" class="weg">x</p>',
    "<details ontoggle=alert(1) open>x</details>",
    "<!--><img src=x onerror=alert(1)>-->",
    "[a](//evil.example) [b](/\\evil.example) [c](\\\\evil.example)",
    "[0800-2000](tel:0906123456)",
    "{{ settings.SECRET_KEY }} {% include 'x' %}",
    "\x00\x1b[31m\ud800" + "x" * 10_000,
    '[[bel:"><script>alert(1)</script>]]',
    "[[bel:x|<img src=x onerror=alert(1)>]]",
    '<a data-ref="bel:112" href="https://evil.example">x</a>',
]


@pytest.mark.parametrize("text", MALICIOUS, ids=range(1, len(MALICIOUS) + 1))
def test_malicious_text_leaves_nothing_active(text):
    assert active_content(text) == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>[]()!#*_`&;:/\\\"'=- \n\taehijlnoprstux0|{}")), max_size=200))
def test_generated_text_leaves_nothing_active(text):
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


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(Exception, match="te lang"):
        markdown.validate("a" * (markdown.MAX_LENGTH + 1))
