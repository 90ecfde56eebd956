"""Does the start page lead on: search, the eight steps, what is new?"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.languages import CODES


def test_the_eight_steps_with_their_numbers(catalogue, officer):
    html = officer.get("/en/home/").content.decode()
    steps = re.findall(r'<li><a href="/en/tools/\?stage=([a-z-]+)">[^<]+</a>.*?(\d+) tools?</p></li>', html, re.DOTALL)
    assert [slug for slug, _ in steps] == list(catalogue.masks["stage"])
    assert [int(count) for _, count in steps] == [mask.bit_count() for mask in catalogue.masks["stage"].values()]


@pytest.mark.parametrize("code", CODES)
def test_search_leads_to_the_list_in_the_same_language(catalogue, officer, code):
    html = officer.get(f"/{code}/home/").content.decode()
    assert re.search(rf'<form class="search" method="get" action="/{code}/tools/"', html)
    assert 'name="q"' in html


def visited(officer, days: int) -> None:
    account = officer.user
    account.previous_visit = timezone.now() - timedelta(days=days)
    account.save()


def test_what_is_new_since_the_last_visit(officer, tool_factory):
    now = timezone.now()
    tool_factory(name="Fresh")
    tool_factory(name="Changed one", added=now - timedelta(days=90), changed=now - timedelta(days=1))
    tool_factory(name="Old one", added=now - timedelta(days=90), changed=now - timedelta(days=60))
    assert all(name in officer.get("/en/home/").content.decode() for name in ("Fresh", "Changed one", "Old one"))
    visited(officer, 30)
    html = officer.get("/en/home/").content.decode()
    assert "New or changed since your last visit" in html
    assert "Old one" not in html
    assert re.search(r"Changed one.*?<span>Changed</span>", html, re.DOTALL)
    assert re.search(r"Fresh.*?<span>New</span>", html, re.DOTALL)


def test_nothing_new_is_said(officer, tool_factory):
    past = timezone.now() - timedelta(days=60)
    tool_factory(added=past, changed=past)
    visited(officer, 30)
    assert "Nothing has changed since then." in officer.get("/en/home/").content.decode()
