"""Is every template used, and free of what a template must not hold?"""

import re
import subprocess
import sys
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.contrib import admin
from django.template import engines

TEMPLATES = settings.BASE_DIR / "templates"
OURS = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())
# Templates that a library asks for by a name of its own; every one must be one that the library brings or documents.
LIBRARIES = ("account/", "mfa/", "allauth/", "admin/")


def sources() -> str:
    apps = ("hub", "catalogue", "learning", "members")
    code = [path for app in apps for path in (settings.BASE_DIR / app).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*code, *(TEMPLATES / name for name in OURS)])


def library_templates() -> set[str]:
    found = set()
    for module in (allauth, admin):
        folder = Path(module.__file__).parent / "templates"
        found |= {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return found


def test_every_template_is_used():
    text, known = sources(), library_templates()
    unused = [name for name in OURS if name not in text and not (name.startswith(LIBRARIES) and name in known)]
    assert [name for name in unused if name != "429.html"] == []  # django-allauth's rate limits render it


@pytest.mark.parametrize("name", [name for name in OURS if name.endswith(".html")])
def test_it_compiles_and_stays_small(name):
    engines["django"].get_template(name)
    assert len((TEMPLATES / name).read_text(encoding="utf-8").splitlines()) <= 120


def test_nothing_unescaped_and_no_text_left_untranslated():
    for name in OURS:
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        plain = name.endswith(".txt")  # mail without markup
        assert not re.search(r"\|safe\b|\bmark_safe\b" + ("" if plain else "|autoescape off"), text), name
        assert "{% blocktranslate" not in text.replace("{% blocktranslate trimmed", ""), name
        assert "{% trans " not in text, name
        assert "{% blocktrans " not in text, name


def test_titles_name_an_error_in_one_place():
    """WCAG, for each form: the pages' frame does it, and that of the staff's pages."""
    found = [name for name in OURS if '"Error:"' in (TEMPLATES / name).read_text(encoding="utf-8")]
    assert found == ["admin/base_site.html", "base.html"]


def test_words_stand_in_translations():
    """Letters outside of tags are inside a translate tag or come from a variable."""
    for name in [name for name in OURS if name.endswith(".html")]:
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
        text = re.sub(r"{% comment.*?{% endcomment %}|{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)
        text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
        text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>|&\w+;", "", text)
        words = re.findall(r"[^\W\d_]{2,}", text)
        assert words == [], name


def test_format():
    command = [str(Path(sys.executable).parent / "djade"), "--check", "--target-version", "5.2"]
    files = [str(TEMPLATES / name) for name in OURS if name.endswith(".html")]
    result = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
