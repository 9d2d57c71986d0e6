"""What the letters of a text alone say of its language: the script it is in, and letters that one language has.

For Arabic, Han and kana, hangul and scripts of one language this is surer than statistics, also on a flash of four words,
and it needs no model.
"""

import re
from typing import Literal

Script = Literal["Latn", "Arab", "Hani", "Kana", "Hang", "Cyrl", "Grek", "Hebr", "Thai", "other"]

LETTER = re.compile(r"[^\W\d_]")
LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_LETTERS: dict[Script, re.Pattern[str]] = {
    "Latn": LATIN_LETTER,
    "Arab": re.compile("[\u0620-\u064a\u0671-\u06d3\u06d5\u06fa-\u06fc\u0750-\u077f\ufb50-\ufdcf\ufe70-\ufefc]"),
    "Hani": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "Kana": re.compile("[\u3041-\u3096\u30a1-\u30fa]"),
    "Hang": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "Cyrl": re.compile("[\u0400-\u052f]"),
    "Grek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "Hebr": re.compile("[\u05d0-\u05ea]"),
    "Thai": re.compile("[\u0e01-\u0e2e]"),
}
_ASCII_LETTER = re.compile("[A-Za-z]")
_ENOUGH = 40
_MOSTLY = 0.6
_WHOLE_WORDS = 2  # a Han letter is about half a word, a Latin one a fifth
_KANA_SHARE = 0.1  # of Han and kana: Japanese headlines can be nearly all Han

# Letters that only one of the languages of a script has, and its most frequent words.
_PERSIAN = re.compile("[پچژگکیۀ]")
_PERSIAN_NOT_ARABIC = re.compile("[پچژگ]")  # the other letters of Persian are often typed as Arabic ones
_URDU = re.compile("[ٹڈڑںےہھۓ]")
_PASHTO = re.compile("[ټډړږښګڼېۍځڅ]")
_UYGHUR = re.compile("[ۇۈۋڭې]")
_SORANI = re.compile("[ێۆڕڵڤ]")
_SINDHI = re.compile("[ٻڀٿٽڄڃڇڍڊڙڳڱڻ]")
_ARABIC = re.compile("[ةأإؤكي]|\\bال(?=\\w{3})")
_ARABIC_WORDS = re.compile(r"\b(?:في|من|على|إلى|الى|عن|أن|ان|التي|الذي|مع|بعد|قبل|هذا|هذه|قال|بين|خلال|كما|لم|لا|ما)\b")
_PERSIAN_WORDS = re.compile(r"\b(?:از|در|که|با|را|این|است|شد|برای|به|می|های|خود|تا|یک|آن|بر|هم|گفت|کرد|شود|ای)\b")
_PASHTO_WORDS = re.compile(r"\b(?:د|په|کې|چې|سره|دي|ده|يې|نه)\b")
_URDU_WORDS = re.compile(r"\b(?:کے|کی|میں|ہے|سے|نے|اور|کا|کو|پر|ہیں|کہ|بھی|یہ|گیا|تھا|لیے|ایک)\b")

_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_BELARUSIAN = re.compile("[ўЎ]")
_RUSSIAN = re.compile("[ыэёЫЭЁ]")
_SERBIAN = re.compile("[ђћљњџЂЋЉЊЏ]")
_SERBIAN_ONLY = re.compile("[ђћЂЋ]")
_OF_OTHERS = re.compile("[ѓќѕәғқңұһөүҳҷӣӯ]", re.IGNORECASE)  # Macedonian, Kazakh, Kyrgyz, Mongolian, Tajik …

# Letters as the simplified and the traditional writing have them, in pairs.
_PAIRS = (
    "国國会會时時来來们們这這说說对對发發学學经經济濟长長开開关關门門问問间間东東车車电電话話语語读讀书書买買卖賣钱錢银銀报報导導"
    "记記员員党黨总總统統习習进進过過还還选選达達运運区區县縣乡鄉湾灣华華万萬亿億点點个個无無为為与與从從将將应應当當业業务務产產"
    "动動劳勞权權义義议議论論认認识識调調谈談请請让讓变變体體现現实實际際题題类類显顯风風飞飛机機构構设設计計访訪评評证證护護术術"
    "卫衛医醫药藥网網线線级級纪紀约約结結给給维維组組织織紧緊终終续續练練编編缩縮联聯职職声聲听聽脑腦脸臉举舉旧舊范範艺藝苏蘇处處"
    "号號补補复復见見规規视視亲親觉覺观觀讯訊讨討训訓许許诊診试試详詳误誤课課谢謝财財责責货貨费費贸貿资資宾賓质質赛賽赢贏军軍软軟"
    "较較轻輕载載轮輪输輸转轉农農连連违違远遠适適迟遲边邊邻鄰铁鐵录錄错錯镇鎮阵陣阳陽队隊阶階随隨险險双雙杂雜离離难難云雲灵靈静靜"
    "响響页頁顶頂项項顺順预預领領头頭频頻颗顆额額愿願马馬驻駐验驗惊驚鱼魚鲜鮮么麼黄黃齐齊龙龍岁歲卢盧备備战戰团團协協单單称稱标標"
    "检檢测測气氣温溫汉漢湿濕灭滅灾災热熱爱愛独獨环環盘盤确確码碼稳穩穷窮竞競签簽简簡粮糧红紅纸紙绝絕绿綠罗羅罚罰胜勝节節营營"
)
_SIMPLIFIED = frozenset(_PAIRS[::2])
_TRADITIONAL = frozenset(_PAIRS[1::2])
_CHINESE_ONLY = _SIMPLIFIED - frozenset("国会来学点体医号区当声双独旧万与党装")  # Japanese simplified these alike


def script_of(text: str) -> Script | None:
    """Return the script that most of a text is written in, None where it has no letters."""
    if len(text) > _ENOUGH and len(_ASCII_LETTER.findall(text)) > len(text) * _MOSTLY:  # counting all takes 60 µs
        return "Latn"
    total = len(LETTER.findall(text))
    if total == 0:
        return None
    counts: dict[Script, int] = {script: len(letters.findall(text)) for script, letters in _LETTERS.items()}
    rest = total - sum(counts.values())
    kana, han = counts.pop("Kana"), counts["Hani"]
    counts["Hani"] = (han + kana) * _WHOLE_WORDS
    counts["Hang"] *= _WHOLE_WORDS
    script = max(counts, key=counts.__getitem__)
    if counts[script] < rest:
        return "other"
    if script != "Hani" or kana < _KANA_SHARE * (han + kana):
        return script
    return "Kana" if kana > sum(letter in _CHINESE_ONLY for letter in text) else "Hani"  # Chinese texts name Japanese songs


def language_of_letters(text: str, script: Script) -> str | None:
    """Return the BCP 47 tag that the letters tell; None where they fit several languages.

    Chinese is `zh-Hant` where most letters that differ are traditional, else `zh`.
    """
    if script == "Arab":
        return _of_arabic_script(text)
    if script == "Cyrl":
        return _of_cyrillic_script(text)
    if script == "Hani":
        traditional = sum(letter in _TRADITIONAL for letter in text)
        return "zh-Hant" if traditional > sum(letter in _SIMPLIFIED for letter in text) else "zh"
    return {"Kana": "ja", "Hang": "ko", "Grek": "el", "Hebr": "he", "Thai": "th"}.get(script)


def _of_arabic_script(text: str) -> str:
    """Persian and Urdu share letters: Urdu's own decide between them; Arabic is what has neither."""
    urdu = 2 * _count(_URDU, text) + 3 * _count(_URDU_WORDS, text)
    persian = _count(_PERSIAN, text) + _count(_PERSIAN_NOT_ARABIC, text) + 3 * _count(_PERSIAN_WORDS, text)
    others = {"ug": _UYGHUR, "ckb": _SORANI, "sd": _SINDHI}
    scores = {
        "ar": _count(_ARABIC, text) + 3 * _count(_ARABIC_WORDS, text),
        "fa": persian,
        "ur": urdu + persian // 2 if urdu else 0,
        "ps": 4 * _count(_PASHTO, text) + 3 * _count(_PASHTO_WORDS, text),
        **{language: 4 * _count(letters, text) for language, letters in others.items()},
    }
    return max(scores, key=scores.__getitem__)


def _of_cyrillic_script(text: str) -> str | None:
    if _OF_OTHERS.search(text):
        return None
    scores = {
        "uk": _count(_UKRAINIAN, text) if not _BELARUSIAN.search(text) else 0,
        "be": 3 * _count(_BELARUSIAN, text),
        "ru": _count(_RUSSIAN, text),
        "sr": _count(_SERBIAN, text) if _SERBIAN_ONLY.search(text) else 0,
    }
    language = max(scores, key=scores.__getitem__)
    return language if scores[language] > 0 else None


def _count(pattern: re.Pattern[str], text: str) -> int:
    return len(pattern.findall(text))
