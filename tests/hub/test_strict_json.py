"""Does JSON from outside say one thing only, and is anything else named?"""

import pytest

from hub import strict_json
from hub.sheets import BadFile


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"a": [1, true, null, "x"]}', {"a": [1, True, None, "x"]}),
        ('\ufeff"é"'.encode(), "é"),
        (b"1.5", 1.5),
    ],
)
def test_it_reads(content, expected):
    assert strict_json.read(content) == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1, column 1"),
        (b'{"a": 1,}', "line 1, column 9"),
        (b"\xff\xfe[\x00]\x00", "not text in UTF-8"),
        ("é".encode("latin-1"), "not text in UTF-8"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "The key “c” stands twice"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "The key “\ufffd” stands twice"),
        (b"[NaN]", "number"),
        (b"[-Infinity]", "number"),
        (b"[1e999]", "number"),
        (b"[" + b"9" * 5000 + b"]", "number"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'"a\x00b"', "line 1, column 3"),
    ],
)
def test_what_it_does_not_read_is_said(content, said):
    with pytest.raises(BadFile) as bad:
        strict_json.read(content)
    assert said in str(bad.value)
    str(bad.value).encode()
