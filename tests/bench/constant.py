"""The page that costs nothing itself: 10 KB of words, the same bytes every time."""

import random

from django.http import HttpResponse

WORDS = (
    "officer child protect report lawful evidence device image message analyse search language review record".split()
)
_chance = random.Random("constant")
_paragraphs = ("<p>" + " ".join(_chance.choices(WORDS, k=40)) + ".</p>\n" for _ in range(60))
PAGE = ("<!doctype html>\n<title>Constant</title>\n" + "".join(_paragraphs)).encode()[:10_240].ljust(10_240)


def constant(request):
    return HttpResponse(PAGE)
