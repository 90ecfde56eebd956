"""Is HTML from Markdown safe?"""

import re

import pytest

from hub.markup import render_markdown


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "![picture](https://other.example/x.png)",
        '<a href="x" style="color:red" onclick="x">a</a>',
        "<iframe src=//other.example></iframe>",
        "<form action=//other.example><input></form>",
        "<svg><script>x</script></svg>",
        '[a](https://ok.example/ "" onmouseover=x)',
    ],
)
def test_nothing_runs_and_nothing_is_loaded(text):
    html = render_markdown(text).lower()
    for bad in (
        "<script",
        "<img",
        "<iframe",
        "<form",
        "<input",
        "<svg",
        'href="javascript',
        'href="data',
        'href="vbscript',
    ):
        assert bad not in html
    # What is left of an attribute stands in text, not in a tag.
    assert not re.search(r"<[^>&]*\s(style|on\w+)=", html)


def test_text_stays_readable():
    html = render_markdown("## Title\n\nA *word*, **strong**.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    for part in ("<h2>Title</h2>", "<em>word</em>", "<strong>strong</strong>", "<li>one</li>", "<td>1</td>"):
        assert part in html


def test_links_tell_nobody_where_the_reader_came_from():
    html = render_markdown("[a](https://other.example/) [m](mailto:a@b.example)")
    assert html.count('rel="noopener noreferrer nofollow"') == 2
    assert 'href="mailto:a@b.example"' in html
