"""Can curators keep the catalogue true in the admin, and nobody else?"""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from catalogue import archive, curation, models, origins, reports, snapshot
from catalogue.admin.tools import ToolForm
from hub.languages import CODES, DEFAULT, language
from hub.models import AuditEvent, Origin, TextOrigin
from hub.texts import fingerprint
from tests.personas import make_user
from tests.site.html import text_of

REGISTERED = sorted(
    (model for model in admin.site._registry if model._meta.app_label == "catalogue"), key=lambda model: model.__name__
)
READ_ONLY = (models.Change, models.WordChange, reports.Report, models.LinkCheck)
NOT_THERE = dict.fromkeys(READ_ONLY, ("add",)) | {reports.Report: ("add", "history")}
KEPT = {models.Tool, models.Provider, models.Capability, models.Caution, *READ_ONLY, *models.VOCABULARY}


def address(model, page: str, *args) -> str:
    return reverse(f"admin:catalogue_{model._meta.model_name}_{page}", args=args)


def filled_in(response) -> dict:
    """What a browser would send back if nobody touched the form."""
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    data = {}
    for part in (form, *(formset.management_form for formset in formsets), *(f for s in formsets for f in s.forms)):
        for name in part.fields:
            value = part[name].value()
            if value is None or value is False or value == []:
                continue
            if isinstance(value, str):
                value = value.replace("\n", "\r\n")
            if isinstance(value, list):
                value = [getattr(item, "pk", item) for item in value]
            data[part.add_prefix(name)] = value.isoformat() if isinstance(value, date) else value
    return data


@pytest.fixture
def tool(tool_factory, evidence_factory, source_factory, capability_factory):
    tool = tool_factory(
        name="Example",
        what_it_does_en="First paragraph.\n\nSecond paragraph.",
        languages=["en", "fr"],
        capabilities=[capability_factory(name_en="Sorting")],
        sources_read_on=date(2026, 11, 21),
    )
    source_factory(tool=tool)
    evidence_factory(tool=tool)
    return tool


@pytest.fixture
def save(curator, tool):
    """Saves the tool's form as a curator, with some of its fields changed."""

    def save(status=302, **changes):
        place = address(models.Tool, "change", tool.pk)
        response = curator.post(place, filled_in(curator.get(place)) | changes)
        assert response.status_code == status, response.context["errors"]
        tool.refresh_from_db()
        return response

    return save


# --- Form ---------------------------------------------------------------------------------------------------------


def test_what_an_entry_has_none_of_is_folded_away(tool, curator, save):
    def folded(response) -> dict[str, bool]:
        inlines = response.context["inline_admin_formsets"]
        return {inline.formset.prefix: inline.is_collapsible for inline in inlines}

    page = curator.get(address(models.Tool, "change", tool.pk))
    none = {"error_figures": True, "restrictions": True, "evidence": False, "sources": False}
    assert folded(page) == none
    assert folded(curator.get(address(models.Tool, "add"))) == none | {"evidence": True}
    typed = save(200, **{"name": "", "error_figures-0-text_en": "One in ten."})
    assert folded(typed) == none | {"error_figures": False}


def test_an_entry_whose_french_summary_is_longer_than_the_english_may_be_can_be_saved(tool, save):
    longer = "Un outil qui trie des fichiers " * 8
    models.Tool.objects.update(summary_fr=longer.strip())
    save(name="Another name")
    assert (tool.name, tool.summary_fr) == ("Another name", longer.strip())
    refused = save(200, summary_en="It sorts files " * 20)
    assert "at most 160 characters" in refused.content.decode()


def test_the_form_keeps_what_publishing_requires_of_an_entry_that_officers_read(tool, curator, save):
    place = address(models.Tool, "change", tool.pk)

    def refused(**changes) -> str:
        sent = filled_in(curator.get(place)) | changes
        response = curator.post(place, {name: value for name, value in sent.items() if value is not None})
        assert response.status_code == 200
        return " ".join(text_of(response).split())

    assert "take away: At least one public source. Withdraw" in refused(**{"sources-0-DELETE": "on"})
    assert "take away: At least one capability. Withdraw" in refused(capabilities=None)
    assert (tool.sources.count(), tool.capabilities.count()) == (1, 1)
    save(**{"sources-0-DELETE": "on", "sources-1-url": "https://source.example/another"})
    assert tool.sources.get().url == "https://source.example/another"
    models.Tool.objects.update(state="draft")
    save(**{"sources-0-DELETE": "on"})
    assert tool.sources.count() == 0


def test_sources_are_not_read_on_a_day_to_come(tool, save):
    today = timezone.now().date()
    assert "still to come" in text_of(save(200, sources_read_on=(today + timedelta(days=2)).isoformat()))
    save(sources_read_on=(today + timedelta(days=1)).isoformat())  # tomorrow by the clocks of the far east
    assert tool.sources_read_on == today + timedelta(days=1)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("limits_en", "x" * 20_001, "At most 20000 characters."),
        ("limits_fr", "a\x0bb", "This holds a character that cannot be shown."),
        ("name", "a\x0bb", "This holds a character that cannot be shown."),
        ("evidence-0-claim_en", "x" * 10_001, "At most 10000 characters."),
        ("evidence-0-claim_ar", "a\x1fb", "This holds a character that cannot be shown."),
    ],
)
def test_the_form_takes_no_text_that_the_export_cannot_hold(field, text, said, tool, save):
    before = archive.whole()
    assert said in text_of(save(200, **{field: text}))
    assert archive.whole() == before
    if "cannot be shown" not in said:
        save(**{field: text[1:]})
    assert archive.problems(archive.whole()) == []


def test_words_providers_and_cautions_take_no_text_that_the_export_cannot_hold(tool, curator):
    for row, field in ((tool.provider, "name"), (tool.capabilities.get(), "name_fr")):
        place = address(type(row), "change", row.pk)
        answer = curator.post(place, filled_in(curator.get(place)) | {field: "a\x0bb"})
        assert "This holds a character that cannot be shown." in text_of(answer)


def test_a_text_that_was_too_long_before_hinders_no_other_change(tool, save):
    models.Tool.objects.update(limits_en="x" * 20_001)
    save(name="Another name")
    assert tool.name == "Another name"


def test_an_entry_that_lacks_a_source_already_can_be_saved(tool, save):
    tool.sources.all().delete()
    tool.capabilities.clear()
    save(name="Another name")
    assert tool.name == "Another name"


def test_an_address_runs_left_to_right_and_a_name_as_it_is_written(curator):
    html = curator.get(address(models.Tool, "add")).content.decode()
    inputs = re.findall(r'<input[^>]* name="(slug|name|website)"[^>]* dir="(\w+)"', html)
    assert inputs == [("slug", "ltr"), ("name", "auto"), ("website", "ltr")]


# --- Who ----------------------------------------------------------------------------------------------------------


def test_every_model_that_curators_keep_has_its_pages():
    assert set(REGISTERED) == KEPT


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
@pytest.mark.slow
def test_pages_open_by_role(model, catalogue, browsers, report_factory, link_check_factory):
    report_factory(tool=models.Tool.objects.first())
    link_check_factory()
    row = model.objects.order_by("pk").first()
    pages = {address(model, "changelist"): "list", address(model, "add"): "add"}
    pages |= {address(model, page, row.pk): page for page in ("change", "history")}
    for place, page in pages.items():
        seen = {
            name: browsers[name].get(place).status_code for name in ("officer", "reviewer", "translator", "curator")
        }
        curator = 404 if page in NOT_THERE.get(model, ()) else 200
        translator = 404 if page == "add" or model is reports.Report else 200
        assert seen == {"officer": 404, "reviewer": 404, "translator": translator, "curator": curator}, place
        assert browsers["visitor"].get(place).status_code == 302


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_a_translator_changes_nothing(model, catalogue, translator, report_factory, link_check_factory):
    report_factory(tool=models.Tool.objects.first())
    link_check_factory()
    row = model.objects.order_by("pk").first()
    before = model.objects.filter(pk=row.pk).values().get()
    token = models.SnapshotVersion.objects.get().token
    for page in ("change", "delete"):
        answer = translator.post(address(model, page, row.pk), {"post": "yes", "name": "Other", "name_en": "Other"})
        assert answer.status_code == 404
    assert model.objects.filter(pk=row.pk).values().get() == before
    assert models.SnapshotVersion.objects.get().token == token


def test_a_tool_is_withdrawn_never_deleted(tool, curator):
    assert curator.post(address(models.Tool, "delete", tool.pk), {"post": "yes"}).status_code == 404
    curator.post(
        address(models.Tool, "changelist"), {"action": "delete_selected", "_selected_action": [tool.pk], "post": 1}
    )
    assert models.Tool.objects.filter(pk=tool.pk).exists()


# --- How the form looks -------------------------------------------------------------------------------------------


def test_one_fieldset_a_language_english_open(tool, curator):
    html = curator.get(address(models.Tool, "change", tool.pk)).content.decode()
    closed = re.findall(r"<details[^>]*>\s*<summary>\s*<h2[^>]*><bdi lang=\"([^\"]+)\"[^>]*>(.+)</h2>", html)
    names = {code: f"{language(code).name}</bdi> · missing: 2" for code in CODES if code != DEFAULT}
    assert dict(closed) == names
    for code in CODES:
        spoken = language(code)
        tag = re.search(rf'<textarea name="limits_{spoken.column}"[^>]*>', html).group(0)
        assert f'lang="{code}"' in tag
        assert f'dir="{spoken.dir}"' in tag


def test_a_fault_in_a_closed_language_opens_it(tool, curator, save):
    html = save(200, summary_ar="ا" * 500).content.decode()
    assert re.search(r"<fieldset[^>]*>\s*<h2[^>]*><bdi[^>]*>العربية", html)


def test_the_length_of_the_english_stands_beside_a_translation(tool, curator):
    html = curator.get(address(models.Tool, "change", tool.pk)).content.decode()
    assert f"English: {len(tool.summary_en)} characters" in html


def test_the_parts_stand_in_the_order_of_the_officers_page(tool, curator, stage_factory):
    stage_factory()
    html = curator.get(address(models.Tool, "change", tool.pk)).content.decode()
    names = [
        name.removesuffix("_en") for name in re.findall(r'<(?:input|select|textarea)[^>]*? name="([a-z_]+)"', html)
    ]
    wanted = ["name", "stages", "capabilities", "status", "summary", "what_it_does", "limits", "exposure", "court"]
    found = [name for name in dict.fromkeys(names) if name in wanted]
    assert found == wanted
    groups = re.findall(r'id="(\w+)-group"', html)
    assert [group for group in groups if "-" not in group] == ["error_figures", "restrictions", "evidence", "sources"]


def test_a_text_says_how_long_it_may_be(tool, curator):
    html = curator.get(address(models.Tool, "change", tool.pk)).content.decode()
    for code in CODES:
        tag = re.search(rf'<textarea name="summary_{language(code).column}"[^>]*>', html).group(0)
        most = 160 if code == "en" else 400  # a language may need more words than the English
        assert f'data-hub-most="{most}"' in tag
        assert f'data-hub-length="{{n}} of {most} characters"' in tag
        assert 'rows="2"' in tag


def test_no_page_asks_another_host(tool, curator):
    for place in (address(models.Tool, "changelist"), address(models.Tool, "change", tool.pk)):
        html = curator.get(place).content.decode()
        loads = re.findall(r'<(?:script|img|iframe)[^>]+src="([^"]+)"|<link[^>]+href="([^"]+)"', html)
        assert loads
        assert all(re.match(r"/\w", a or b) for a, b in loads)
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", html)


def test_the_slug_is_set_once(tool, curator, save):
    assert 'name="slug"' in curator.get(address(models.Tool, "add")).content.decode()
    assert 'name="slug"' not in curator.get(address(models.Tool, "change", tool.pk)).content.decode()
    save(slug="other", name="Changed")
    assert tool.slug != "other"


# --- What saving does ---------------------------------------------------------------------------------------------


def test_saving_without_a_change_leaves_no_trace(tool, save):
    before = models.Tool.objects.filter(pk=tool.pk).values().get()
    save()
    assert models.Tool.objects.filter(pk=tool.pk).values().get() == before
    assert not tool.changes.exists()


def test_saving_tells_officers_which_fields_changed(tool, save, curator):
    token = models.SnapshotVersion.objects.get().token
    changed = tool.changed
    save(
        limits_en="Does not read sound.",
        limits_fr="Ne lit pas le son.",
        languages=["en"],
        **{"evidence-0-date": "2026"},
    )
    change = tool.changes.get()
    assert change.kind == "changed"
    assert set(change.fields) == {"limits", "languages", "evidence"}
    assert tool.changed > changed
    assert models.SnapshotVersion.objects.get().token != token
    told = AuditEvent.objects.get(event="tool changed")
    assert (told.target, told.by) == (tool.slug, str(curator.user.pk))


def test_staff_business_is_no_news(tool, save):
    save(risk="high")
    assert not tool.changes.told().exists()
    assert tool.risk == "high"


def test_verifying_names_the_curator_and_the_next_check(tool, save, curator):
    today = timezone.now().date()
    save(last_verified=today.isoformat())
    assert (tool.last_verified, tool.verified_by) == (today, curator.user)
    assert tool.next_review == today + timedelta(days=180)
    assert tool.changes.get().fields == ["last_verified"]
    save(last_verified="")
    assert (tool.last_verified, tool.verified_by, tool.next_review) == (None, None, None)


def test_nobody_verifies_in_the_future(tool, save):
    save(200, last_verified=(timezone.now().date() + timedelta(days=2)).isoformat())
    assert tool.last_verified is None


def test_several_are_verified_at_once(tool, curator, tool_factory):
    other = tool_factory()
    chosen = [tool.pk, other.pk]
    curator.post(address(models.Tool, "changelist"), {"action": "verify_today", "_selected_action": chosen})
    assert set(models.Tool.objects.values_list("verified_by", flat=True)) == {curator.user.pk}
    assert models.Change.objects.filter(fields=["last_verified"]).count() == 2


def test_a_new_tool_is_a_draft_and_no_news(curator, provider_factory):
    place = address(models.Tool, "add")
    data = filled_in(curator.get(place)) | {"provider": provider_factory().pk, "slug": "new-one", "name": "New one"}
    data |= {"summary_en": "Sorts.", "what_it_does_en": "It sorts.", "state": "published", "languages": ["en"]}
    assert curator.post(place, data).status_code == 302
    made = models.Tool.objects.get(slug="new-one")
    assert (made.state, [(row.kind, row.told) for row in made.changes.all()]) == ("draft", [("created", False)])
    assert "new-one" not in snapshot.current().numbers


@pytest.mark.parametrize("slug", ["Upper", "two--hyphens", "-x", "ünicode", "a/b", "x\n", ""])
def test_a_slug_is_small_letters_digits_and_single_hyphens(slug):
    with pytest.raises(ValidationError):
        models.Tool._meta.get_field("slug").clean(slug, None)
    assert models.Tool._meta.get_field("slug").clean("two-words-2", None) == "two-words-2"


@pytest.mark.parametrize("slug", ["compare", "Upper"])
def test_a_slug_that_cannot_be_an_address_is_refused(curator, provider_factory, slug):
    place = address(models.Tool, "add")
    data = filled_in(curator.get(place)) | {"provider": provider_factory().pk, "slug": slug, "name": "New one"}
    assert curator.post(place, data | {"summary_en": "Sorts.", "what_it_does_en": "It sorts."}).status_code == 200
    assert not models.Tool.objects.exists()


def test_a_replacement_is_named_by_its_slug(tool, tool_factory, save, curator):
    newer = tool_factory(slug="newer-one", name="Newer <One>")
    html = curator.get(address(models.Tool, "change", tool.pk)).content.decode()
    assert "newer-one" not in html  # no box with every entry in it
    lookup = re.search(r'<a href="([^"]+)" class="related-lookup" id="lookup_id_replaced_by" title="Lookup">', html)
    listed = curator.get(f"{lookup.group(1)}&_popup=1").content.decode()
    assert 'data-popup-opener="newer-one"' in listed
    save(replaced_by=" newer-one ")
    assert tool.replaced_by == newer
    held = curator.get(address(models.Tool, "change", tool.pk)).content.decode()
    assert re.search(
        r'<input[^>]* name="replaced_by"[^>]* value="newer-one"[^>]*>|value="newer-one"[^>]*name="replaced_by"', held
    )
    assert f'<strong><a href="{address(models.Tool, "change", newer.pk)}">Newer &lt;One&gt;</a></strong>' in held
    save()
    assert tool.replaced_by == newer
    assert [row.fields for row in tool.changes.all()] == [["replaced_by"]]
    save(replaced_by="")
    assert tool.replaced_by is None


@pytest.mark.parametrize("typed", ["nowhere", "Newer One", "x" * 5000, "a\x00b", "1"])
def test_a_replacement_that_is_not_there_is_told_beside_what_was_typed(tool, save, typed):
    answer = save(200, replaced_by=typed, limits_en="Kept.")
    assert answer.context["errors"]
    assert "Kept." in answer.content.decode()
    assert tool.replaced_by is None


def test_two_who_name_another_replacement_are_told(tool, tool_factory, save, curator):
    for slug in ("by-me", "by-them"):
        tool_factory(slug=slug)
    opened = filled_in(curator.get(address(models.Tool, "change", tool.pk)))
    assert opened.get("initial-replaced_by", "") == ""
    save(replaced_by="by-them")
    html = save(200, **{"replaced_by": "by-me", "initial-replaced_by": ""}).content.decode()
    assert "Theirs: “by-them”" in html
    save(**{"replaced_by": "by-me", "initial-replaced_by": "by-them"})
    assert tool.replaced_by.slug == "by-me"


def test_replacements_never_run_in_a_circle(tool, tool_factory):
    other = tool_factory(replaced_by=tool_factory(replaced_by=tool))
    for chosen in (other, tool):
        form = SimpleNamespace(instance=tool, cleaned_data={"replaced_by": chosen})
        with pytest.raises(ValidationError):
            ToolForm.clean_replaced_by(form)
    form = SimpleNamespace(instance=tool_factory(), cleaned_data={"replaced_by": other})
    assert ToolForm.clean_replaced_by(form) == other


def test_a_summary_over_160_characters_is_refused(tool, save):
    save(200, summary_en="x" * 161)
    save(302, summary_en="x" * 160)


def test_a_summary_is_one_line(tool, save):
    save(summary_en="Sorts files,\r\n  and says so.")
    assert tool.summary_en == "Sorts files, and says so."


def test_a_date_as_the_source_gives_it(tool, save):
    save(**{"evidence-0-date": "2023-11"})
    assert tool.evidence.get().date == "2023-11"


def test_a_date_that_is_none_is_refused_and_what_was_typed_stays(tool, save):
    answer = save(200, **{"evidence-0-date": "05/11/2023", "evidence-0-claim_en": "Saves two hours."})
    html = answer.content.decode()
    assert "Enter a year, a month or a day" in html
    assert "Saves two hours." in html
    assert tool.evidence.get().date == ""


def test_a_source_that_was_pasted_with_a_campaign_is_the_same_source(tool, save):
    source = tool.sources.get().url
    assert source.startswith("https://source.example/")
    pasted = source.replace("https://source", "HTTPS://Source") + "?utm_source=mail"
    answer = save(200, **{"sources-TOTAL_FORMS": 2, "sources-1-url": pasted, "sources-1-tool": tool.pk})
    assert "This page is in the list already." in answer.content.decode()
    save(**{"sources-TOTAL_FORMS": 2, "sources-1-url": pasted.replace("utm_source", "page"), "sources-1-tool": tool.pk})
    assert sorted(row.url for row in tool.sources.all()) == [source, f"{source}?page=mail"]


def test_a_language_is_a_code_of_the_list(tool, save):
    save(200, languages=["klingon"])
    assert tool.languages == ["en", "fr"]


def test_what_a_person_translates_is_no_longer_the_machines(curator, stage_factory):
    stage = stage_factory(name_en="Sample", name_fr="Tri")
    told = {"model": "catalogue.stage", "key": stage.slug, "field": "name", "language": "fr"}
    TextOrigin.objects.create(**told, origin="machine", english="0" * 12)
    place = address(models.Stage, "change", stage.pk)
    curator.post(place, filled_in(curator.get(place)) | {"name_fr": "Tri des signalements"})
    origin = TextOrigin.objects.get(**told)
    assert (origin.origin, origin.english) == (Origin.HUMAN, fingerprint("Sample"))
    curator.post(place, filled_in(curator.get(place)) | {"name_fr": ""})
    assert not TextOrigin.objects.filter(**told).exists()


# --- Lists --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_search_reads_all_languages_whatever_the_admins_own(code, curator, tool_factory):
    tool_factory(name="Griffeye", summary_ar="أداة لفرز الصور", summary_zh_hans="图像分类工具")
    tool_factory(name="Other")
    for words in ("griff", "لفرز", "分类"):
        curator.cookies["django_language"] = code
        found = curator.get(address(models.Tool, "changelist"), {"q": words}).context["cl"].result_list
        assert [row.name for row in found] == ["Griffeye"]


def test_the_list_says_in_words_how_far_each_translation_is(curator, stage_factory):
    stage = stage_factory(name_en="Sample", definition_en="", name_fr="Tri", name_es="Triaje", name_ru="Сортировка")
    english = fingerprint("Sample")
    for code, origin, made_from in (("fr", "machine", english), ("es", "human", "0" * 12), ("ru", "human", english)):
        TextOrigin.objects.create(
            model="catalogue.stage", key=stage.slug, field="name", language=code, origin=origin, english=made_from
        )
    html = curator.get(address(models.Stage, "changelist")).content.decode()
    (cell,) = re.findall(r'<td class="field-how_far">(.*?)</td>', html)
    assert [strip_tags(line) for line in cell.split("</div>")] == [
        "missing: العربية · 中文", "needs an update: Español", "in review: Русский", "machine: Français", "",
    ]  # fmt: skip


def test_the_list_names_no_language_where_all_are_as_far(curator, stage_factory):
    stage_factory(name_en="Sample", definition_en="")
    html = curator.get(address(models.Stage, "changelist")).content.decode()
    assert re.findall(r'<td class="field-how_far">(.*?)</td>', html) == ["<div>missing: all languages</div>"]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("machine.fr", ["a"]),
        ("needs-update.fr", ["b"]),
        ("missing.fr", ["c"]),
        ("machine.ar", []),
        ("nonsense", ["a", "b", "c"]),
        ("machine.xx", ["a", "b", "c"]),
    ],
)
def test_filter_by_state_of_translation(curator, stage_factory, choice, expected):
    for slug, origin, english in (("a", "machine", "A"), ("b", "human", "old"), ("c", None, None)):
        stage_factory(slug=slug, name_en=slug.upper(), definition_en="", name_fr="Tri" if origin else "")
        if origin:
            told = origins.Source(slug, "name", "fr", origin, fingerprint(english))
            origins.note(models.Stage, [told])
    found = curator.get(address(models.Stage, "changelist"), {"translation": choice})
    assert sorted(row.slug for row in found.context["cl"].result_list) == expected


@pytest.mark.parametrize(("choice", "expected"), [("due", {"never", "overdue"}), ("done", {"fresh"})])
def test_filter_by_verification(curator, tool_factory, choice, expected):
    today = timezone.now().date()
    tool_factory(name="never")
    tool_factory(name="overdue", last_verified=today - timedelta(days=400), next_review=today - timedelta(days=35))
    tool_factory(name="fresh", last_verified=today, next_review=today + timedelta(days=365))
    found = curator.get(address(models.Tool, "changelist"), {"verification": choice}).context["cl"].result_list
    assert {row.name for row in found} == expected


def test_the_list_costs_the_same_for_few_and_many(curator, tool_factory, stage_factory):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as held:
            assert curator.get(address(models.Tool, "changelist")).status_code == 200
        return len(held)

    stages = [stage_factory() for _ in range(3)]
    tool_factory(stages=stages)
    few = queries()
    for _ in range(20):
        tool_factory(stages=stages)
    assert queries() <= few


@pytest.mark.parametrize("model", ["tool", "stage", "capability"])
@pytest.mark.parametrize("code", CODES)
def test_a_list_reads_its_rows_at_once_in_every_language(model, code, catalogue, curator):
    """A query for each row would fail this."""
    assert curator.get(f"/admin/catalogue/{model}/", headers={"accept-language": code}).status_code == 200


@pytest.mark.parametrize(
    "query", ["?all=", "?p=9999", "?o=99.-1", "?q=%00", "?verified_by__email__startswith=a", "?e=1"]
)
def test_odd_addresses_of_a_list_are_answered(tool, curator, query):
    assert curator.get(address(models.Tool, "changelist") + query).status_code in (200, 302, 400)


def test_the_english_of_a_list_is_not_read_in_five_languages(tool, curator):
    with CaptureQueriesContext(connection) as held:
        curator.get(address(models.Tool, "changelist"))
    read = [query["sql"] for query in held if '"limits_en"' in query["sql"] or '"name"' in query["sql"]]
    assert read
    assert not any('"limits_ar",' in sql for sql in read)


def test_the_list_of_steps_names_the_fields(tool_factory, curator):
    tool = tool_factory()
    curation.note_change(tool=tool, fields=["limits", "court"], by=make_user("curator"), why="")
    step = tool.changes.get()
    page = curator.get(f"/admin/catalogue/change/{step.pk}/change/", headers={"accept-language": "zh-hans"})
    text = page.content.decode()
    assert ("局限和不宜使用的情形、法庭适用性" in text, "limits" in text) == (True, False)
