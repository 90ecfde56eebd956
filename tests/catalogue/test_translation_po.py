"""Does a PO file carry the texts to a translator and back, and open nothing else on the way?"""

import pytest

from catalogue import models, translation_po, translation_rows
from catalogue.translation_po import LINES, ROWS
from catalogue.translation_rows import mark
from hub.sheets import BadFile
from tests.catalogue.translated import ENGLISH, FRENCH, as_bytes, exported, translated_po

HEAD = 'msgid ""\nmsgstr ""\n"Language: %s\\n"\n"Content-Type: text/plain; charset=%s\\n"\n\n'
ENTRY = 'msgctxt "tool/finder/limits"\nmsgid "English"\nmsgstr "Texte"\n\n'
GOOD = (HEAD % ("fr", "UTF-8") + ENTRY).encode()


def test_an_entry_a_text(made):
    file = translated_po({"tool/finder/limits": FRENCH})
    assert file.metadata["Language"] == "fr"
    [entry] = file
    assert (entry.msgctxt, entry.msgid, entry.msgstr) == ("tool/finder/limits", ENGLISH, FRENCH)
    assert entry.comment.split("\n")[0] == (
        "Finder · Limits and when not to use it · Machine translation, not read by a person"
    )
    assert entry.comment.split("\n")[-1] == f"english={mark(ENGLISH)} translation={mark(FRENCH)} language=fr"


def test_terms_of_the_glossary_stand_with_it(made):
    models.Tool.objects.update(limits_en="It finds grooming.")
    comment = translated_po({"tool/finder/limits": FRENCH})[0].comment
    assert "Glossary: grooming = " in comment


@pytest.mark.parametrize("code", ["ar", "zh-hans", "fr", "ru", "es"])
def test_it_comes_back_as_it_went(code, made):
    texts = {f"limits_{code.replace('-', '_')}": 'Два\n\n"слова" \\ тут\tи %(name)s'}
    models.Tool.objects.update(**texts)
    rows = list(translation_rows.rows(code))
    returned = translation_po.read(exported(code, "po"))
    assert [(one.place, one.language, one.text, one.english, one.before) for one in returned] == [
        (row.place, code, row.text, mark(row.english), mark(row.text)) for row in rows
    ]


def test_what_a_translator_leaves_in_it(made):
    file = translated_po({"tool/finder/limits": "Texte"})
    file[0].flags.append("fuzzy")
    file[0].tcomment = "Which files?"
    [returned] = translation_po.read(as_bytes(file))
    assert (returned.unfinished, returned.note, returned.text) == (True, "Which files?", "Texte")


def test_letters_that_would_end_a_line(made):
    models.Tool.objects.update(limits_en="One\u2028two\x85three", limits_fr="Un\u2028deux")
    [returned] = [one for one in translation_po.read(exported("fr", "po")) if one.place == "tool/finder/limits"]
    assert returned.text == "Un deux"


def test_no_file_of_the_server_is_opened(tmp_path):
    secret = tmp_path / "secret.po"
    secret.write_bytes(GOOD.replace(b"Texte", b"CANARY"))
    with pytest.raises(BadFile):
        translation_po.read(str(secret).encode())


def test_obsolete_entries_are_no_texts():
    old = b'#~ msgctxt "tool/finder/summary"\n#~ msgid "Old"\n#~ msgstr "Vieux"\n'
    assert [one.place for one in translation_po.read(GOOD + old)] == ["tool/finder/limits"]


def test_a_plural_is_not_ours():
    plural = b'msgctxt "tool/finder/limits"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n'
    [_good, returned] = translation_po.read(GOOD + plural)
    assert "plural" in returned.fault


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "does not name one of the languages"),
        (b"\xff\xfe\x00m", "not in UTF-8"),
        ((HEAD % ("fr", "ISO-8859-1") + ENTRY).encode(), "not in UTF-8"),
        ((HEAD % ("fr", "UTF-8") + "msgctxt é").encode("latin-1"), "not in UTF-8"),
        ((HEAD % ("en", "UTF-8") + ENTRY).encode(), "does not name one of the languages"),
        ((HEAD % ("de", "UTF-8") + ENTRY).encode(), "does not name one of the languages"),
        (ENTRY.encode(), "does not name one of the languages"),
        ((HEAD % ("fr", "UTF-8")).encode(), "holds no text"),
        (GOOD + b'msgid "a\n', "does not name one of the languages"),
        (GOOD + b"nonsense\n", "see line 10"),
        (b"/etc/passwd", "not a PO file"),
        (b"msgstr[x] \"a\"", "not a PO file"),
        (b"\x00" * 100, "not a PO file"),
        (b"x" * (translation_po.BYTES + 1), "larger than 8 MB"),
        (GOOD + b"\n" * LINES, "more than 2500 rows"),
        ((HEAD % ("fr", "UTF-8") + ENTRY * (ROWS + 1)).encode(), "more than 2500 rows"),
    ],
)  # fmt: skip
def test_what_is_no_such_file(content, said):
    with pytest.raises(BadFile) as bad:
        translation_po.read(content)
    assert said in str(bad.value)
