"""Do names stand in the order that readers of a language expect?"""

import pytest

from hub.sorting import sort_key


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("en", ["apple", "Banana", "cherry", "Zebra"]),
        ("fr", ["Égypte", "Espagne", "estonie", "États-Unis", "Zanzibar"]),
        ("es", ["nube", "ñandú", "oso"]),
        ("ru", ["Абхазия", "Ёлка", "Жук", "йод", "Яна"]),
        ("zh-hans", ["安全", "北京", "中国"]),
        ("ar", ["أداة", "باب", "تحليل"]),
    ],
)
def test_order(code, names):
    backwards = names[::-1]
    assert sorted(backwards, key=lambda name: sort_key(name, code)) == names


def test_names_that_fold_alike_still_have_one_order():
    assert sort_key("Ete", "fr") != sort_key("Été", "fr")
