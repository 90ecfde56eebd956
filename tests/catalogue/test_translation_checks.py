"""Does each check find its kind of fault, and leave a right translation alone?"""

import random
import re
import time
from collections import Counter, defaultdict

import pytest
from django.utils import translation

from catalogue import files, translation_files
from catalogue.translation_checks import ADDRESS, BLOCKING, OFFICIAL, Kind, check
from catalogue.yaml_files import load_yaml
from hub.languages import COMPLETE

ENGLISH = "Thorn says that PhotoDNA compared 1,500 hashes for 20 hotlines in 2023 (https://thorn.org/safer)."
RIGHT = {
    "ar": "تقول Thorn إن PhotoDNA قارنت 1,500 بصمة رقمية لصالح 20 خطا ساخنا للإبلاغ في عام 2023 (https://thorn.org/safer).",
    "zh-hans": "Thorn称，2023年PhotoDNA为20条举报热线比对了1500个哈希值（https://thorn.org/safer）。",
    "fr": "Thorn indique qu'en 2023 PhotoDNA a comparé 1\u00a0500 empreintes pour 20 lignes de signalement"
    " (https://thorn.org/safer).",
    "ru": "Thorn сообщает, что в 2023 году PhotoDNA сопоставила 1500 хешей для 20 горячих линий"
    " (https://thorn.org/safer).",
    "es": "Thorn dice que en 2023 PhotoDNA comparó 1500 hashes para 20 líneas de denuncia (https://thorn.org/safer).",
}


def kinds(english: str, text: str, code: str, **more) -> list[str]:
    return [finding.kind.value for finding in check(english, text, code, **more)]


@pytest.mark.parametrize("code", COMPLETE)
def test_a_right_translation_has_no_finding(code):
    assert check(ENGLISH, RIGHT[code], code) == []


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("2023", "2024", "number"),
        ("20 |20条", "200 ", "number"),
        ("thorn.org/safer", "thorn.org/other", "address"),
        (r"https://thorn\.org/safer", "", "address"),
        ("Thorn", "<b>Thorn</b>", "markup"),
        ("Thorn", "Thorn&nbsp;", "markup"),
        ("Thorn", "Thorn %(count)s", "placeholder"),
        ("Thorn", "Thorn [[operator]]", "placeholder"),
        ("Thorn", "Thorn\u202e", "control"),
        ("Thorn", "Thorn\x00", "control"),
        ("PhotoDNA", "", "name"),
    ],
)
def test_one_fault_is_one_finding_of_its_kind(code, old, new, kind):
    text = re.sub(old, new, RIGHT[code], count=1)
    assert kind in kinds(ENGLISH, text, code)
    assert any(finding.blocks for finding in check(ENGLISH, text, code)) is (kind != "name")


@pytest.mark.parametrize("code", COMPLETE)
def test_nothing_written_blocks_unless_there_is_nothing_to_say(code):
    assert kinds(ENGLISH, "  \n", code) == ["empty"]
    assert kinds("", "", code) == []


@pytest.mark.parametrize("code", COMPLETE)
def test_the_english_is_no_translation(code):
    english = ENGLISH + " It is not for the public."
    assert {"language", "same"} <= set(kinds(english, english, code))


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize("other", COMPLETE)
def test_another_language_is_refused(code, other):
    english = "It is for the police, and it is not sold to the public; the sources say nothing of the price."
    texts = {
        "ar": "الأداة مخصصة للشرطة ولا تباع للجمهور؛ ولا تذكر المصادر شيئا عن السعر.",
        "zh-hans": "该工具供警方使用，不向公众出售；来源未提及价格。",
        "fr": "L'outil est destiné à la police et n'est pas vendu au public ; les sources ne disent rien du prix.",
        "ru": "Инструмент предназначен для полиции и не продается населению; о цене источники не сообщают.",
        "es": "La herramienta es para la policía y no se vende al público; las fuentes no dicen nada del precio.",
    }
    assert ("language" in kinds(english, texts[other], code)) is (code != other)


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("ar", "تقارن الأداة ٢٠ ملفا.", "digits"),
        ("ar", "تقارن الأداة الملفـات.", "digits"),
        ("ar", "تقارن الأداة الملفات, ثم ترسلها.", "punctuation"),
        ("zh-hans", "该工具比对文件,然后发送。", "punctuation"),
        ("zh-hans", "该工具与 PhotoDNA 比对文件。", "punctuation"),
        ("fr", "L'outil compare les fichiers; il les envoie.", "punctuation"),
        ("es", "Compara los archivos? Los envía.", "punctuation"),
        ("ru", 'Инструмент "сравнивает" файлы.', "punctuation"),
        ("fr", "L'outil compare les fichiers with the lists.", "english"),
        ("ru", "Инструмент compares файлы.", "english"),
    ],
)
def test_what_a_language_does_not_write(code, text, kind):
    assert kind in kinds("It compares 20 files with PhotoDNA and sends them.", text, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "L'outil compare les fichiers\u00a0; il les envoie «\u00a0à la main\u00a0»."),
        ("es", "¿Compara los archivos? Los envía. ¡Sí!"),
        ("ru", "Инструмент «сравнивает» файлы."),
        ("fr", "L'University of Malta compare les fichiers et les envoie (review of files)."),
        ("es", "La lista “worst of” compara los archivos y los envía."),
    ],
)
def test_what_a_language_does_write(code, text):
    assert kinds("It compares the files, sends them.", text, code) == []


def test_length_beside_the_english():
    english = "It compares the files of a case with the lists of the police, and says which are known already."
    assert kinds(english, "L'outil compare.", "fr") == ["length"]
    assert kinds("Desktop", "Ordinateur de bureau", "fr") == []


def test_a_small_number_may_become_a_word():
    assert kinds("It names 2 kinds.", "Il nomme deux catégories.", "fr") == ["worded"]
    assert kinds("It names two kinds.", "Il nomme 2 catégories.", "fr") == []


def test_the_words_of_the_glossary():
    (finding,) = check("It reads known material.", "Il lit des images.", "fr")
    assert (finding.kind, finding.blocks) == (Kind.TERM, False)
    assert finding.found == "known material = contenu connu"
    assert kinds("It reads known material.", "Il lit les contenus connus.", "fr") == []
    assert kinds("The Case Management Tool sorts.", "Le Case Management Tool trie.", "fr") == []


def test_the_entrys_own_name_may_stand_in_any_script():
    assert "english" in kinds("It reads files.", "读取compare文件。", "zh-hans")
    assert kinds("compare reads files.", "compare读取文件。", "zh-hans", name="compare") == []


def test_a_finding_speaks_the_readers_language():
    (finding,) = check("26 files", "25 fichiers", "fr")
    assert finding.text == "Numbers differ from the English: \u206826 · 25\u2069."
    with translation.override("fr"):
        assert finding.text == "Les nombres diffèrent de l’anglais\u00a0: \u206826 · 25\u2069."


HOSTILE = [
    "1.2.3亿4.5.6万", "\ud800", "²³½", "中 a" * 6_000, "the " * 5_000, "hash " * 4_000, "http://" + "a" * 20_000,
    *(one * 20_000 for one in ("1", "A", "{", "(", "«", "?", "&", "ل", "\u0301")),
    *(two * 10_000 for two in ("1,", "9 ", "a.", "a-", "<a", "%(", "[[", "aB", "١٢")),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("code", COMPLETE)
def test_no_text_makes_it_fail_or_slow(code):
    for text in HOSTILE:
        started = time.thread_time()
        for finding in [*check(ENGLISH, text, code), *check(text, RIGHT[code], code)]:
            assert len(finding.text) < 600
        assert time.thread_time() - started < 2, text[:20]


# --- Real translations, each broken in one way --------------------------------------------------------------------


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[tuple[str, str, str]]]:
    """Language -> name of the tool, English and translation of its paragraphs."""
    found = defaultdict(list)
    for path in sorted((files.FOLDER / "tools").glob("*.yaml")):
        tool = load_yaml(path)
        for code in COMPLETE:
            other = load_yaml(files.FOLDER / "translations" / code / path.name)
            for key in translation_files.SECTIONS:
                for passage, text in zip(tool[key] or [], other.get(key) or [], strict=True):
                    found[code].append((tool["name"], passage["text"], text))
    return found


def dropped_number(text: str, _english: str) -> str:
    return re.sub(r"(?<![\d.,\u00a0])\d{2,}(?:[.,\u00a0]\d+)*", "", text, count=1)


def swapped_digits(text: str, _english: str) -> str:
    return re.sub(r"(\d)(?!\1)(\d)", r"\2\1", text, count=1)


def dropped_name(text: str, english: str) -> str:
    names = re.findall(r"\b(?:[A-Z][a-z]+[A-Z]\w+|[A-Z]{5,})\b", english)
    kept = [name for name in names if name not in OFFICIAL]
    return text.replace(kept[0], "") if kept else text


def cut(text: str, _english: str) -> str:
    return text[: len(text) // 3]


MUTATIONS = {  # name -> what is done, the kinds that must say so, how many of a hundred are caught
    "a number dropped": (dropped_number, {Kind.NUMBER, Kind.WORDED}, 95),
    "digits swapped": (swapped_digits, {Kind.NUMBER}, 95),
    "two thirds cut": (cut, {Kind.LENGTH, Kind.NUMBER, Kind.NAME, Kind.TERM}, 95),
    "the English": (lambda _text, english: english, {Kind.LANGUAGE}, 95),
    "bold added": (lambda text, _english: f"<b>{text}</b>", {Kind.MARKUP}, 100),
    "an address added": (lambda text, _english: f"{text} https://other.example/", {Kind.ADDRESS}, 100),
    "a name dropped": (dropped_name, {Kind.NAME, Kind.ADDRESS}, 95),
    "a placeholder added": (lambda text, _english: f"{text} %(name)s", {Kind.PLACEHOLDER}, 100),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_broken_translation_is_caught(pairs, name):
    change, wanted, share = MUTATIONS[name]
    chance, tried, caught = random.Random(name), Counter(), Counter()
    for code in COMPLETE:
        for tool, english, text in chance.sample(pairs[code], 300):
            broken = change(text, english)
            if broken == text or (change is cut and len(english) < 60):
                continue
            tried[code] += 1
            caught[code] += bool(wanted & {finding.kind for finding in check(english, broken, code, name=tool)})
    shares = {code: round(100 * caught[code] / tried[code]) for code in tried}
    print(name, shares, dict(tried))
    assert set(shares) == set(COMPLETE)
    assert min(shares.values()) >= share, shares


@pytest.mark.slow
def test_the_text_of_another_language_is_caught(pairs):
    chance, missed, tried = random.Random("language"), [], 0
    for code in COMPLETE:
        for number in chance.sample(range(len(pairs[code])), 60):
            name, english, _text = pairs[code][number]
            other = chance.choice([one for one in COMPLETE if one != code])
            text = pairs[other][number][2]
            tried += 1
            if Kind.LANGUAGE not in {finding.kind for finding in check(english, text, code, name=name)}:
                missed.append((code, other, text))
    assert tried == 300
    print(f"another language: {100 * (tried - len(missed)) / tried:.1f} per cent caught")
    assert len(missed) <= 0.05 * tried, missed


@pytest.mark.slow
def test_real_translations_are_left_alone(pairs):
    found = [
        (code, finding.kind)
        for code in COMPLETE
        for name, english, text in random.Random(1).sample(pairs[code], 60)
        for finding in check(english, text, code, name=name)
    ]
    assert not [pair for pair in found if pair[1] in BLOCKING]
    assert len(found) <= 3


def test_an_address_ends_where_the_writing_changes():
    assert ADDRESS.findall("见https://thorn.org/safer。该工具Magnet.AI和Matrix.org") == [
        "https://thorn.org/safer",
        "Magnet.AI",
        "Matrix.org",
    ]
