"""Words by which a place is told from the beginning of a sentence: in names with capitals, and folded ones in Arabic."""

from worker.normalise.keys import fold

_WITHIN = """
    de del della di da do das dos du des la las le les el los al am an der die den und y e et and of the on upon
    en sur sous lès aux au by in near off na bei ob vor a. d. i. a.d. i.d. на и в
"""
_OPENERS = """
    in on at by from since until till after before during when while if but and for with without mr mr. mrs mrs. ms
    he she it they we this that these those there photo file source about early late last next
    en à au depuis selon dans pour avec après avant según desde para con tras por
    im seit nach laut bei vor в на по до после с из как
"""
_PREPOSITIONS = """
    in on at by near off sur dans en vor bei в на في من على إلى الى
"""
_ARABIC_BEFORE_A_DAY = """
    في من إلى على عن يوم منذ حتى بتاريخ مساء صباح ظهر عصر ليلة فجر خلال قبل بعد بين أيام عام شهر سنة اليوم أمس بيوم
    الموافق لوكالة وكالة أنباء مع كل أو ثم
"""
_ARABIC_OPENERS = """
    في من منذ حتى يوم خلال بعد قبل هذا هذه كان كانت أما لكن إن لقد قد صورة تصوير المصدر
"""
_ARABIC_OF_SENTENCES = """
    قال قالت أعلن أعلنت ذكر ذكرت أفاد أفادت أكد أكدت أضاف أضافت أوضح أوضحت نقل نقلت نقلا أن إن بأن أنه إنه التي الذي الذين
    هو هي كان كانت هذا هذه ذلك عندما بينما حيث وصل وصلت غادر غادرت التقى التقت استقبل استقبلت افتتح افتتحت عقد عقدت بدأ بدأت
    شهد شهدت يوم
"""


def _arabic(words: str) -> frozenset[str]:
    """With and without the "and" that is written as one word with them."""
    folded = {fold(word) for word in words.split()}
    return frozenset(folded | {f"و{word}" for word in folded})


WITHIN_NAMES = frozenset(_WITHIN.split())
"""What is small within a name: Rio de Janeiro, Frankfurt am Main, Ростов-на-Дону."""

OPENERS = frozenset(_OPENERS.split())
"""What a sentence begins with, where the names of places do not."""

PREPOSITIONS = frozenset(_PREPOSITIONS.split())
"""What stands between a thing and its place."""

AT_NO_END = _arabic(_ARABIC_BEFORE_A_DAY)
AT_NO_BEGINNING = _arabic(_ARABIC_OPENERS)
IN_NO_PLACE = _arabic(_ARABIC_OF_SENTENCES)
