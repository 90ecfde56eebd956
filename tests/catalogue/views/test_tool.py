"""Does the page of a tool tell an officer what matters, in the order that matters?"""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue import curation, models, reviewing
from hub.languages import CODES, language

IDS = [
    "facts",
    "what_it_does",
    "limits",
    "exposure",
    "court",
    "law",
    "how_to_get",
    "evidence",
    "similar",
    "sources",
    "history",
]


def page(officer, slug: str, code: str = "en") -> str:
    answer = officer.get(f"/{code}/tools/{slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("slug", ["magnet-griffeye", "bluebear-lace", "photodna"])
def test_the_same_parts_in_the_same_order_for_every_tool(catalogue, officer, slug, code):
    assert re.findall(r'<h2 id="(\w+)">', page(officer, slug, code)) == IDS


def test_limits_and_law_come_before_how_to_get_it(catalogue, officer):
    html = page(officer, "magnet-griffeye")
    assert html.index('id="limits"') < html.index('id="law"') < html.index('id="how_to_get"')


def test_what_nobody_published_is_said(officer, tool_factory):
    tool_factory(slug="bare")
    html = page(officer, "bare")
    assert "No limits published." in html
    assert html.count("Not published") >= 10
    assert "None" not in re.sub(r"None shares", "", html)


def test_listing_is_not_endorsement(catalogue, officer):
    assert page(officer, "photodna").count("Listing is not endorsement.") == 2  # on the screen and on paper


@pytest.mark.parametrize("code", CODES)
def test_names_are_never_translated(catalogue, officer, code):
    html = page(officer, "magnet-griffeye", code)
    assert '<h1><bdi translate="no">Magnet Griffeye (Griffeye Analyze)</bdi></h1>' in html


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_english_texts_on_other_pages_say_so_in_their_own_tag(catalogue, officer, code):
    tool = models.Tool.objects.get(slug="magnet-griffeye")
    for name in ("what_it_does", "limits"):
        setattr(tool, f"{name}_{language(code).column}", None)
    tool.save()
    html = page(officer, tool.slug, code)
    for text in (tool.what_it_does_en.split("\n")[0], tool.limits_en.split("\n")[0]):
        start = html.index(text[:40].replace("'", "&#x27;"))
        assert html.rindex('lang="en" dir="ltr"', 0, start) > html.rindex("</div>", 0, start)


def test_translations_of_a_machine_are_marked(catalogue, officer):
    assert "*Traduction automatique" in page(officer, "magnet-griffeye", "fr")
    assert "*Machine translation" not in page(officer, "magnet-griffeye", "en")


def test_english_that_changed_since_is_marked(catalogue, officer):
    caution = models.Caution.objects.first()
    tool = models.Tool.objects.filter(capabilities__in=caution.capabilities.all()).first()
    said = "The English text has changed since this was translated."
    caution.text_en += " And more."
    caution.save()
    html = officer.get(f"/fr/tools/{tool.slug}/").content.decode()
    assert said not in page(officer, tool.slug)
    assert html.count("depuis") >= 1 or said in html


def test_who_claims_it_stands_beside_evidence_and_figures(officer, tool_factory, evidence_factory):
    tool = tool_factory(slug="a")
    evidence_factory(tool=tool, claim_en="Saves time.", by="provider", source="https://maker.example/x", date="2024")
    models.ErrorFigure.objects.create(tool=tool, text_en="One in ten.", by="independent", source="https://lab.example/")
    html = page(officer, "a")
    assert re.search(r"Stated by the provider</span> Saves time\.\s.*maker\.example.*2024", html)
    assert re.search(r"One in ten\.\s*<br>.*Data set:.*not published.*Independent source.*lab\.example", html)


def test_general_cautions_are_labelled_as_general(catalogue, officer):
    html = page(officer, "clearview-ai")
    assert "General cautions for this kind of tool" in html
    assert "They are not findings about this tool." in html


def test_countries(officer, tool_factory):
    tool = tool_factory(slug="a")
    models.Restriction.objects.create(tool=tool, country="FR", kind="not-lawful", text_en="A court said so.")
    assert re.search(r"Not lawful · France</strong>.*A court said so\.", page(officer, "a"), re.DOTALL)


def test_verification_is_shown_and_turns_overdue(officer, tool_factory, user_factory):
    tool = tool_factory(slug="a")
    assert "Not yet verified by staff." in page(officer, "a")
    reviewing.verify(tools=models.Tool.objects.all(), by=user_factory())
    html = page(officer, "a")
    assert "Verified by staff on" in html
    assert "overdue" not in html
    tool.refresh_from_db()
    tool.next_review = timezone.now().date() - timedelta(days=1)
    tool.save()
    assert "A new check is overdue." in page(officer, "a")


def test_history(officer, tool_factory, user_factory):
    tool = tool_factory(slug="a")
    by = user_factory(name="Somebody")
    tool.changes.create(kind=models.Change.Kind.ADDED)
    curation.note_change(tool=tool, fields=["limits", "works_with"], by=by)
    html = page(officer, "a")
    assert re.search(r"Changed \(Limits and when not to use it · Works with\)", html)
    assert re.search(r"Added", html)
    assert "Somebody" not in html


def test_replaced_and_discontinued(officer, tool_factory):
    new = tool_factory(slug="new", name="New one")
    tool_factory(slug="old", status="discontinued", replaced_by=new)
    tool_factory(slug="pilot", status="pilot", replaced_by=new)
    assert re.search(
        r'Discontinued\. Replaced by: <a href="/en/tools/new/"><bdi translate="no">New one', page(officer, "old")
    )
    assert "Replaced by:" in page(officer, "pilot")
    new.state = models.State.WITHDRAWN
    new.save()
    assert "New one" not in page(officer, "old")


def test_a_discontinued_tool_names_what_to_take_instead_and_the_new_one_what_it_replaces(
    officer, tool_factory, capability_factory
):
    sorting = capability_factory(name_en="Sorting")
    new = tool_factory(slug="new", name="New one")
    tool_factory(slug="old", name="Old one", status="discontinued", replaced_by=new, capabilities=[sorting])
    tool_factory(slug="near", name="Near one", capabilities=[sorting])
    html = page(officer, "old")
    note = html[html.index("Discontinued.") : html.index("Listing is not endorsement.")]
    assert re.search(r"New one.*Instead, the nearest.*Near one.*Shared capabilities: Sorting", note, re.DOTALL)
    assert re.search(r'Replaces: <a href="/en/tools/old/"><bdi translate="no">Old one', page(officer, "new"))
    assert "Replaces:" not in html


def test_similar_tools_say_why(catalogue, officer):
    html = page(officer, "magnet-griffeye")
    similar = html[html.index('<h2 id="similar">') : html.index('<h2 id="sources">')]
    assert similar.count("Shared capabilities:") == 5
    assert "Both work on:" in similar


def test_print(catalogue, officer):
    html = page(officer, "photodna")
    assert re.search(r'class="on-paper">Printed on .* Address: https://testserver/en/tools/photodna/', html)
    assert re.search(r'class="off-paper"[^>]*aria-labelledby="similar"', html)


def test_every_source_is_linked(catalogue, officer):
    tool = models.Tool.objects.get(slug="photodna")
    html = page(officer, "photodna").replace("&amp;", "&")
    for source in tool.sources.all():
        assert f'<a href="{source.url}" rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize("slug", ["no-such-tool", "x" * 300, "PhotoDNA"])
def test_an_unknown_tool_is_not_found(catalogue, officer, slug):
    assert officer.get(f"/en/tools/{slug}/").status_code == 404


def test_four_queries_at_most(catalogue, officer):
    officer.get("/en/tools/magnet-griffeye/")
    for slug in ("magnet-griffeye", "photodna", "clearview-ai"):
        with CaptureQueriesContext(connection) as held:
            officer.get(f"/en/tools/{slug}/")
        assert len(held) <= 4, [item["sql"][:80] for item in held]


def test_nothing_that_staff_type_breaks_out(officer, tool_factory):
    evil = "<script>x</script>"
    tool_factory(slug="a", name=evil, limits_en=evil, summary_en=evil)
    html = page(officer, "a")
    assert "&lt;script&gt;x" in html
    assert "<script>x" not in html
