"""The language of a story: stated, assumed or told from its letters, a flash of four words included; its direction."""

import json
from pathlib import Path

import pytest

from schemas import Article
from tests.formats.items import item_of
from worker.normalise.language import direction_of, language_of
from worker.pipeline import read

FORMATS_OF_TEXT = ("xinhua_page", "wire_text", "iptc_7901", "anpa_1312", "gigaword")
HERE = Path(__file__).parent
TWINS = sorted(
    path for name in FORMATS_OF_TEXT for path in HERE.glob(f"{name}/*") if not path.name.endswith(".expected.json")
)

FLASHES = {
    "ar": [
        "عاجل: مقتل ثلاثة",
        "افتتاح الميناء",
        "وزير النفط: ارتفاع الصادرات",
        "گوگل تطلق خدمة جديدة في مصر",
        "المنتخب يفوز",
    ],
    "fa": [
        "رئیس جمهور استعفا کرد",
        "انفجار در بندر",
        "بازگشایی بندر پس از توفان",
        "ایران و عراق توافق کردند",
        "وزير خارجه وارد بغداد شد",
        "تيم ملي ايران پيروز شد",
    ],
    "ur": ["وزیراعظم نے استعفیٰ دے دیا", "بندرگاہ دوبارہ کھل گئی", "کراچی میں دھماکا", "تیل کی قیمتوں میں اضافہ"],
    "ps": ["د ولسمشر وینا", "په کابل کې چاودنه"],
    "zh": [
        "港口重新开放",
        "渔船返港",
        "新华社北京1月25日电",
        "AI大模型公司OpenAI发布GPT-5",
        "《さくら》剧组抵达上海并与当地观众见面",
    ],
    "zh-Hant": ["港口重新開放", "總理辭職", "臺北發生爆炸"],
    "ja": ["漁船が戻る", "トヨタ", "首相が辞任へ", "東京で爆発"],
    "ko": ["어선 귀환", "총리 사임"],
    "ru": ["Премьер ушёл в отставку", "Выборы в парламент"],
    "uk": ["Порт відновив роботу"],
    "bg": ["Пристанището отново отваря"],
    "el": ["Το λιμάνι"],
    "he": ["הנמל נפתח"],
    "en": ["Minister resigns after vote", "Storm hits coast", "Three killed in blast"],
    "fr": ["Le port rouvre", "Trois morts dans une explosion"],
    "de": ["Hafen wieder offen", "Kabinett tagt heute"],
    "es": ["El puerto reabre", "Suben los precios"],
    "tr": ["Liman yeniden açıldı"],
    "und": ["3:2 (1:0)", "AP", "Oil prices rise"],
}


@pytest.mark.parametrize(("language", "text"), [(tag, text) for tag, texts in FLASHES.items() for text in texts])
def test_a_few_words_tell_their_language_or_none(language: str, text: str) -> None:
    assert language_of(None, None, text)[0] == language


@pytest.mark.parametrize("path", TWINS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_text_of_every_twin_tells_the_language_that_its_wire_states(path: Path) -> None:
    said = json.loads(path.with_name(f"{path.stem}.expected.json").read_text())
    item = (said[0] if isinstance(said, list) else said).get("item", {})
    for article in read(item_of(path.read_bytes(), **item)):
        if isinstance(article, Article):
            text = "\n".join((article.headline, *article.paragraphs[:3]))
            assert language_of(None, None, text)[0] == article.language


@pytest.mark.parametrize(
    ("stated", "of_source", "expected", "note"),
    [
        ("fr", "en", "fr", []),
        ("fr_CA", None, "fr-CA", []),
        (None, "fr", "fr", ["language_assumed"]),
        (None, None, "en", ["language_detected"]),
    ],
)
def test_the_language_is_the_wires_then_the_sources_then_detected(
    stated: str | None, of_source: str | None, expected: str, note: list[str]
) -> None:
    language, notes = language_of(stated, of_source, "The boats of the harbour went out again on Monday morning.")
    assert (language, [one.code for one in notes]) == (expected, note)


ARABIC = "عادت القوارب إلى الميناء القديم صباح اليوم بعد أسبوع من الضباب."


@pytest.mark.parametrize(
    ("stated", "of_source", "text", "expected"),
    [
        ("en-US", None, ARABIC, "ar"),
        ("en-US", "fa", ARABIC, "fa"),
        ("en-US", "fr", ARABIC, "ar"),
        ("ar", None, "The boats of the harbour went out again on Monday morning.", "en"),
        ("ar", None, f"{ARABIC} Harbour Festival 2026", "ar"),
        ("ar-Latn", None, "The boats of the harbour went out again on Monday morning.", "ar-Latn"),
        ("en", None, "ميناء", "en"),
    ],
)
def test_a_stated_language_that_is_not_written_in_the_texts_script_is_corrected(
    stated: str, of_source: str | None, text: str, expected: str
) -> None:
    language, notes = language_of(stated, of_source, text)
    assert language == expected
    assert [one.code for one in notes] == ([] if expected == stated else ["language_corrected"])


def test_the_language_of_too_few_letters_is_undetermined() -> None:
    assert language_of(None, None, "3:2 (1:0)") == ("und", ())


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "x", "rtl"),
        ("fa-IR", "x", "rtl"),
        ("he", "x", "rtl"),
        ("az-Arab", "x", "rtl"),
        ("ur-Latn", "x", "ltr"),
        ("zh-Hans", "x", "ltr"),
        ("und", "نعم", "rtl"),
        ("und", "yes", "ltr"),
    ],
)
def test_the_direction_is_that_of_the_script(language: str, text: str, expected: str) -> None:
    assert direction_of(language, text) == expected
