"""The words of an order, told apart: supplier, customer, material, use, country. Pure; quotes and filters decide."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.grammar import Token, quoted
from storage.domain import goods, uses

#: What each part can be given as, where its place in the sentence is not plain.
FILTERS = ("supplier", "customer", "material", "use", "country")


@dataclass(frozen=True, kw_only=True)
class OrderWords:
    """What was typed of each part; empty where nothing was."""

    supplier: str = ""
    customer: str = ""
    material: str = ""
    use: str = ""
    country: str = ""

    def command(self, *more: str) -> str:
        """The command that asks this again, ready to copy; `more` stands at its end."""
        named = f"{quoted(self.supplier)} for {quoted(self.customer)}"
        rest = [f"{key}:{quoted(value)}" for key, value in self._rest() if value]
        return " ".join(["check", named, *rest, *more])

    def _rest(self) -> tuple[tuple[str, str], ...]:
        return (("material", self.material), ("use", self.use), ("country", self.country))


def split(words: Sequence[Token], known: Callable[[str], bool]) -> OrderWords:
    """`known` tells whether a name is somebody's on record. Words that nothing explains belong to the name they follow,
    or, once the material has begun, to the end use."""
    texts = [word.text for word in words]
    parts = _for(words, known) or _sides(words, known)
    if parts is None:
        return OrderWords(supplier=_bare(" ".join(texts)))
    before, after = words[: parts[0]], words[parts[1] :]
    goods_first, supplier = _from(before, known)
    while after and not after[0].quoted and _bare(after[0].text).casefold() in _LEADING and len(after) > 1:
        after = after[1:]
    end = _end_of_name(after, known)
    material, use, country = _sorted([*(Token(text=text) for text in goods_first), *after[end:]])
    return OrderWords(
        supplier=_bare(supplier),
        customer=_bare(" ".join(word.text for word in after[:end])),
        material=_bare(material),
        use=_bare(use),
        country=_bare(country),
    )


def others(words: OrderWords, known: Callable[[str], bool]) -> str | None:
    """A second customer on record, named behind the first: a veto on it would go unseen. None when there is none."""
    if not known(words.customer):
        for piece in re.split(r"\s+(?:and|or|und)\s+|\s*[&+/,，、]\s*", words.customer)[1:]:
            if known(piece):
                return piece
    texts = words.use.split()
    for start in range(len(texts)):
        for end in range(len(texts), start, -1):
            name = _bare(" ".join(texts[start:end]))
            if name and not uses.spans(name) and known(name):
                return name
    return None


#: What may stand before a customer's name.
_LEADING = frozenset(("our", "the", "a", "an", "my", "customer", "client", "buyer", "company"))


def _for(words: Sequence[Token], known: Callable[[str], bool]) -> tuple[int, int] | None:
    """Where `for` parts supplier from customer: behind a name on record, else the first."""
    places = [
        at for at, word in enumerate(words) if not word.quoted and word.text.casefold() in ("for", "给", "為", "为")
    ]
    named = [at for at in places if known(" ".join(word.text for word in words[:at]))]
    if not places:
        # "JL Mag fro Ford": behind a name on record, three letters that make up the word are the word.
        named = [
            at
            for at, word in enumerate(words)
            if at and sorted(word.text.casefold()) == ["f", "o", "r"] and known(" ".join(w.text for w in words[:at]))
        ]
    at = next(iter([*named, *places]), None)
    return None if at is None else (at, at + 1)


def _sides(words: Sequence[Token], known: Callable[[str], bool]) -> tuple[int, int] | None:
    """Without a `for`: where `to`, an arrow or a comma parts them, behind a name on record."""
    for at in range(1, len(words)):
        before = " ".join(word.text for word in words[:at])
        word = "" if words[at].quoted else words[at].text.casefold()
        if word in ("to", "->", "→", "=>", "向") and known(_bare(before)):
            return at, at + 1
        if before.endswith((",", "，", ";")) and known(_bare(before)):
            return at, at
    texts = [word.text for word in words]
    for at in range(1, len(words) if not known(_bare(" ".join(texts))) else 0):
        # "JL Mag Bosch NdFeB": one name on record behind another.
        behind = any(known(_bare(" ".join(texts[at:end]))) for end in range(at + 1, len(words) + 1))
        if known(" ".join(texts[:at])) and behind:
            return at, at
    return None


def _from(words: Sequence[Token], known: Callable[[str], bool]) -> tuple[list[str], str]:
    """What stands before a name on record and is goods: "SmCo from JL Mag", "JL Mag's SmCo"; then the name."""
    texts = [word.text for word in words]
    whole = " ".join(texts)
    if known(_bare(whole)) or any(word.quoted for word in words):
        return [], whole
    for at, text in enumerate(texts):
        name = _bare(" ".join(texts[at + 1 :]))
        if text.casefold() in ("from", "by", "of") and at and known(name):
            return texts[:at], name
        owner = _bare(" ".join(texts[: at + 1])).removesuffix("'s").removesuffix("’s")
        if text.endswith(("'s", "’s")) and texts[at + 1 :] and known(owner):
            return texts[at + 1 :], owner
    return [], whole


def _end_of_name(words: Sequence[Token], known: Callable[[str], bool]) -> int:
    """How many of these words are the customer's name: the longest name on record, else up to what is no name."""
    if not words or words[0].quoted:
        return min(len(words), 1)
    texts = [word.text for word in words]
    # What stands in quotes of its own is no more of the name before it.
    explained = [begins or words[at].quoted for at, begins in enumerate(_begins(texts))]
    for end in range(len(words), 0, -1):
        ends = end == len(words) or explained[end] or texts[end - 1].endswith((",", "，", ";"))
        ends = ends or texts[end].casefold() in ("and", "or", "&", "und")
        if ends and known(_bare(" ".join(texts[:end]))):
            return end
    return next((at for at in range(1, len(words)) if explained[at]), len(words))


def _begins(texts: Sequence[str]) -> list[bool]:
    """For each word whether the order can go on with it after the name. A use with a capital is likelier a name's end:
    "TDK Electronics" is another firm than TDK."""
    text = " ".join(texts)
    plain = _covered(texts, [*goods.spans(text), *uses.country_spans(text)])
    of_use = _covered(texts, uses.spans(text))
    small = _covered(texts, uses.beside(text))
    begins = [plain[at] or (of_use[at] and not word.istitle()) for at, word in enumerate(texts)]
    for at in range(len(texts) - 2, -1, -1):
        # "Subaru of America" is one name; of "Ford in Germany" the place begins at `in`.
        begins[at + 1] = begins[at + 1] and texts[at].casefold() not in ("of", "de", "do")
        begins[at] = begins[at] or (small[at] and begins[at + 1])
        begins[at] = begins[at] and (begins[at + 1] or texts[at].casefold() not in ("and", "&", "+", "/"))
    return begins


def _sorted(words: Sequence[Token]) -> tuple[str, str, str]:
    """(material, use, country). In quotes beside a material, what nothing explains is more of the material."""
    texts: list[str] = []
    of_material: list[bool] = []
    for token in words:
        pieces = token.text.split()
        texts += pieces
        of_material += [token.quoted and bool(goods.named(token.text))] * len(pieces)
    text = " ".join(texts)
    of_use = _covered(texts, uses.spans(text))
    of_place = _covered(texts, uses.country_spans(text))
    of_goods = _covered(texts, goods.spans(text))
    small = _covered(texts, uses.beside(text))
    material, use, place = [], [], []
    for at, word in enumerate(texts):
        if of_place[at] and not of_use[at]:
            place.append(word)
        elif not of_use[at] and (of_goods[at] or (of_material[at] and not small[at])):
            material.append(word)
        elif of_use[at] or not small[at]:
            use.append(word)
    while material and material[0].casefold() in _JOINING:
        material.pop(0)
    return " ".join(material), " ".join(use), " ".join(place)


#: Between a name and what follows it these are no part of the goods.
_JOINING = frozenset(("and", "&", "+", "/"))


def _covered(texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[bool]:
    covered, start = [], 0
    for word in texts:
        end = start + len(word.rstrip(",;.?？"))
        covered.append(any(first <= start and last >= end for first, last in spans) or _pieced(start, end, spans))
        start += len(word) + 1
    return covered


def _pieced(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether several pieces cover a word together: `Dy/Tb-NdFeB`."""
    at = start
    for first, last in spans:
        if first <= at < last:
            at = last
        if at < end and first > at and first - at <= 1:
            at = max(at, last)
    return at >= end


def _bare(text: str) -> str:
    """Without the marks that end a part of a sentence, or a question."""
    return text.strip(" ,;?，；？")
