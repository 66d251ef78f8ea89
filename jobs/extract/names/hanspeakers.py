"""Foreign firms in Chinese text: who speaks, and names that are half Latin."""

import re
from functools import cache

from jobs.extract.names.hanwords import Named, places, tokens_of
from jobs.extract.text.cues import table
from jobs.extract.text.phrases import Phrase
from storage.domain.folding import fold, simplified


def mixed(text: str) -> list[Named]:
    """Names that begin with Latin letters: "LG电子"."""
    return [
        Named(match.start(), match.end(), text[match.start() : match.end()], True)
        for match in _mixed().finditer(simplified(text))
        if match["head"].lower() not in _GOODS
    ]


#: Goods and techniques in Latin letters, which begin no name.
_GOODS = frozenset(
    (
        "ndfeb",
        "smco",
        "ev",
        "ai",
        "cnc",
        "led",
        "dc",
        "ac",
        "bldc",
        "nev",
        "it",
        "ip",
        "pc",
        "usb",
        "mri",
        "vcm",
        "dy",
        "tb",
        "sm",
        "nd",
    )
)


@cache
def _mixed() -> re.Pattern[str]:
    names = table("zh")["parts"]
    tails = sorted(
        {*names["tail"], *names["weak"], *names["legal"], "公司"}
        - {"永磁", "磁体", "磁钢", "钐钴", "磁铁", "磁石", "稀土"},
        key=len,
        reverse=True,
    )
    return re.compile(rf"(?<![A-Za-z0-9])(?P<head>[A-Z][A-Za-z0-9&.-]{{1,14}})(?:{'|'.join(tails)})+")


def speakers(text: str) -> list[Named]:
    """Foreign firms have no trade in their name; they show as speakers or with the Latin name in brackets."""
    out = []
    for match in _HAN_SPEAKER.finditer(text):
        group = str(match.lastgroup)
        name, start = match[group], match.start(group)
        folded = fold(name).text
        if group == "c":
            out.append(Named(start, start + len(name), name, True))
            continue
        if group == "a" and _OFFICE.search(text, max(0, text.find(name) - 6), text.find(name)):
            # "主席谭志强……谭志强说": somebody introduced by an office.
            continue
        if _ORDINARY & set(folded) or folded.startswith(places()) or _NO_FIRM.search(folded) or _known(folded):
            continue
        out.append(Named(start, start + len(name), name, group == "b"))
    return out


def _known(folded: str) -> bool:
    """Whether an ordinary word of two or more characters stands in it."""
    return any(
        token.end - token.start > 1 and token.kind in ("word", "role", "office", "abroad")
        for token in tokens_of(folded)
    )


#: Characters of ordinary speech that stand in no company's own name.
_ORDINARY = frozenset(
    "的了是在有和与及其这那某各另该此并已未不可拿获得取先后若几多少五两一家张个批从事要产造出口向供应为被将把对给让也都还再又就"
    "只因等说称表示到没无非每些们我你他它谁何以所而但却则或如于由至自含做办买卖用找看问答请求准许证"
)

_HAN_SPEAKER = Phrase("hanspeakers", "han_speaker", capitals=True)

_OFFICE = Phrase("hanspeakers", "office", capitals=True)

_NO_FIRM = Phrase("hanspeakers", "no_firm", capitals=True)
