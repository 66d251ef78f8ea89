"""Reports with every company under an invented name: a reader that knows names by heart falls there.

The names are of the kinds that companies have: a town, a coinage and a trade; the coinage alone; everyday words; a
family's name; letters. Each company gets one, in the script of each of its spellings, and no name is given twice.
"""

import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FIRST = ("Yue", "Lan", "Qi", "Shuo", "Hao", "Ming", "Rui", "Zhen", "Xing", "Tao", "Kang", "Bo", "Cheng", "Jia", "Wen")
_SECOND = ("feng", "hua", "tong", "jing", "rong", "lin", "yuan", "chuan", "gang", "sheng", "qiu", "ye", "hai", "ping")
_OPEN = ("vel", "kor", "tam", "rin", "dal", "mos", "fen", "lur", "gas", "pel", "nor", "bri", "sol", "var", "tek", "ost")
_CLOSE = ("vane", "dyn", "ara", "mont", "ix", "well", "eron", "stad", "ique", "berg", "ia", "trix", "holm", "ano")
_FAMILY = ("Hartmann", "Lindqvist", "Brannigan", "Moreau", "Castellano", "Whitcombe", "Szabo", "Fairbairn", "Olsson")
_JAPAN = ("Takemura", "Ishibashi", "Kurosaki", "Morinaga", "Hayashida", "Uchiyama", "Shibukawa", "Nagatomo")
_EVERYDAY = ("Northern Crane", "Silver Heron", "Bright Harbour", "Copper Hill", "Three Rivers", "Swift Lantern",
             "Oak Gate", "Clear Summit", "Golden Plough", "Stone Bridge", "Blue Anchor", "Lucky Pine")  # fmt: skip
_TOWNS = (("Yichang", "宜昌"), ("Weihai", "威海"), ("Ganzhou", "赣州"), ("Wuhu", "芜湖"), ("Taizhou", "台州"))
_MAKES = (("Magnetics", "磁材"), ("Magnet", "磁业"), ("Permanent Magnet", "永磁"), ("Rare Earth", "稀土"))
_BUILDS = (("Drives", "电机"), ("Motors", "汽车"), ("Pumps", "泵业"), ("Robotics", "机器人"), ("Electric", "电气"),
           ("GmbH", ""), ("Automotive", "汽车"))  # fmt: skip
_GLYPHS = "砚珏翊铎霁栩珩烨骞湛芃璟岚澄朔祺"
_SOUNDS = ("布", "兰", "特", "维", "尔", "斯", "克", "罗", "德", "莫", "林", "瓦", "诺", "贝", "塔", "里")
#: The kinds of names, by whether their bearer makes magnets.
MAKERS = ("town", "trade", "coined", "everyday", "letters")
BUYERS = ("builds", "coined", "family", "japan", "everyday", "letters")


@dataclass(frozen=True, kw_only=True)
class Name:
    """An invented company: written in full and as it is called for short, in Latin letters and in Chinese ones."""

    full: str
    short: str
    full_han: str
    short_han: str
    number: str

    def instead_of(self, spelling: str, *, longest: bool) -> str:
        """What stands for one of the real company's spellings; `longest`: for one in which it is written out."""
        if spelling[0].isdigit() or ":" in spelling:
            return self.number
        if _is_han(spelling):
            return self.full_han if longest else self.short_han
        written = self.full if longest else self.short
        return written.upper() if spelling.isupper() and " " in spelling else written


def _is_han(spelling: str) -> bool:
    """Whether a spelling is Chinese; Korean texts write foreign names in Latin letters as well."""
    return "\u2e7f" < spelling[0] < "\uac00"


class _Coiner:
    """Names, none of them twice, from one seed."""

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.given: set[str] = set()

    def name(self, *, maker: bool) -> Name:
        while True:
            name = self._name(self.rnd.choice(MAKERS if maker else BUYERS), maker=maker)
            if self.given.isdisjoint((name.short, name.short_han)):
                self.given |= {name.short, name.short_han}
                return name

    def _name(self, kind: str, *, maker: bool) -> Name:
        rnd = self.rnd
        trade, trade_han = rnd.choice(_MAKES if maker else _BUILDS)
        if maker:
            short, han = rnd.choice(_FIRST) + rnd.choice(_SECOND), "".join(rnd.sample(_GLYPHS, 2))
        else:
            short = (rnd.choice(_OPEN) + rnd.choice(_CLOSE)).capitalize()
            han = "".join(rnd.sample(_SOUNDS, rnd.choice((3, 4))))
        full, full_han = f"{short} {trade}", han + trade_han
        match kind:
            case "town":
                town, town_han = rnd.choice(_TOWNS)
                full, full_han = f"{town} {short} {trade}", town_han + full_han
            case "coined":
                full = short
            case "everyday":
                short = rnd.choice(_EVERYDAY)
                full = f"{short} {trade}"
            case "letters":
                short = "".join(rnd.sample("BCDFGHKLMNPRSVXZ", 3))
                full = f"{short} {trade}"
            case "family":
                short = rnd.choice(_FAMILY)
                full = rnd.choice((short, f"{short} {trade}"))
            case "japan":
                short = rnd.choice(_JAPAN)
                full = rnd.choice((short, f"{short} {trade}"))
        if not maker and rnd.random() < 0.5:
            full_han = han
        short_han = full_han if maker else han
        number = str(rnd.randrange(690_000, 699_999))
        return Name(full=full, short=short, full_han=full_han, short_han=short_han, number=number)


#: What a text adds to a short name of its own accord; it goes with the name.
_MORE_HAN = "(?:永磁|磁材|磁业|磁業|稀土|高技术|高技術|新材料|科技|股份|有限公司|集团|集團|磁体|磁體)*"
_TOWN = "(?:(?:Beijing|Ningbo|Jiangxi|Baotou|Chengdu|Yantai|Hangzhou) )?"
_TOWN_HAN = "(?:北京|江西|宁波|寧波|浙江|烟台|煙臺|包头|包頭|安徽|成都)?"
_MORE = (
    r"(?: (?:(?:Hi|High)-Tech(?:nology)?|Permanent Magnet|Rare[- ]Earths?|Magnetics?|Group|Technology|Co\.?,? Ltd\.?))*"
)


def _either(spellings: Iterable[str]) -> str:
    """An expression for one of these spellings, longest first; hyphens and blanks are alike."""
    longest = sorted(spellings, key=len, reverse=True)
    return "|".join("[- ]".join(map(re.escape, re.split("[- ]", one))) for one in longest) or "(?!)"


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """The spellings as texts write them: no part of a longer Latin word or number, and with what is added to them."""
    numbers = {one for one in spellings if one[0].isdigit() or ":" in one}
    han = {one for one in spellings if _is_han(one)}
    latin = _either(set(spellings) - numbers - han)
    return re.compile(
        rf"(?<!\d)(?P<number>{_either(numbers)})(?!\d)|{_TOWN_HAN}(?P<han>{_either(han)}){_MORE_HAN}"
        rf"|(?<![A-Za-z]){_TOWN}(?P<latin>{latin}){_MORE}(?![A-Za-z])"
    )


def renamed(
    documents: Iterable[Mapping[str, Any]], spellings: Mapping[str, Sequence[str]], makers: Iterable[str], seed: int
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """The documents with their companies renamed, labels too, and the new names with their spellings.

    `spellings` has each company's other spellings, `makers` those that make magnets. Ids stay as they are.
    """
    coiner = _Coiner(random.Random(seed))
    makers = frozenset(makers)
    instead: dict[str, str] = {}
    invented: dict[str, list[str]] = {}
    for company, others in sorted(spellings.items()):
        name = coiner.name(maker=company in makers)
        invented[name.full] = sorted({name.short, name.full_han, name.short_han} - {name.full})
        latin = [one for one in (company, *others) if not _is_han(one)]
        han = [one for one in (company, *others) if _is_han(one)]
        for spelled in (latin, han):
            # The shortest spelling is what the company is called for short, the others write it out.
            least = min(map(len, spelled), default=0)
            for one in spelled:
                instead[one] = name.instead_of(one, longest=one == company or len(one) > least)
    pattern = _pattern(instead)

    def other(match: re.Match[str]) -> str:
        spelling = next(text for text in match.groups() if text)
        return instead.get(spelling) or instead[alike[_squeezed(spelling)]]

    alike = {_squeezed(one): one for one in instead}
    out = []
    for document in documents:
        swapped = json.loads(pattern.sub(other, json.dumps(document, ensure_ascii=False)))
        out.append(swapped | {"id": document["id"]})
    return out, invented


def _squeezed(spelling: str) -> str:
    return spelling.replace("-", " ")
