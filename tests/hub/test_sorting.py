"""Do names stand in the order that readers of a language expect?"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from hub.sorting import ByCodePoint, ordered, sort_key
from members.models import User


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en", ["API", "apple", "Banana", "cherry", "Zebra"]),
        ("fr", ["cote", "coté", "côte", "côté", "Égypte", "Espagne", "estonie", "États-Unis", "œuvre", "Zanzibar"]),
        ("fr", ["l’analyse", "l'audio", "l’image"]),  # both apostrophes are one
        ("es", ["nube", "ñandú", "oso"]),
        ("es", ["cana\u0301", "caña", "can\u0303o", "cao"]),  # composed or not
        ("ru", ["Абхазия", "Ёлка", "ель", "Жук", "Ирак", "йод", "Яна"]),
        ("zh-hans", ["API", "PhotoDNA", "安全", "北京", "重庆", "西安", "先", "中国"]),  # 重 is read chóng here
        ("zh-hans", ["妈", "麻", "马", "骂"]),  # four tones of one syllable
        ("ar", ["أدلة", "إدماج", "باب", "تحليل", "ثغرة"]),
        ("ar", ["إثيوبيا", "أذربيجان", "الأردن", "أرمينيا", "إسبانيا", "ألمانيا", "الإمارات", "البرازيل", "بلجيكا"]),
        ("ar", ["الإبلاغ", "التزام", "التحليل", "المقارنة"]),  # the first letters of التزام are its own
    ],
)
def test_order(code, names):
    mixed = names[::-1]
    assert sorted(mixed, key=lambda name: sort_key(name, code)) == names


def test_names_that_fold_alike_still_have_one_order():
    assert sort_key("Ete", "fr") != sort_key("Été", "fr")
    assert sort_key("AI 工具", "zh-hans") != sort_key("AI", "zh-hans")


def test_it_follows_the_language_that_is_active():
    with translation.override("zh-hans"):
        assert ordered(["中国", "安全"]) == ["安全", "中国"]
    with translation.override("es"):
        assert ordered([{"name": "oso"}, {"name": "ñandú"}], by=lambda row: row["name"])[0] == {"name": "ñandú"}


def test_no_list_of_names_is_left_to_the_database():
    """Its collation is another one on each database and knows no language."""
    left = re.compile(r"""order_by\([^)]*["']-?(?:\w+__)?name["']""")
    code = [
        path for app in ("hub", "catalogue", "learning", "members") for path in (settings.BASE_DIR / app).rglob("*.py")
    ]
    assert len(code) > 100
    found = [str(path) for path in code if left.search(Path(path).read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.django_db
def test_in_the_database_by_code_point_the_same_on_each():
    """A collation of the database's own would pass over hyphens, or put small letters first."""
    emails = ["a-z@agency.example", "aa@agency.example", "B@agency.example", "c@agency.example", "é@agency.example"]
    for email in emails:
        User.objects.create(email=email, name="A")
    found = User.objects.order_by(ByCodePoint("email")).values_list("email", flat=True)
    assert list(found) == sorted(emails)
    assert list(User.objects.order_by(ByCodePoint("email").desc()).values_list("email", flat=True)) == sorted(
        emails, reverse=True
    )
