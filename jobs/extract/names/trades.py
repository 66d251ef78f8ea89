"""What a name by itself says of a company's trade: a maker of magnets, or one of what magnets go into."""

import re
from functools import lru_cache

from jobs.extract.names import capitals, han, hanwords
from jobs.extract.text.cues import words

_FOREIGN_LETTERS = re.compile("[À-ɏ]")


def uses_magnets(name: str) -> bool:
    """Whether a name by itself shows a buyer: by what the firm makes of magnets, or as no Chinese firm writes its name."""
    if name[0] > "\u2e7f":
        return hanwords.without_place(name) == name and han.sounds_foreign(name)
    parts = [part.strip(".,").lower() for part in name.split(" ")]
    if any(part in capitals.chinese_places() for part in parts):
        return False
    tails = words("en", "names", "product")
    return (
        bool(_FOREIGN_LETTERS.search(name))
        or parts[0] in words("en", "places", "cities")
        or not tails.isdisjoint(parts[1:])
    )


@lru_cache(maxsize=4096)
def of_the_trade(name: str) -> bool:
    """Whether a name in small letters says that its company makes magnets or their materials."""
    return any(word in words("en", "names", "trade") for word in name.replace("-", " ").split()) or bool(
        _MAGNET_IN_NAME.search(name)
    )


#: "Hengyue Cigang": as Chinese firms spell magnets in Latin letters.
_CHINESE_MAGNET = re.compile(r"\bci(?:gang|tie|cai|ye|xing|dian|li)\b|(?:yong|xi|te|heng)ci\b")
#: Magnets in a name, in any language.
_MAGNET_IN_NAME = re.compile(
    "磁|钐|釤|钕|釹|铽|鋱|镝|鏑|钴|鈷|稀|希土|永磁|特材|特合|자석|자성|희토|시투|자업|영자|자전(?!거)|마그[넷네텍]|융츠|츠[예커뎬리톄차싱강]|マグネ|レアアース|magn[eé]t|aimant|imanes|sinter|"
    + _CHINESE_MAGNET.pattern
)


def spelt_as_in_china(name: str) -> bool:
    """Whether a name in small letters spells magnets as Chinese firms do in Latin letters."""
    return _CHINESE_MAGNET.search(name) is not None
