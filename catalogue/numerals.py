"""Which numbers does a text in one of the six languages name, whatever way the language writes them?

1,100 and 1 100, 112.3 billion and 1123亿 are one number each. Where a spelling can be read in two ways (1.234), both
are kept: two texts agree where one reading is common.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from hub.languages import DEFAULT

SPACES = "\u00a0\u202f\u2009 "
NUMBER = re.compile(rf"\d+(?:[.,{SPACES}]\d{{3}}(?!\d))*(?:[.,]\d+)?")
THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
DECIMAL = re.compile(r"(\d{1,3}(?:[.,]\d{3})*|\d+)(?:[.,](\d+))?")
SCALES = {  # power of ten -> the words for it, by language; a word in its forms
    "en": {3: "thousand", 6: "million", 9: "billion", 12: "trillion"},
    "fr": {3: "mille", 6: "million millions", 9: "milliard milliards", 12: "billion billions"},
    "es": {3: "mil", 6: "millón millones", 12: "billón billones"},
    "ru": {
        3: "тыс тысяча тысячи тысячу тысяч тысячам тысячами тысячах",
        6: "млн миллион миллиона миллионов миллионам миллионами миллионах",
        9: "млрд миллиард миллиарда миллиардов миллиардам миллиардами миллиардах",
        12: "трлн триллион триллиона триллионов",
    },
    "ar": {
        3: "ألف ألفا ألفاً آلاف الاف",
        6: "مليون مليونا مليوناً ملايين",
        9: "مليار مليارا ملياراً مليارات بليون بلايين",
        12: "تريليون ترليون تريليونات",
    },
}
HAN_SCALES = {"千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "万亿": 12}
HAN_SCALE = re.compile(r"\s*[多余]?(百万|千万|十亿|万亿|千|万|亿)")
AFTER = re.compile(rf"[-{SPACES}]*(?:de |d'|d’)?([^\W\d_]+)\.?(?:[{SPACES}]+([^\W\d_]+))?")
HAN_SUM = re.compile(r"(?<![\d.,])(\d+(?:,\d{3})*(?:\.\d+)?)亿(\d+(?:,\d{3})*(?:\.\d+)?)万")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WORDS = {  # of English, that another language may write in digits
    **dict.fromkeys(("one", "single", "first"), (1,)),
    **dict.fromkeys(("two", "twice", "both", "second"), (2,)),
    **dict.fromkeys(("three", "third"), (3,)),
    **dict.fromkeys(("four", "fourth", "quarter"), (4, 25)),
    **dict.fromkeys(("five", "fifth"), (5,)),
    **dict.fromkeys(("six", "sixth"), (6,)),
    **dict.fromkeys(("seven", "seventh"), (7,)),
    **dict.fromkeys(("eight", "eighth"), (8,)),
    **dict.fromkeys(("nine", "ninth"), (9,)),
    **dict.fromkeys(("ten", "tenth"), (10,)),
    "eleven": (11,), "twelve": (12,), "dozen": (12,), "thirteen": (13,), "fourteen": (14,), "fifteen": (15,),
    "sixteen": (16,), "seventeen": (17,), "eighteen": (18,), "nineteen": (19,), "twenty": (20,), "thirty": (30,),
    "forty": (40,), "fifty": (50,), "half": (50, 0.5, 2), "sixty": (60,), "seventy": (70,), "eighty": (80,),
    "ninety": (90,), "hundred": (100,), "thousand": (1000,), "million": (10**6,), "billion": (10**9,),
}  # fmt: skip
# What English alone writes so: 24/7, the 21st century, 5 p.m., 3M, $1.2bn, twenty-five, half a million, World War 2.
IDIOM = re.compile(
    r"\b24/7\b|\d(?:st|nd|rd|th)\b|\d\s?[ap]\.?m\b|\d\s?(?:[KkMm]|bn|tn)\b|\b(?:twen|thir|for|fif|six|seven|eigh|nine)ty-[a-z]"
    r"|\bhalf an? [mb]illion\b|\bWorld War \d|\b\d{3}0s\b",
    re.IGNORECASE,
)
SPELLED = re.compile(rf"\b({'|'.join(sorted(WORDS, key=len, reverse=True))})s?\b", re.IGNORECASE)
DECADE = re.compile(r"\b(1\d|20)(\d0)s\b")
SHARE = re.compile(  # after a number; 95 % in any of the six languages
    rf"(?: (?:or more|ou plus|o más|или более))?[{SPACES}]?"
    r"(?:[%٪％‰]|-?per[ -]?cent|pour cent|por ciento|(?:-(?:ти )?)?процент|(?:في|ب)\s?(?:ال)?(?:مائة|مئة))"
)
HAN_SHARE = re.compile(r"[百千]分之\s?$")  # before it
# Right before a number, as no dash of a list stands.
MINUS = re.compile(r"(?:^|[\s(（«“\"=:,;\u2066-\u2069])\u200e?[-\u2212]$|\b(?:minus|negative)\s$")
MINUS_WORD = re.compile(r"(?:moins|menos|минус|ناقص|سالب)\s$|[负\u2013-]$|[-\u2212]\u200e?$")
NEAR = 24  # characters before a number in which its sign stands
SMALL = 10  # up to here a language may prefer the word


@dataclass(frozen=True)
class Number:
    written: str
    readings: frozenset[float]
    small: bool  # "2", and "2 million"


def numbers(text: str, code: str) -> list[Number]:
    text = _western(text)
    if code == "zh-hans":
        text = HAN_SUM.sub(_summed, text)
    return [_number(found, text, code) for found in NUMBER.finditer(text)]


def unmatched(english: str, text: str, code: str) -> tuple[list[Number], list[Number]]:
    """The numbers of the English that the text lacks, and those of the text that the English does not have."""
    lacking, left, decades = [], numbers(text, code), _decades(english)
    for wanted in numbers(english, DEFAULT):
        readings = wanted.readings | decades.get(wanted.written, set())
        match = next((other for other in left if other.readings & readings), None)
        if match is None:
            lacking.append(wanted)
        else:
            left.remove(match)
    spelled = spelled_out(english)
    return lacking, [number for number in left if not number.readings & spelled]


def is_idiom(english: str) -> bool:
    """Has the English a number that other languages write with other figures, or with none?"""
    return bool(IDIOM.search(english))


def changed_signs(english: str, text: str, code: str) -> list[str]:
    """The numbers that are a share or below zero in one of two texts and not in the other."""
    wanted, held = _signed(english, DEFAULT), _signed(text, code)
    lost = _outside(wanted.shares, held.shares) + _outside(wanted.below, held.perhaps_below)
    known = _readings_of(wanted.all)
    added = _outside(held.below, wanted.below) + ([] if wanted.shares else held.shares)
    return [one.written for one in (*lost, *(one for one in added if one.readings & known))]


@dataclass
class _Signed:
    all: list[Number] = field(default_factory=list)
    shares: list[Number] = field(default_factory=list)
    below: list[Number] = field(default_factory=list)
    perhaps_below: list[Number] = field(default_factory=list)  # by a word that has other meanings too: au moins 5


def _signed(text: str, code: str) -> _Signed:
    text, signed = _western(text), _Signed()
    for found in NUMBER.finditer(text):
        number, before = _number(found, text, code), text[max(0, found.start() - NEAR) : found.start()]
        signed.all.append(number)
        if SHARE.match(text, found.end()) or HAN_SHARE.search(before):
            signed.shares.append(number)
        if MINUS.search(before):
            signed.below.append(number)
        if MINUS.search(before) or MINUS_WORD.search(before):
            signed.perhaps_below.append(number)
    return signed


def _outside(numbers: list[Number], others: list[Number]) -> list[Number]:
    readings = _readings_of(others)
    return [one for one in numbers if not one.readings & readings]


def _readings_of(numbers: list[Number]) -> frozenset[float]:
    return frozenset(reading for one in numbers for reading in one.readings)


def spelled_out(english: str) -> frozenset[float]:
    """What the English says in words, and another language may say in digits."""
    found = {float(value) for word in SPELLED.findall(english) for value in WORDS[word.lower()]}
    found |= {float(number) for number, month in enumerate(MONTHS, 1) if month in english}
    centuries = {float(int(century) + 1) for century, _decade in DECADE.findall(english)}
    return frozenset(found | centuries)


def _decades(english: str) -> dict[str, set[float]]:
    """The 1990s are the 90s of the 20th century elsewhere."""
    return {century + decade: {float(decade)} for century, decade in DECADE.findall(english)}


def _western(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(one)) if unicodedata.category(one) == "Nd" else one for one in text)


def _summed(found: re.Match) -> str:
    """1亿2300万 as one number."""
    millions, rest = (float(part.replace(",", "")) for part in found.groups())
    return f"{millions * 10**4 + rest:.10g}万"


def _number(found: re.Match, text: str, code: str) -> Number:
    plain = frozenset(_readings(found[0]))
    power = _power(text[found.end() : found.end() + 30], code)
    scaled = frozenset(round(value * 10**power, 6) for value in plain)
    return Number(found[0], scaled, small=any(value <= SMALL for value in plain))


def _readings(written: str) -> Iterator[float]:
    bare = re.sub(f"[{SPACES}]", "", written)
    if THOUSANDS.fullmatch(bare):
        yield float(re.sub("[.,]", "", bare))
    whole = DECIMAL.fullmatch(bare)
    if whole:
        yield float(re.sub("[.,]", "", whole[1]) + (f".{whole[2]}" if whole[2] else ""))
    else:
        yield float(re.sub(r"\D", "", bare))


def _power(after: str, code: str) -> int:
    if code == "zh-hans":
        scale = HAN_SCALE.match(after)
        return HAN_SCALES[scale[1]] if scale else 0
    following = AFTER.match(after)
    if not following:
        return 0
    scales = _scales(code)
    power = scales.get(following[1].lower(), 0)
    if code == "es" and power == 3 and scales.get((following[2] or "").lower()) == 6:  # mil millones
        return 9
    return power


@cache
def _scales(code: str) -> dict[str, int]:
    return {word: power for power, words in SCALES.get(code, {}).items() for word in words.split()}
