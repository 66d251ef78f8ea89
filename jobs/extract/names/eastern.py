"""Companies on no list in Japanese and Korean: nouns that a trade, a town or an introduction makes a firm's."""

import re
from functools import cache

from jobs.extract.names.hanwords import TRADE, Named
from jobs.extract.text.cues import table
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import fold

_JA_NAME = Phrase("eastern", "ja_name", capitals=True)
_KO_WORD = Phrase("eastern", "ko_word", capitals=True)
_KO_PARTICLE = Phrase("eastern", "ko_particle", capitals=True)


def find(text: str, language: str) -> list[Named]:
    """Names of firms in a Japanese or Korean text, in order and not overlapping."""
    if language not in ("ja", "ko"):
        return []
    found = _japanese(text) if language == "ja" else _korean(text)
    found += _quoted(text, language)
    found += _listed(text, language, found)
    found.sort()
    return [one for place, one in enumerate(found) if not place or one.start >= found[place - 1].end]


#: A word in quotation marks that somebody is called by.
_QUOTED = {
    "ja": re.compile(
        "(?<=[のる業社カ])[「『]([\u4e00-\u9fff々\u30a1-\u30fa\u30fcA-Za-z]{2,10})[」』](?=[がはにもをの、])"
    ),
    "ko": re.compile("(?<=[의인는사체업] )['‘\"“]([\uac00-\ud7a3A-Za-z]{3,10})['’\"”](?=[은는이가에도를을의])"),
}
#: A list of words, one of which may be a firm's name.
_LIST = {
    "ja": re.compile(
        "[\u4e00-\u9fff々\u30a1-\u30fa\u30fcA-Za-z]{2,12}(?:(?:、|と|や|および|及び|・)[\u4e00-\u9fff々\u30a1-\u30fa\u30fcA-Za-z]{2,12})+"
    ),
    "ko": re.compile("[\uac00-\ud7a3A-Za-z]{3,12}(?:(?:, ?|·|와 |과 |및 )[\uac00-\ud7a3A-Za-z]{3,12})+"),
}
_BETWEEN = {"ja": re.compile("、|と|や|および|及び|・"), "ko": re.compile(", ?|·|와 |과 |및 ")}


def _quoted(text: str, language: str) -> list[Named]:
    """「恒砺」 after a noun for firms: a word in quotation marks that licences are told of."""
    return [
        Named(match.start(1), match.end(1), match[1], True)
        for match in _QUOTED[language].finditer(text)
        if not _is_word(match[1], language)
    ]


def _listed(text: str, language: str, found: list[Named]) -> list[Named]:
    """What stands in one list with names is one too."""
    starts = {one.start for one in found}
    out = []
    for match in _LIST[language].finditer(text):
        low, high = match.span()
        if not any(low <= start < high for start in starts):
            continue
        while low < high:
            between = _BETWEEN[language].search(text, low, high)
            end = between.start() if between else high
            name = text[low:end]
            if language == "ko" and not between:
                particle = _KO_PARTICLE.search(name)
                name = name[: particle.start()] if particle and particle.start() >= 3 else name
            if low not in starts and len(name) >= 3 and not _is_word(name, language):
                out.append(Named(low, low + len(name), name, True))
            low = between.end() if between else high
    return out


def _is_word(name: str, language: str) -> bool:
    """Whether a word is one of everyday speech, or only says what a firm is or makes."""
    folded = fold(name).text
    return any(word in folded for word in _table(language, "generic")) or folded.endswith(
        (*_table(language, "introduces"), *_COUNTED[language])
    )


#: What is counted or only a place: "3社", "안후이성".
_COUNTED = {"ja": ("社", "者", "省", "市", "県", "国", "側"), "ko": ("업체", "기업", "성", "시", "곳", "개사")}


_KO_KIND = Phrase("eastern", "ko_kind", capitals=True)

_KO_LICENSED = Phrase("eastern", "ko_licensed", capitals=True)


@cache
def _table(language: str, name: str) -> tuple[str, ...]:
    return tuple(sorted((fold(word).text for word in table(language)["names"][name]), key=len, reverse=True))


def _japanese(text: str) -> list[Named]:
    out = []
    for match in _JA_NAME.finditer(text):
        start, name = match.start(), match[0]
        folded = fold(name).text
        if len(folded) != len(name):
            continue
        for word in _table("ja", "before"):
            # A describing noun written together with the name.
            if folded.startswith(word) and len(folded) - len(word) >= 2:
                start, name, folded = start + len(word), name[len(word) :], folded[len(word) :]
                break
        if any(word in folded for word in _table("ja", "generic")) or folded.endswith(_table("ja", "introduces")):
            # "磁石サプライヤー" says what somebody is, not who.
            continue
        introduced = text[max(0, start - 12) : start].endswith(_introducing_ja())
        tail = next((word for word in _table("ja", "tail") if folded.endswith(word)), "")
        town = next((word for word in _table("ja", "place") if folded.startswith(word)), "")
        rest = len(folded) - len(tail) - len(town)
        if (tail and rest >= 2) or (town and rest >= 2) or not TRADE.isdisjoint(folded) or introduced:
            out.append(Named(start, start + len(name), name, True))
    return out


@cache
def _introducing_ja() -> tuple[str, ...]:
    nouns = table("ja")["names"]["introduces"]
    return tuple(noun + link for noun in nouns for link in ("の", "、", "である", "「", ""))


def _korean(text: str) -> list[Named]:
    out = []
    before = ""
    for match in _KO_WORD.finditer(text):
        word = match[0]
        particle = _KO_PARTICLE.search(word)
        name = word[: particle.start()] if particle and particle.start() >= 3 else word
        glued = text[match.end() : match.end() + 1]
        town = next((place for place in _table("ko", "place") if name.startswith(place)), "")
        tail = next((one for one in _table("ko", "tail") if name.endswith(one)), "")
        introduced = before.endswith(_table("ko", "introduces")) or text[
            max(0, match.start() - 5) : match.start()
        ].rstrip().endswith(_table("ko", "introduces"))
        before = word
        if particle is None and _KO_KIND.match(text, match.end()):
            # "선박모터 업체": what a firm makes.
            continue
        if any(one in name for one in _table("ko", "generic")) or len(name) < 3 or name in _table("ko", "place"):
            continue
        if name[:-1] in _table("ko", "place") and name[-1] in "성시현구의에은는이가도":
            # "저장성", "닝보의": a place.
            continue
        given = particle is not None and particle.start() >= 3 and particle[0] in ("에", "에게", "에는")
        slot = given and _KO_LICENSED.match(text, match.end()) is not None
        introduced = introduced or slot
        plain = bool((town and len(name) - len(town) >= 1 and name != town) or (tail and len(name) - len(tail) >= 2))
        if plain or (introduced and (particle or glued in ("(", ",", "「"))):
            out.append(Named(match.start(), match.start() + len(name), name, True))
    return out
