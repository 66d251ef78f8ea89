"""Words spelt as Chinese is in Latin letters: "Helan", "Suichang". What a firm is called shows where it is from.

The syllables are those of Hanyu Pinyin without its tone marks (ISO 7098:2015, annex A); ü is written u, v or yu.
"""

import re
from functools import lru_cache

_FINALS = {
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an ang eng i ie iao iu ian ing ong u uo ui uan un",
    "t": "a e ai ao ou an ang eng i ie iao ian ing ong u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng i ie iao iu ian in iang ing ong u uo uan v",
    "l": "a e ai ei ao ou an ang eng i ia ie iao iu ian in iang ing ong u uo uan un v",
    "[gk]": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "[jqx]": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "[zcs]h": "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u uo ui uan un",
    "[zcs]": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "y": "a o e i ao ou an in ang ing ong u ue uan un",
    "w": "a o u ai ei an en ang eng",
    "": "a o e ai ei ao ou an en ang er",
}
_SYLLABLE = "|".join(
    f"{initial}(?:{'|'.join(sorted(finals.split(), key=len, reverse=True))})" for initial, finals in _FINALS.items()
)
_SPELT = re.compile(rf"(?:{_SYLLABLE}){{2,4}}")
#: What names of other languages hardly have: these letters, "ng" before another consonant or at the end, and syllables
#: that Chinese places and firms are called after (mountain, river, spring, water, sky).
_OWN = re.compile(
    r"zh|x[iu]|q[iu]|[aeiou]ng(?=[bcdfghjklmnpqrstwxyz]|$)|iao|uo|uai|[lnjqxy]ian|[jx]u|[dgshkrc]ui|jiu|jia(?=[a-z])|[sc]hou|ch[eu]n"
    r"|shen|shan|[cy]h?uan|shui|tian[hmrwx]|hua[lnty]"
)


@lru_cache(maxsize=8192)
def spelt(word: str) -> bool:
    """Whether a word in small letters is two to four Chinese syllables, and no other language's."""
    return len(word) >= 4 and _SPELT.fullmatch(word) is not None and _OWN.search(word) is not None
