"""Which language a text is in, as far as its letters and its commonest words tell. Pure.

What a page declares is often its software's default; letters cannot lie about their script, so they overrule it.
"""

import re
from collections import Counter
from itertools import islice

_SAMPLE = 2_000
_LETTER = re.compile(r"[^\W\d_]")
#: A text has so many letters, or nobody can tell.
_ENOUGH = 20
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d]"), 0.05),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile("[\u3400-\u9fff\uf900-\ufaff]"), 0.2),
    ("ru", re.compile("[\u0400-\u04ff]"), 0.4),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.4),
    ("el", re.compile("[\u0370-\u03ff]"), 0.4),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.4),
    ("hi", re.compile("[\u0900-\u097f]"), 0.4),
)
_WORDS = {
    "en": "the of and to in that is for on with was by has it from said an are which",
    "de": "der die und das ist nicht mit von den dem auf für ein eine sich auch wird wurde haben",
    "fr": "le la les des et est dans que pour une sur pas par avec plus ont aux qui cette",
    "es": "el los las del que una por con para está como más pero sus este han fue según",
    "it": "il che di gli della per una con sono non anche alla dei nel più stato delle dal",
    "nl": "het een van de dat niet voor met zijn ook door naar bij wordt aan heeft deze zich",
    "pt": "os uma que não com para mais dos foi como ao pela são também seu das pelo está",
    "sv": "och att det som för inte med har till den är på av ett kan eller från även",
    "vi": "và của các trong là được cho với không những một này đã người theo từ về",
}
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}
#: Scripts that one declared language does not have to itself.
_SHARED = {"ru": {"ru", "uk", "bg", "sr", "be", "mk", "kk", "mn"}, "ar": {"ar", "fa", "ur"}, "hi": {"hi", "mr", "ne"}}


def of(text: str, declared: str | None = None) -> str | None:
    """The language (two letters, or as declared) of a text; None when neither it nor anybody says."""
    sample = text[:_SAMPLE]
    # Where all is ASCII there is no script to tell, and nobody needs to count on.
    scripts, counted = ((), _ENOUGH) if sample.isascii() else (_SCRIPTS, None)
    letters = sum(1 for _ in islice(_LETTER.finditer(sample), counted))
    if letters < _ENOUGH:
        return declared
    script = next((name for name, pattern, share in scripts if len(pattern.findall(sample)) >= share * letters), None)
    said = (declared or "").partition("-")[0]
    if script is not None:
        return declared if said == script or said in _SHARED.get(script, ()) else script
    if said and said not in {name for name, _, _ in _SCRIPTS}:
        return declared
    counts = Counter(sample.lower().split())
    found = {name: sum(counts[word] for word in words) for name, words in _COMMON.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= max(3, sum(counts.values()) * 0.05) else None
