"""Does each check find its kind of fault, and leave a right translation alone?"""

import random
import re
import time
from collections import Counter, defaultdict

import pytest
from django.utils import translation

from catalogue import files, translation_files, translation_language, translation_tokens
from catalogue.translation_checks import BLOCKING, OFFICIAL, Kind, check
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


# --- One fault planted into a right text ---------------------------------------------------------------------------

PLAIN = {
    "ar": "تقارن الأداة صور القضية بقائمة القيم المعروفة",
    "zh-hans": "该工具将案件图像与已知值列表进行比较",
    "fr": "L'outil compare les photos du dossier avec la liste des valeurs connues",
    "ru": "Инструмент сравнивает снимки дела со списком известных значений",
    "es": "La herramienta compara las fotos del caso con la lista de valores conocidos",
}
FULL_STOP = {"zh-hans": "。"}
ENGLISH_PLAIN = "The tool compares the pictures of the case with the list of known values"


def added(code: str, english: str, text: str) -> list:
    stop = FULL_STOP.get(code, ".")
    return check(f"{ENGLISH_PLAIN} ({english}).", f"{PLAIN[code]} ({text}){stop}", code)


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize(
    ("english", "text", "kind"),
    [
        ("help@tool.example", "help@evil.example", "address"),
        ("see it", "help@evil.ch", "address"),
        ("tool.police.ch", "tool.evil.ch", "address"),
        ("see it", "evil.ru/x", "address"),
        ("see it", "пример.рф", "address"),
        ("see it", "abcdef.onion", "address"),
        ("see it", "ftp://evil.ru/x", "address"),
        ("see it", "ftp://host/x", "address"),
        ("see it", "javascript:alert(1)", "address"),
        ("see it", "[x](//evil.ru/x)", "address"),
        ("see it", "[x](/members/)", "markup"),
        ("see [it](/help/)", "[x](/other/)", "markup"),
        ("95 %", "95", "sign"),
        ("95", "95 %", "sign"),
        ("-5 %", "5 %", "sign"),
        ("5 degrees", "-5", "sign"),
        ("{user.name}", "{user.mail}", "placeholder"),
        ("{user.name}", "x", "placeholder"),
        ("x", "%i", "placeholder"),
        ("%5.2f", "x", "placeholder"),
        ("{0:.2f}", "{0}", "placeholder"),
        ("%1$s", "x", "placeholder"),
        ("${name}", "{name}", "placeholder"),
        ("see it", "< script>", "markup"),
        ("see it", "<\n/script >", "markup"),
        *(
            ("see it", f"1{character}1", "control")
            for character in "\u200b\u2060\u00ad\u2028\u2029\U000e0041\ue000\u2067\u2069\u3164\ufe00\u202e"
        ),
    ],
)
def test_a_planted_fault_blocks(code, english, text, kind):
    found = added(code, english, text)
    assert kind in [finding.kind.value for finding in found if finding.blocks]


@pytest.mark.parametrize("code", COMPLETE)
@pytest.mark.parametrize(
    "same",
    [
        "18 U.S.C. 2258A",
        "report.pdf",
        "Node.js",
        "help@tool.example",
        "https://tool.police.ch/x?y=1",
        "4.5",
        "{user.name} %5.2f",
        "1\u00a0500",
        "1\u202f500",
        "[it](https://tool.example/)",
    ],
)
def test_what_both_texts_have_is_right(code, same):
    assert [finding for finding in added(code, same, same) if finding.blocks] == []


@pytest.mark.parametrize(
    ("code", "english", "text"),
    [
        ("fr", "95 per cent", "95\u00a0%"),
        ("fr", "95%", "95 pour cent"),
        ("es", "95 %", "95 por ciento"),
        ("ru", "30 per cent or more", "30 или более процентов"),
        ("ar", "95 per cent", "95 في المائة"),
        ("zh-hans", "95 per cent", "百分之95"),
        ("zh-hans", "5 to 10 per cent", "5%至10%"),
        ("fr", "-5 %", "moins 5\u00a0%"),
        ("fr", "at least 5", "au moins 5"),
        ("ar", "Magnet Axiom", "\u2068Magnet Axiom\u2069 \u200f"),
        ("fr", "e.g. 4", "p. ex. 4"),
        ("es", "the US, 4", "EE.UU., 4"),
        ("fr", "the file report.pdf", "le fichier report.pdf"),
        ("ru", "i.e. the rest", "т.е. остальное"),
    ],
)
def test_how_a_language_writes_it_does_not_block(code, english, text):
    assert [finding for finding in added(code, english, text) if finding.blocks] == []


def test_what_cannot_be_seen_is_named():
    (finding,) = check("Files", "Fichiers\u200b\u00ad", "fr")
    assert finding.text == "The text holds characters that cannot be seen: \u2068U+00AD · U+200B\u2069."


# --- The language next door ---------------------------------------------------------------------------------------

NEIGHBOURS = [
    ("fr", "de", "Das Werkzeug vergleicht Bilder mit einer Liste bekannter Werte und speichert keine Dateien."),
    ("fr", "de", "Der Anbieter Magnet Forensics gibt an, dass Griffeye Bilder sortiert."),
    ("fr", "pt", "A ferramenta compara imagens com uma lista de valores conhecidos e não guarda os ficheiros."),
    ("fr", "it", "Lo strumento confronta le immagini con un elenco di valori noti e non conserva i file."),
    ("fr", "nl", "De software vergelijkt beelden met een lijst van bekende waarden en bewaart geen bestanden."),
    ("es", "pt", "A ferramenta compara imagens com uma lista de valores conhecidos e não guarda os ficheiros."),
    ("es", "pt", "O programa lê dados de telefones em poucos minutos e apresenta um relatório."),
    ("es", "it", "Lo strumento confronta le immagini con un elenco di valori noti e non conserva i file."),
    ("es", "it", "La polizia confronta le immagini con la banca dati."),
    ("es", "de", "Das Werkzeug vergleicht Bilder mit einer Liste bekannter Werte und speichert keine Dateien."),
    ("ru", "uk", "Інструмент порівнює зображення зі списком відомих значень і не зберігає файли."),
    ("ru", "bg", "Инструментът сравнява изображения със списък от известни стойности и не съхранява файловете."),
    ("ru", "bg", "Програмата чете данни от телефони за няколко минути и показва доклад."),
    ("ru", "sr", "Алат упоређује слике са списком познатих вредности и не чува датотеке."),
    ("ar", "fa", "این ابزار تصاویر را با فهرستی از مقادیر شناخته شده مقایسه می کند و پرونده ها را نگه نمی دارد."),
    ("ar", "ur", "یہ آلہ تصاویر کا موازنہ معلوم اقدار کی فہرست سے کرتا ہے اور فائلیں محفوظ نہیں کرتا۔"),
]


@pytest.mark.parametrize(("code", "other", "text"), NEIGHBOURS)
def test_the_language_next_door_is_refused(code, other, text):
    english = "The tool compares pictures with a list of known values and keeps no files."
    assert "language" in kinds(english, text, code), other


@pytest.mark.parametrize(("code", "other", "text"), [one for one in NEIGHBOURS if len(one[2].split()) > 10])
def test_a_sentence_of_the_language_next_door_is_refused(code, other, text):
    right = f"{PLAIN[code]}. " * 4
    assert "language" in kinds(f"{ENGLISH_PLAIN}. " * 5, right + text, code), other
    assert "language" not in kinds(f"{ENGLISH_PLAIN}. " * 4, right, code)


def test_traditional_characters_are_refused_and_shown():
    findings = check("The tool compares files.", "該工具比对文件。", "zh-hans")
    (finding,) = [one for one in findings if one.kind is Kind.TRADITIONAL]
    assert (finding.blocks, finding.found) == (True, "該")
    assert kinds("A name of old.", "乾坤之名。", "zh-hans") == []  # simplified writing has these too


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fr", "Le Bundeskriminalamt et la Polícia Federal de São Paulo utilisent l'outil à Łódź et à München."),
        ("fr", "Le National Center for Missing and Exploited Children gère la liste."),
        ("es", "La Polícia Federal de São Paulo y la Direction générale de la Police lo usan."),
        ("es", "El Centro de Ámsterdam y el Landeskriminalamt de Düsseldorf lo usan en la nube."),
        ("ru", "Полиция Києва и Министерство юстиции используют инструмент для поиска."),
        ("ar", "تستخدم شرطة پاريس وشركة گوگل الأداة في البحث عن الصور المعروفة."),
        ("fr", "Der Spiegel"),
        ("fr", "Il documente, commente et augmente la liste."),
        ("es", "Riesgos inherentes e inhumanos."),
        ("fr", "La loi allemande «\u00a0Gesetz zur Bekämpfung der Kriminalität\u00a0» s'applique aux fournisseurs."),
    ],
)
def test_names_of_elsewhere_mislead_nobody(code, text):
    assert "language" not in kinds("It is used there.", text, code)


# --- English left over --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "english", "text", "left"),
    [
        (
            "es",
            "The police images returned a score.",
            "Las images policial images returned un score.",
            "images · returned · score",
        ),
        ("es", "Images returned a score.", "Las images returned un score.", "returned · score"),
        ("es", "The images of PhotoDNA have a score.", "Las images de PhotoDNA tienen un score.", "images · score"),
        ("fr", "It reads a file of the case.", "Il lit un file du dossier.", "file"),
        ("fr", "The images have a score.", "Les images ont un score.", None),
        ("es", "The material is sexual.", "El material es sexual.", None),
        ("es", "The list “worst of” is known.", "La lista “worst of” es conocida.", None),
        ("fr", "It uses Magnet review now.", "Il utilise Magnet review désormais.", None),
    ],
)
def test_words_of_the_english(code, english, text, left):
    found = [finding.found for finding in check(english, text, code) if finding.kind is Kind.ENGLISH]
    assert found == ([left] if left else [])


@pytest.mark.parametrize(
    ("code", "text", "same"),
    [
        ("es", "Desktop software", True),
        ("fr", "Law enforcement only", True),
        ("fr", "Commercial", False),
        ("es", "Software", False),
        ("fr", "Service public", False),
        ("es", "Magnet Axiom", False),
        ("fr", "PhotoDNA", False),
    ],
)
def test_a_short_text_may_be_the_same_unless_it_is_english(code, text, same):
    findings = [finding for finding in check(text, text, code) if finding.kind is Kind.SAME]
    assert bool(findings) is same
    assert not any(finding.blocks for finding in findings)


@pytest.mark.parametrize(
    ("code", "right", "wrong"),
    [
        ("ru", "Magnet Forensics продаёт его.", "«Магнит Форензикс» продаёт его."),
        ("ar", "تبيعه Magnet Forensics.", "تبيعه ماغنت فورنسكس."),
        ("zh-hans", "由Magnet Forensics销售。", "由磁铁取证公司销售。"),
    ],
)
def test_the_name_of_a_provider_stays_as_it_is(code, right, wrong):
    english = "Magnet Forensics sells it."
    assert kinds(english, right, code) == []
    (finding,) = check(english, wrong, code)
    assert (finding.kind, finding.found, finding.blocks) == (Kind.NAME, "Magnet Forensics", False)


HOSTILE = [
    "1.2.3亿4.5.6万", "\ud800", "²³½", "中 a" * 6_000, "the " * 5_000, "hash " * 4_000, "http://" + "a" * 20_000,
    *(one * 20_000 for one in ("1", "A", "{", "(", "«", "?", "&", "ل", "\u0301")),
    *(one * 20_000 for one in ("@", "<", ".", "[", "]", "$", "\u2067", "\u200b", "該", "ё", "-", "/", "\n")),
    *(two * 10_000 for two in ("a@", "a.b@", "://", "a:", "< ", "](", "[a", "{a", "9%", "-9")),
    *(two * 10_000 for two in (" -9 %", "1$", "%9", "ru.")),
    "http" * 5_000, "é.ru" * 5_000, "пример.рф " * 2_000, "word " * 4_000, "Magnet Forensics " * 1_000,
    "[" + "a" * 20_000, "%(" + "a" * 20_000, "a." + "b" * 20_000, "a@" + "b-" * 10_000, "<" + " " * 20_000,
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


def unseen_within(text: str, _english: str) -> str:
    return f"{text[: len(text) // 2]}\u200b{text[len(text) // 2 :]}"


MUTATIONS = {  # name -> what is done, the kinds that must say so, how many of a hundred are caught
    "a number dropped": (dropped_number, {Kind.NUMBER, Kind.WORDED}, 95),
    "digits swapped": (swapped_digits, {Kind.NUMBER}, 95),
    "two thirds cut": (cut, {Kind.LENGTH, Kind.NUMBER, Kind.NAME, Kind.TERM}, 95),
    "the English": (lambda _text, english: english, {Kind.LANGUAGE}, 95),
    "bold added": (lambda text, _english: f"<b>{text}</b>", {Kind.MARKUP}, 100),
    "an address added": (lambda text, _english: f"{text} https://other.example/", {Kind.ADDRESS}, 100),
    "a name dropped": (dropped_name, {Kind.NAME, Kind.ADDRESS}, 95),
    "a bare host added": (lambda text, _english: f"{text} evil.ru/x", {Kind.ADDRESS}, 100),
    "a character nobody sees": (unseen_within, {Kind.CONTROL}, 100),
    "a sentence in Portuguese": (
        lambda text, _english: (
            f"{text} A ferramenta compara imagens com uma lista de valores e não guarda os ficheiros."
        ),
        {Kind.LANGUAGE, Kind.ENGLISH},
        100,
    ),
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
    assert translation_tokens.addresses("见https://thorn.org/safer。该工具Magnet.AI和Matrix.org") == [
        "https://thorn.org/safer",
        "Magnet.AI",
        "Matrix.org",
    ]


@pytest.mark.parametrize(
    ("code", "english", "text"),
    [
        (
            "es",
            "The mobile and the desktop app share data.",
            "La app móvil y la app de escritorio comparten sus datos.",
        ),
        ("es", "Blocks apps and app shops.", "Bloquea apps y tiendas de apps."),
        ("fr", "See the article.", "Voir l’article « The use of AI by law enforcement and the rights of children »."),
        ("es", "The notice is shown.", "Se muestra el aviso «Não partilhe imagens de crianças»."),
        ("zh-hans", "Reads traditional Chinese.", "支持繁体中文（繁體中文）。"),
        (
            "ru",
            "Works with UFED.",
            "Работает с Cellebrite UFED, Magnet AXIOM, Griffeye Analyze, X-Ways Forensics, EnCase, FTK.",
        ),
        (
            "zh-hans",
            "Works with UFED.",
            "兼容Cellebrite UFED、Magnet AXIOM、Griffeye Analyze、X-Ways Forensics、EnCase、FTK、Oxygen。",
        ),
        ("fr", "Staffed 24/7.", "Ouvert 24 h/24 et 7 j/7."),
        ("zh-hans", "Staffed 24/7.", "全天候有人值守。"),
        ("ru", "Crime of the 21st century.", "Преступления XXI века."),
        ("fr", "Closes at 5 p.m.", "Ferme à 17 h."),
        ("fr", "It holds 3M images.", "Elle contient 3 millions d’images."),
        ("es", "In twenty-five countries.", "En 25 países."),
        ("ru", "It has a share of 50 percent.", "У него 50-процентная доля."),
        ("fr", "The noise is minus 5 dB.", "Le bruit est de -5 dB."),
    ],
)
def test_a_right_text_is_never_refused(code, english, text):
    """What only somebody who reads the language can tell is asked, not refused: there is no way round a refusal."""
    assert [one.kind for one in check(english, text, code) if one.blocks] == []


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("es", "App: apps y apps del dossier.", Kind.DOUBT),
        ("zh-hans", "It finds known images and reports them to the police.", Kind.LANGUAGE),
        ("zh-hans", "It Finds Known Images And Reports Them To The Police.", Kind.LANGUAGE),
    ],
)
def test_what_is_left_is_at_least_asked(code, text, kind):
    assert kind in [one.kind for one in check("Finds known images for the police.", text, code)]


def test_a_language_of_a_script_that_nobody_named_is_not_refused():
    assert not translation_language.is_another("Το εργαλείο βρίσκει γνωστές εικόνες για την αστυνομία.", "el")
