"""Do two curators at the same word, caution or provider lose nothing? (Tools: `test_history`.)"""

import threading

import pytest
from django.db import connections

from catalogue import models
from tests.catalogue.admin.test_tools import address
from tests.personas import browser_of, make_user
from tests.site.html import fields_of


def row_of(kind: str, capability_factory, provider_factory):
    if kind == "provider":
        return provider_factory()
    capability = capability_factory()
    if kind == "capability":
        return capability
    source = {"source_title": "A report", "source_url": "https://care.example/"}
    caution = models.Caution.objects.create(slug="care", text_en="A person checks.", **source)
    caution.capabilities.add(capability)
    return caution


@pytest.mark.parametrize(
    ("kind", "field", "other"),
    [
        ("capability", "name_en", "definition_en"),
        ("caution", "text_en", "source_title"),
        ("provider", "name", "website"),
    ],
)
def test_the_second_is_told_and_loses_nothing(kind, field, other, capability_factory, provider_factory):
    row = row_of(kind, capability_factory, provider_factory)
    ada = make_user("curator")
    ada.name = "Ada"
    ada.save()
    first, second = browser_of("curator", user=ada), browser_of("curator")
    place = address(type(row), "change", row.pk)
    form = f"{kind}_form"
    mine, theirs = (fields_of(browser.get(place).content.decode(), form) for browser in (first, second))
    assert first.post(place, mine | {field: "https://first.example/"}).status_code == 302
    kept = second.post(place, theirs | {other: "https://second.example/"})
    assert kept.status_code == 302
    row.refresh_from_db()
    assert [getattr(row, name) for name in (field, other)] == ["https://first.example/", "https://second.example/"]
    refused = second.post(place, theirs | {field: "https://second.example/", other: "https://second.example/"})
    html = refused.content.decode()
    assert "changed this after you opened the page. Theirs: “https://first.example/”." in html
    assert "https://second.example/" in html
    row.refresh_from_db()
    assert getattr(row, field) == "https://first.example/"
    again = fields_of(html, form)
    assert second.post(place, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "https://second.example/"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "field"), [("capability", "name_en"), ("caution", "text_en"), ("provider", "name")])
def test_of_two_at_once_one_is_told(kind, field, capability_factory, provider_factory):
    """Who saves holds the row, so the second sees what the first wrote."""
    row = row_of(kind, capability_factory, provider_factory)
    place, start, answers = address(type(row), "change", row.pk), threading.Barrier(2), {}
    browsers = {name: browser_of("curator") for name in ("one", "other")}
    typed = {name: fields_of(one.get(place).content.decode(), f"{kind}_form") for name, one in browsers.items()}

    def save(name: str) -> None:
        start.wait()
        try:
            answers[name] = browsers[name].post(place, typed[name] | {field: name}).status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(name,)) for name in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    assert sorted(answers.values()) == [200, 302]
    assert answers[getattr(row, field)] == 302
