"""In which order do names stand in each language? One key made in Python, the same on every database."""

from functools import lru_cache

from pypinyin import lazy_pinyin

from hub.search import IS_HAN, fold


@lru_cache(maxsize=50_000)
def sort_key(text: str, code: str) -> tuple[str, str]:
    """Chinese by pinyin, Spanish ñ after n, everything else by its folded letters; the text itself breaks ties."""
    if code == "zh-hans" and IS_HAN.search(text):
        key = " ".join(lazy_pinyin(text))
    elif code == "es":
        key = text.casefold().replace("ñ", "n\uffff")
    else:
        key = text
    return fold(key), text
