"""Does the catalogue's content keep its rules? (What a reader cannot check, a test must.)"""

import re

import pytest

from catalogue import files
from hub.languages import COMPLETE, DEFAULT
from hub.texts import fingerprint

FACT_FINDING = 181  # tools in the list that the catalogue opens with
# Somebody vouches for a claim in its own sentence.
ATTRIBUTED = re.compile(
    r"\b(says?|said|states?|stated|reports?|reported|according to|claim|claims|claimed|advertis\w+|describ\w+"
    r"|announc\w+|publish\w+|quot\w+|lists?|listed|promis\w+|names?|named|call|calls|called|mention\w*|writes?|wrote"
    r"|recommend\w*"
    r"|offer|offers|offered|is said|are said|was said|does not name|gave|gives|cite[sd]?|count(s|ed)?"
    r"|record(s|ed)?|present(s|ed)?|estimate[sd]?|expect(s|ed)?|aim(s|ed)?|intend\w*|found|warn\w*|add(s|ed)|note[sd]?)\b",
    re.IGNORECASE,
)
# What makes a statement a claim of effect, performance, adoption or quality: these words, or a rate or a count.
CLAIM = re.compile(
    r"\b(accura\w+|faster|quick\w*|reduc\w+|improv\w+|saves? (time|hours?|work)|reliabl\w+|proven"
    r"|effective\w*|best|leading|trusted|award\w*|rescued?|success\w*)\b|\bper cent\b|%",
    re.IGNORECASE,
)
# Old or loose words for what the field calls child sexual abuse material; words that dwell on it; words that sell.
UNWORTHY = re.compile(
    r"\b(child(ren)?('s)? porn\w*|kiddie|porn|paedophil\w*|pedophil\w*|perver\w*|monster\w*|sicken\w*|horrif\w*"
    r"|gruesome|naked|nude child\w*|child prostitut\w*|revolutionar\w*|cutting[- ]edge|world[- ]class|game[- ]chang\w*"
    r"|unparallel\w*|state[- ]of[- ]the[- ]art)\b",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\b[\w.+-]+@[\w-]+\.\w+\b|\+\d[\d ()-]{7,}")


@pytest.fixture(scope="module")
def contents():
    return files.read_all()


def passages(tool: dict):
    """Every text of a tool's file that an officer reads: place, text, whose word it is."""
    yield "summary", tool["summary"]["text"], None
    for section in files.SECTIONS:
        for number, passage in enumerate(tool[section] or [], 1):
            yield f"{section} {number}", passage["text"], passage["by"]
    for number, item in enumerate(tool["not_offered_in"] or [], 1):
        yield f"not_offered_in {number}", item["text"], None
    for number, item in enumerate(tool["evidence"] or [], 1):
        yield f"evidence {number}", item["claim"], item["by"]
    for number, item in enumerate(tool["error_figures"] or [], 1):
        yield f"error_figures {number}", item["text"], item["by"]


def test_every_tool_of_the_list_has_an_entry_or_a_reason(contents):
    left_out = files.load_yaml(files.FOLDER / "left_out.yaml")
    slugs = [item["slug"] for item in left_out]
    assert len(slugs) == len(set(slugs))
    assert all(item["reason"].strip() for item in left_out)
    assert not set(slugs) & set(contents.tools)
    assert len(contents.tools) + len(slugs) == FACT_FINDING


def test_every_paragraph_names_facts_that_are_there(contents):
    for slug, tool in contents.tools.items():
        for section in files.SECTIONS:
            for passage in tool[section] or []:
                assert set(passage["facts"]) <= set(tool["facts"]), slug
                assert passage["facts"], slug


def test_every_fact_is_used(contents):
    unused = []
    for slug, tool in contents.tools.items():
        used = set(tool["summary"]["facts"])
        for section in files.SECTIONS:
            used |= {number for passage in tool[section] or [] for number in passage["facts"]}
        used |= {number for item in tool["not_offered_in"] or [] for number in item["facts"]}
        unused += [f"{slug}: {number}" for number in set(tool["facts"]) - used]
    # A fact without a sentence carries evidence, a figure or a key fact: the exception, not the rule.
    assert len(unused) < len(contents.tools)


def test_a_providers_claim_of_effect_says_whose_claim_it_is(contents):
    bare = [
        f"{slug}: {place}: {text}"
        for slug, tool in contents.tools.items()
        for place, text, by in passages(tool)
        if by == "provider" and not place.startswith(("evidence", "error_figures"))  # these carry "by" on the page
        and CLAIM.search(text) and not ATTRIBUTED.search(text)
    ]  # fmt: skip
    assert not bare, "\n".join(bare)


def test_sources_of_evidence_and_figures_are_public_addresses(contents):
    for slug, tool in contents.tools.items():
        for item in [*(tool["evidence"] or []), *(tool["error_figures"] or [])]:
            assert item["source"].startswith(("https://", "http://")), slug
        assert tool["sources"], slug


def test_words_are_professional_and_non_graphic(contents):
    texts = [(slug, text) for slug, tool in contents.tools.items() for _place, text, _by in passages(tool)]
    texts += [(slug, fact) for slug, tool in contents.tools.items() for fact in tool["facts"].values()]
    texts += [
        (f"{section} {slug}", term["definition"])
        for section, terms in contents.vocabulary.items()
        for slug, term in terms.items()
    ]
    texts += [(caution["slug"], caution["text"][DEFAULT]) for caution in contents.cautions]
    assert not [f"{name}: {text}" for name, text in texts if UNWORTHY.search(text)]


def test_no_persons_address_or_telephone(contents):
    texts = [(slug, text) for slug, tool in contents.tools.items() for _place, text, _by in passages(tool)]
    assert not [f"{name}: {text}" for name, text in texts if ADDRESS.search(text)]


def test_summaries_are_one_short_sentence(contents):
    for slug, tool in contents.tools.items():
        text = tool["summary"]["text"]
        assert len(text) <= 160, slug
        assert text.endswith((".", "!", "?")), slug
    texts = [tool["summary"]["text"] for tool in contents.tools.values()]
    assert len(texts) == len(set(texts))


def test_every_tool_can_be_found_by_capability_and_by_step(contents):
    assert [slug for slug, tool in contents.tools.items() if not tool["capabilities"]] == []
    # A data set for those who build tools: its sources name no step, and it is for none.
    assert [slug for slug, tool in contents.tools.items() if not tool["stages"]] == ["ailecs-my-pictures-matter"]


def test_the_eight_steps_stand_in_their_order(contents):
    assert list(contents.vocabulary["stages"]) == [
        "prevention", "detection", "triage", "online-investigation", "search-and-seizure", "forensic-examination",
        "identification", "case-building",
    ]  # fmt: skip


@pytest.mark.parametrize("code", COMPLETE)
def test_every_term_is_translated_from_the_present_english(contents, code):
    translation = contents.translations[code]
    missing, stale = [], []
    for section, terms in contents.vocabulary.items():
        for slug, term in terms.items():
            other = translation.get(section, {}).get(slug)
            if other is None:
                missing.append(f"{section} {slug}")
                continue
            stale += [
                f"{section} {slug} {name}"
                for name in ("name", "definition")
                if other["english"][name] != fingerprint(term[name])
            ]
    assert not missing
    assert not stale, "translate, then run `manage.py stamp_vocabulary`: " + ", ".join(stale)


def test_every_caution_is_translated_from_the_present_english(contents):
    for caution in contents.cautions:
        assert set(caution["text"]) == {DEFAULT, *COMPLETE}, caution["slug"]
        assert caution["english"] == fingerprint(caution["text"][DEFAULT]), f"{caution['slug']}: its English changed"


def test_translations_are_in_their_own_script(contents):
    scripts = {"ar": "[\u0600-\u06ff]", "zh-hans": "[\u4e00-\u9fff]", "ru": "[\u0400-\u04ff]"}
    for code, script in scripts.items():
        for section, terms in contents.translations[code].items():
            for slug, term in terms.items() if section != "origin" else ():
                assert re.search(script, term["definition"]), f"{code} {section} {slug}"


def test_every_capability_where_an_error_hurts_has_a_caution(contents):
    covered = {slug for caution in contents.cautions for slug in caution["capabilities"]}
    assert {
        "abuse-material-classification", "face-recognition", "age-estimation", "grooming-detection", "hash-matching",
        "synthetic-media-detection",
    } <= covered  # fmt: skip
