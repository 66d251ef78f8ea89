"""Who says so: the kind of source a statement names, its speaker and the outlet that had it first."""

from jobs.extract.text.cues import Hit
from jobs.extract.text.phrases import Phrase
from storage.domain.claim import Attribution
from storage.domain.folding import fold

_OUTLET_SHOWN = {
    "reuters": "Reuters", "路透": "Reuters", "路透社": "Reuters", "bloomberg": "Bloomberg", "彭博": "Bloomberg",
    "nikkei": "Nikkei", "日经": "Nikkei", "日經": "Nikkei", "asian metal": "Asian Metal", "亚洲金属网": "Asian Metal",
    "shanghai securities news": "Shanghai Securities News", "上海证券报": "Shanghai Securities News",
    "wall street journal": "The Wall Street Journal", "the wsj": "The Wall Street Journal",
    "华尔街日报": "The Wall Street Journal",
    "xinhua": "Xinhua", "新华社": "Xinhua", "financial times": "Financial Times", "金融时报": "Financial Times",
    "caixin": "Caixin", "财新": "Caixin", "联合早报": "Lianhe Zaobao", "纽约时报": "The New York Times",
}  # fmt: skip
_OUTLET_SAYS = Phrase("attribution", "outlet_says")


def outlet(text: str, hits: list[Hit]) -> str | None:
    """The outlet a passage gives as its source, by the name readers know it by."""
    for hit in hits:
        if "newspaper" in hit.tags:
            around = text[max(0, hit.start - 24) : hit.end + 24]
            if _OUTLET_SAYS.search(around):
                raw = text[hit.start : hit.end]
                return _OUTLET_SHOWN.get(fold(raw).text, raw)
    return None


def source(hits: list[Hit], *, own: bool) -> Attribution:
    """What kind of source stands behind a passage. `own`: the subject or a company speaks in it."""
    tags = frozenset().union(*(hit.tags for hit in hits)) if hits else frozenset()
    if own:
        return Attribution.COMPANY
    if "anonymous" in tags:
        return Attribution.ANONYMOUS
    if "ministry" in tags and "says" in tags:
        return Attribution.MINISTRY
    if "analyst" in tags:
        return Attribution.ANALYST
    if "newspaper" in tags:
        return Attribution.MEDIA
    return Attribution.NONE
