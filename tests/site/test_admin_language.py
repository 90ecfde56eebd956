"""Exploration."""

import re
from collections import defaultdict
import pytest
from django.db import models as db

from catalogue import models
from hub.languages import BY_CODE, CODES, LANGUAGES, TRANSLATIONS
from tests.personas import browser_of, make_user
from tests.site.addresses import every_address
from tests.site.test_one_language import CANARY, Read, spoken, english, prose  # noqa: F401
from tests.site import belongings, objects


def known(html, code):
    read = Read(html)
    assert (read.root["lang"], read.root["dir"]) == (code, BY_CODE[code].dir)
    out = []
    for text, around in read.pieces:
        for l in LANGUAGES:
            if (
                l.name in text
                and l.code != code
                and spoken(around)[0] != l.code
                and around[-1].tag != "title"
                and not any(e["translate"] == "no" for e in around)
            ):
                out.append(("NAME", around[-1].tag, around[-1]["class"], text.strip()[:60]))
    for text, around in read.pieces:
        if CANARY in text and spoken(around) != ("en", "ltr"):
            out.append(("text", around[-1].tag, around[-1]["class"], text.strip()[:70]))
    for e in read.elements:
        for name, value in e.attributes.items():
            if CANARY in value and name not in ("content",) and e["type"] != "hidden":
                lang = e["lang"] or next((p["lang"] for p in reversed(e.parents) if "lang" in p.attributes), "")
                if lang != "en":
                    out.append(("attr", e.tag, name, value[:70]))
    return out


def test_look(english, db):
    staff = make_user("reviewer"), make_user("administrator")
    world = belongings.strangers(staff)
    from tests.factories import catalogue as rows
    from tests.factories.catalogue import ReportFactory, LinkCheckFactory

    rows.StageFactory(slug="spare", name_en=f"{CANARY} spare")
    admin = browser_of("administrator")
    tr = browser_of("translator", user=make_user("translator", working_languages=["ar", "fr"]))
    values = objects.parameters(world)
    from hub.middleware import __name__

    for who, browser in (("adm", admin), ("tr", tr)):
        for code in ("ar", "fr"):
            for address, path in objects.addresses(code, values | {"key": "alpha"}):
                if not address.is_admin:
                    continue
                path = path.replace("/summary/en/", f"/summary/{code}/").replace("/preview/en/", f"/preview/{code}/")
                answer = browser.get(path, headers={"accept-language": code})
                ok = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
                print(
                    who,
                    code,
                    path,
                    answer.status_code,
                    answer.headers.get("Location", ""),
                    answer.headers.get("Content-Language"),
                )
                if ok:
                    html = answer.content.decode()
                    for f in sorted(set(known(html, code))):
                        print("    ", f)
                    for p in prose(html, code)[:12] if code == "ar" else []:
                        print("    PROSE", p[:100])
                    for m in re.findall(r'="[^"<]*<bdi|&lt;bdi', html)[:3]:
                        print("    BDI", m)
