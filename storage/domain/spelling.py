"""How a company's name may be written: without its legal form, its place, its trade. Only spelling; no company."""

import re
from collections.abc import Iterator
from functools import lru_cache

from storage.domain.folding import fold

_LEGAL = re.compile(
    r"[\s,.]*\b(co|company|ltd|limited|inc|incorporated|corp|corporation|plc|ag|gmbh|kgaa|kg|se|sa|s\.a|nv|bv|oy|ab|"
    r"a/s|as|spa|s\.p\.a|llc|llp|lp|kk|k\.k|pte|pty|sdn bhd|holdings?|group|the)\b[\s,.]*$"
)


TRADE = re.compile(
    r"\s+(rare earths?|magnetic materials?|magnetics?|magnets?|new materials?|advanced|materials?|permanent|technology|"
    r"technologies|high tech|hi tech|hitech|industry|industries|industrial|motors?|automotive|metals?|rare|"
    r"magnetoelectric|special|and|&|of|science)$"
)


_PLACE = re.compile(
    r"^(beijing|ningbo|jiangxi|baotou|zhejiang|anhui|hangzhou|yantai|chengdu|shenzhen|shanghai|tianjin|ganzhou|"
    r"guangdong|shandong|sichuan|hunan|hubei|fujian|xiamen|shanxi|shaanxi|inner mongolia|jiangsu|suzhou|nanjing|"
    r"dongyang|hengdian|taiyuan|chongqing|hebei|henan|liaoning|shenyang|guangxi|china)\s+"
)


_HAN_LEGAL = re.compile(r"(股份有限公司|有限责任公司|有限公司|株式会社|股份|集团|公司|주식회사)$")


_HAN_TRADE = re.compile(
    r"(高技术|高科技|科技|技术|新材料|磁性材料|材料|工业|实业|电子|稀磁|磁业|磁材|磁体|磁性|永磁|稀土|控股|汽车|磁钢)$"
)


HAN_PLACE = re.compile(
    r"^(北京|上海|天津|重庆|江西|浙江|安徽|山东|四川|湖南|湖北|福建|江苏|广东|广西|山西|陕西|内蒙古|河北|河南|辽宁|"
    r"宁波|包头|赣州|杭州|烟台|成都|深圳|厦门|东阳|横店|太原|苏州|南京|沈阳|潮州|宁夏|青岛|中国)(市|省)?"
)


TICKER = re.compile(r"^(?:[A-Za-z]{2,6}[:\s])?(\d{4,6})(?:\.[A-Za-z]{1,2})?$|^[A-Za-z]{2,6}:([A-Za-z0-9.]{1,7})$")


#: Words that remain after shortening but tell nobody apart.
BLUNT = frozenset(
    (
        "advanced",
        "technology",
        "technologies",
        "general",
        "galaxy",
        "earth",
        "earths",
        "china",
        "special",
        "national",
        "american",
        "united",
        "first",
        "new",
        "permanent",
        "electron",
        "energy",
        "continental",
        "apple",
        "global",
        "pacific",
        "standard",
        "rare",
        "magnetic",
        "magnetics",
        "magnet",
        "magnets",
        "material",
        "materials",
        "high",
        "tech",
        "hi",
        "hitech",
        "industry",
        "industries",
        "industrial",
        "motor",
        "motors",
        "automotive",
        "metal",
        "metals",
        "magnetoelectric",
        "science",
        "and",
        "&",
        "of",
        "the",
        "company",
        "group",
        "co",
        "ltd",
        "alloys",
        "alloy",
        "cobalt",
        "samarium",
        "steel",
        "precision",
        "system",
        "systems",
        "resources",
        "minerals",
        "electronics",
        "power",
        "drive",
        "drives",
        "vector",
        "inst",
        "yongci",
        "zhongke",
        "golden",
        "dragon",
        "northern",
        "southern",
        "ocean",
        "star",
        "aerospace",
        "tungsten",
        "iron",
    )
)


_HAN_GENERIC = re.compile(
    r"(?:高技术|科技|技术|新材料|材料|磁性|永磁|磁材|磁体|稀土|钐钴|工业|电子|特种|合金|金属|汽车|集团|控股)+"
)


_WORDS_OF_TRADE = """
rare earth earths magnetic magnetics magnet magnets new material materials advanced permanent technology technologies
tech high hi hitech industry industries industrial motor motors automotive metal metals magnetoelectric special science
electronics electric alloy alloys resources minerals international group holding holdings company corporation limited
enterprise enterprises trading factory and of the co ltd inc corp gmbh ag llc
"""
#: Words of a trade, and of what a firm is: two names that share only these have nothing to do with each other.
_SAYS_LITTLE = frozenset(_WORDS_OF_TRADE.split())
#: Names whose telling parts are kept: those that slips are compared with.
_FEW_NAMES = 10_000
#: So many letters of a longer word are a slip of the fingers.
_LONG_WORD = 6


@lru_cache(maxsize=_FEW_NAMES)
def telling(name: str) -> str:
    """What of a name tells whose it is: without legal form, trade and place; its place where nothing else is left."""
    core = _core(fold(name).text)
    if not core.isascii():
        bare = HAN_PLACE.sub("", core)
        while (shorter := _HAN_TRADE.sub("", bare)) not in (bare, ""):
            bare = shorter
        return re.sub(r"\W+", "", core if not bare or _HAN_TRADE.fullmatch(bare) else bare)
    words = [word for word in re.findall(r"[\w&]+", core) if not _says_little(word)]
    bare = _PLACE.sub("", " ".join(words) + " ")
    return "".join((bare.strip() or " ".join(words) or core).split())


def names_place(text: str) -> bool:
    """Whether a text is the name of a place and nothing else."""
    return bool(_PLACE.fullmatch(f"{text} ") or HAN_PLACE.fullmatch(text))


def _says_little(word: str) -> bool:
    return word in _SAYS_LITTLE or (
        len(word) >= _LONG_WORD and any(_one_apart(word, known) for known in _SAYS_LITTLE if len(known) >= _LONG_WORD)
    )


def _one_apart(one: str, other: str) -> bool:
    """Whether two words differ by one letter: another, one more, or two that changed places."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] in (other[at:], other[at + 1 :]) or one[at:] == other[at + 1 :]


#: Names whose forms are kept: a change of one name leaves those of all others as they are.
_REMEMBERED = 200_000


def _core(folded: str) -> str:
    """The name without its legal form."""
    text = re.sub(r"\([^)]*\)", " ", folded)
    text = " ".join(text.replace(",", " ").split()).strip(" .")
    while True:
        shorter = _HAN_LEGAL.sub("", _LEGAL.sub("", text)).strip(" .,")
        if shorter == text or not shorter:
            return text
        text = shorter


def _short_forms(folded: str) -> Iterator[str]:
    """Ever shorter forms of a folded name, each still distinctive; the full core first."""
    core = _core(folded)
    if core == folded or ((core.isascii() or len(core) > 2) and _tells(core)):
        # Two characters left of a longer name are often a word: "the mainland" is no company.
        yield core
    for start in {core, _PLACE.sub("", core), HAN_PLACE.sub("", core)}:
        text = start
        while text:
            if _distinctive(text):
                yield text
            shorter = _HAN_TRADE.sub("", TRADE.sub("", text)).strip(" .,")
            if shorter == text:
                break
            text = shorter


def _tells(core: str) -> bool:
    """Whether a name without its legal form still says who: "China Rare Earth" of the group of that name says what."""
    if core.isascii():
        return any(word not in BLUNT for word in _PLACE.sub("", core + " ").split())
    rest = HAN_PLACE.sub("", core)
    return bool(rest) and not _HAN_GENERIC.fullmatch(rest)


def _distinctive(text: str) -> bool:
    if not text.isascii():
        return len(text) >= 3 and _tells(text)
    words = text.split()
    return (
        any(word not in BLUNT and not word.isdigit() and len(word) > 1 for word in words)
        and (len(words) > 1 or len(text) >= 4)
        and not _PLACE.fullmatch(text + " ")
    )


@lru_cache(maxsize=_REMEMBERED)
def key_of(typed: str) -> str:
    """What is typed, with case, width, script, punctuation and legal form folded away."""
    return re.sub(r"[^\w&]+", "", _core(fold(typed).text)) or re.sub(r"\s+", "", fold(typed).text)


@lru_cache(maxsize=_REMEMBERED)
def forms(name: str) -> tuple[tuple[str, bool, str | None], ...]:
    """The forms in which a name is looked for: folded, whether it is the whole name, and how it must be spelt."""
    found = []
    folded = " ".join(fold(name).text.split())
    plain = _core(folded)
    for form in dict.fromkeys((folded, *_short_forms(folded))):
        if len(form) < 2:
            continue
        latin = form.isascii()
        spelling = None
        if latin and " " not in form:
            # A single Latin word must be written as a name; a very short one exactly as the alias is.
            spelling = name if len(form) <= 3 else form.capitalize()
        found.append((form, form in (folded, plain), spelling))
    return tuple(found)
