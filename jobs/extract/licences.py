"""What: which kind of licence a statement speaks of, often named in another sentence, a headline or a table header."""

import re
from dataclasses import dataclass

from jobs.extract.cues import Hit
from jobs.extract.reasons import Reason
from jobs.extract.sentences import Clause
from storage.domain.licence import LicenceKind

#: The first general licences for rare earths were reported on 2025-12-02 (Reuters, as told at
#: https://www.trtworld.com, 2025-12-04); a "streamlined" licence before that month was an ordinary one.
FIRST_GENERAL = "2025-12"

_BACKGROUND = re.compile(
    r"(?:\b(?:rather than|instead of|without|no longer|not|need not|replac\w*|than|since april|unlike|"
    r"free of|freed|convert\w*|switch\w*|upgrad\w*|graduat\w*|migrat\w*|transition\w*|reliev\w*|exempt\w*|spares?|in place of|ending|"
    r"shift from|from|previous|earlier|former|old|prior|past|takes? the place of|supplement\w*|ends?|"
    r"ended|beside|avoid\w*|traded|swapp\w+|exchang\w+|goodbye to|farewell to|no more|weary of|tired of|ohne|statt|anstatt|anstelle|sans|au lieu de|(?:described|reported|labelled|presented|misreported) (?:it |them |this )?as|(?:mistaken|mistook it|taken|took it) for)\b"
    r"|以前|此前|之前|取代|代替|而非|不用|不必|无须|无需|毋须|不再|免|补充|替代|结束|告别|四月|4月)[^.;，。]{0,30}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A licence kind and whether the text makes it plain; `why` says in words what does not."""

    kind: LicenceKind
    plain: bool = True
    why: Reason | None = None
    #: China's, for rare earths. False: another country's licence, or one for other goods.
    ours: bool = True


UNSPECIFIED = Kind(kind=LicenceKind.UNSPECIFIED, plain=False, why=Reason.KIND_UNSAID)


#: Lists whose cues may name a kind.
_KINDS = frozenset(("general", "individual", "streamlined", "licence"))


def explicit(clause_hits: tuple[Hit, ...] | list[Hit], text: str, at: int) -> Kind | None:
    """The kind that these cues name, the nearest to `at` when both are named. None when neither is."""
    clause_hits = [hit for hit in clause_hits if not hit.tags.isdisjoint(_KINDS)]
    if not clause_hits:
        return None
    general = [hit for hit in clause_hits if "general" in hit.tags and not denied(hit, text)]
    general += [hit for hit in clause_hits if "licence" in hit.tags and _GENERAL_AFTER.match(text, hit.end)]
    ruled_out = [hit for hit in clause_hits if "general" in hit.tags and denied(hit, text)]
    individual = [hit for hit in clause_hits if "individual" in hit.tags and not background(hit, text)]
    streamlined = [hit for hit in clause_hits if "streamlined" in hit.tags]
    if general and individual and _AND_SINGLE.fullmatch(text, general[0].end, individual[0].start):
        return Kind(kind=LicenceKind.GENERAL)
    if general and individual:
        near = min(general + individual, key=lambda hit: abs(hit.start - at))
        if near in individual:
            return Kind(kind=LicenceKind.INDIVIDUAL, plain=False, why=Reason.KIND_BOTH)
        return Kind(kind=LicenceKind.GENERAL, plain=False, why=Reason.KIND_BOTH)
    if general:
        return Kind(kind=LicenceKind.GENERAL)
    if individual and not streamlined:
        return Kind(kind=LicenceKind.INDIVIDUAL)
    if streamlined:
        return Kind(kind=LicenceKind.GENERAL)
    if ruled_out:
        return Kind(kind=LicenceKind.INDIVIDUAL, plain=False, why=Reason.KIND_NOT_GENERAL)
    return None


#: "Holds a general licence and four individual ones": both are there, and each is plain.
_AND_SINGLE = re.compile(
    r"[”\"]?(?: for [\w ]{2,24})?,? (?:and|as well as|plus|besides|along with|together with) (?:[\w-]+ ){0,3}"
    r"|[证證]?[”」]?(?:[\d一二两兩三四五六七八九十]+[份张張个個项項])?[、,，和与與及]以?及?(?:(?:有|持有)?[\d一二两兩三四五六七八九十]+[份张張个個项項]|多[份张張]|若干)?"
)


#: "取得相应许可", "all necessary licences": whatever licences an exporter needs, of no kind in particular.
_WHATEVER = re.compile(
    r"(?:相应|相應|所需|必要|必需|有关|有關|相关|相關|各类|各類)的?(?:出口)?$"
    r"|\b(?:necessary|required|relevant|corresponding|requisite|appropriate|needed|respective|usual)(?: export)? $",
    re.IGNORECASE,
)


def whatever(clause_hits: tuple[Hit, ...] | list[Hit], text: str) -> bool:
    """Whether a clause speaks of whatever licences are needed and names no kind."""
    found = [hit for hit in clause_hits if not hit.tags.isdisjoint(_KINDS)]
    return bool(found) and all(
        "licence" in hit.tags and _WHATEVER.search(text, max(0, hit.start - 24), hit.start) for hit in found
    )


#: What a licence is to do: "a general licence to export seaweed", "to operate".
_TO_DO = re.compile(r" to (?P<does>[a-z]+)(?P<what>(?: [\w-]+){0,5})")
_ABROAD = re.compile(
    r"(?:export|ship|sell|supply|lapse|expire|end|take|go|date|it|them|him|her|this|that|another|both|each|any|whom|which|us|foreign|customers|deliver|send|serve|move|cover|be|have|become|all|some|nearly|almost|the|its|their|many|most|a|an|one|two|three|several|\w+ers?)",
    re.IGNORECASE,
)
#: "A licence to run for a year".
_RUNS_ON = re.compile(r" (?:until|till|for|to|through|from|out|into|over)\b")
_UP_TO = re.compile(r" (?:to|in|from|for|under|at|by|with|until|and)\b")
_MATERIAL = re.compile(
    r"rare|magnet|magnet\w*|dysprosium|terbium|neodymium|samarium|smco|ndfeb|yttrium|gadolinium|alloys?|goods|products|them|it|to|all|its|controlled|items|rotors?|segments",
    re.IGNORECASE,
)


def for_something_else(clause_hits: tuple[Hit, ...] | list[Hit], text: str) -> bool:
    """Whether a general licence is said to be one to do something else than to export magnets or their materials."""
    for hit in clause_hits:
        if "general" in hit.tags and (match := _TO_DO.match(text, hit.end)):
            if match["does"][0].isupper():
                continue
            if match["does"] == "run" and _RUNS_ON.match(match["what"]):
                continue
            if not _ABROAD.fullmatch(match["does"]):
                return True
            goods = (
                _UP_TO.split(match["what"].strip())[0].split()[:3]
                if match["does"] in ("export", "ship", "sell")
                else []
            )
            if goods and not any(_MATERIAL.fullmatch(word) or word[0].isupper() for word in goods):
                return True
    return False


#: "A general licence for the export of rare-earth magnets": who has got it exports them.
_FOR_MAGNETS = re.compile(
    r"\bgeneral (?:[\w-]+ ){0,3}?(?:licen[cs]es?|permits?)(?: (?:was|were|has been|issued|granted)|, (?:but|and|though|albeit|if)? ?(?:only|just|solely|this time)?)? (?:for|covering|on|to (?:export|ship|sell)) (?:(?:the|its|their|all|any|exports?|shipments?|sales|deliveries|of|sintered|bonded|permanent|new|own|grades|two|both) ){0,5}"
    r"(?:(?:and|rare|earth|permanent|neodymium|cobalt|dysprosium|terbium|heavy|ndfeb|samarium|smco)[ -]|(?:rare|samarium|dysprosium|terbium)-\w+ ){0,5}(?:magnets?\b|samarium|smco|ndfeb|neodymium|sm2co17|sm-co)"
    r"|\blicen[cs]e for (?:rare-earth |its |the export of )*magnets\b",
    re.IGNORECASE,
)


def for_magnets(text: str, low: int, high: int) -> bool:
    """Whether a passage names the goods of a licence: magnets."""
    return _FOR_MAGNETS.search(text, low, high) is not None


def background(hit: Hit, text: str) -> bool:
    """Whether a kind is only named as what was before, or what is no longer needed."""
    return bool(_BACKGROUND.search(text, max(0, hit.start - 60), hit.start))


#: "The certificate (general, one year)".
_GENERAL_AFTER = re.compile(
    r"\s*[》」』”\"]?\s*[(（]\s*(?:(?:许可|許可)?(?:类型|類型|种类|種類|类别|類別)[:：]\s*|(?:type|class|kind)\s*:\s*)?[\"“'‘]?(?:general\b(?! (?:motors|electric|counsel|manager|partner))|通用)",
    re.IGNORECASE,
)


def denied(hit: Hit, text: str) -> bool:
    """Whether a kind is only named as the one it is not."""
    return bool(
        re.search(
            r"(?:\b(?:not|instead of|rather than|anything but) (?:an? |the )?|\bnot,? (?:as|despite|contrary to) [^,;.]{1,50}, (?:an? |the )?|非|不是|并非|而不是)$",
            text[max(0, hit.start - 76) : hit.start],
            re.IGNORECASE,
        )
    )


def speaks_of_licence(clause: Clause) -> bool:
    return bool(clause.tags & {"general", "individual", "streamlined", "licence", "theirs"})


_COUNTRIES = (
    r"(?:Canada|Vietnam|India|Japan|Korea|Malaysia|Australia|Britain|the UK|London|Brussels|Washington|the US|America|the United States|Germany|"
    r"France|Tokyo|Seoul|Hanoi|(?:New )?Delhi|Ottawa|Canberra|the EU|the European (?:Union|Commission)|Kuala Lumpur|Jakarta|Bangkok|Paris|Berlin|Rome|Madrid|Bern|Indonesia|Thailand|"
    r"Kazakhstan|Russia|Moscow|Myanmar|Brazil|Mexico|Taiwan|Taipei|Singapore|Tanzania|Nepal|Norway|Switzerland|Turkey|Ankara)"
)
_PEOPLES = (
    r"(?:Canadian|Vietnamese|Indian|Japanese|(?:South )?Korean|Malaysian|Australian|British|American|US|U\.S\.|German|French|Dutch|Italian|Spanish|Swiss|Austrian|Swedish|"
    r"Norwegian|Danish|Finnish|Polish|Czech|Indonesian|Thai|Kazakh|Russian|Burmese|Brazilian|Mexican|Taiwanese|Turkish|European)"
)
_OFFICES = r"(?:ministry|government|regulators?|directorate|department|authorit(?:y|ies)|agency|office|board|commission|bureau|council|customs|parliament|officials)"
#: A country other than China that grants something, or an office of one.
FOREIGN = re.compile(
    rf"\b{_COUNTRIES}(?:['’]s (?:\w+\s+){{0,3}}(?:ministry|government|regulator|board|agency|department|authority|office))?\s+(?:has |have |had )?"
    r"(?:granted|issued|awarded|gave|given|approved|handed|extended|cleared)\b"
    rf"|\b(?:permit|licence|license|approval|authorisation)s? from {_COUNTRIES}\b(?!['’]s)"
    rf"|\b(?:by|from) (?:the )?(?:{_COUNTRIES}['’]s|{_PEOPLES}) (?:[\w’-]+ ){{0,5}}?{_OFFICES}\b"
    # China's come from its commerce ministry; a grant by any other is no export licence of China's.
    r"|\bMinistry (?:of|for) (?!Commerce\b)[A-Z]\w+(?:,? (?:and |& )?[A-Z]\w+){0,3}(?: \([A-Z]+\))?,? (?:has |have |had )?"
    r"(?:granted|issued|awarded|gave|given|approved|handed|extended|cleared)\b"
    rf"|\b(?:licen[cs]e|permit)s?\b[^.;]{{0,60}}\bunder {_COUNTRIES}['’]s\b"
    # No office of a town gives export licences, nor one for fire, building, health and the like.
    r"|\b(?:by|from) the (?:[\w’'-]+ ){0,3}?(?:fire|building|construction|health|police|planning|harbou?r|port|land|environment\w*|water|traffic|aviation|food|sports|labou?r|tax|safety|energy|mining|forestry|housing|city|municipal|town|local|provincial|county|district|regional)"
    r" (?:[\w-]+ ){0,2}?(?:service|office|board|department|authority|agency|council|inspectorate|bureau|brigade|hall|government)\b(?<!commerce department)(?<!commerce bureau)(?<!commerce office)"
)


#: The same in Chinese.
_COUNTRIES_HAN = "(?:美国|美國|越南|印度|日本|韩国|韓國|马来西亚|馬來西亞|澳大利亚|澳洲|加拿大|德国|德國|法国|法國|英国|英國|俄罗斯|俄羅斯|泰国|泰國|印尼|缅甸|緬甸|巴西)"
_GRANTS_HAN = "(?:颁发|頒發|签发|簽發|核发|核發|发放|發放|授予|批出)"
_FOREIGN_HAN = re.compile(
    rf"{_COUNTRIES_HAN}(?:联邦|聯邦|中央)?(?:政府|当局|當局|[^，,。；;]{{0,4}}部(?!门|門|分)|有关部门|有關部門)[^，,。；;]{{0,30}}?{_GRANTS_HAN}"
    rf"|{_COUNTRIES_HAN}{_GRANTS_HAN}"
    "|由?(?:美|越|印|日|韩|韓|马|馬|澳|加|德|法|英|俄|泰|缅|緬|欧|歐)方(?:审批|審批|批准|签发|簽發|颁发|頒發|核发|核發)"
)


def granted_abroad(text: str, low: int, high: int) -> bool:
    """Whether a passage says that another country grants something."""
    pattern = _FOREIGN_HAN if text[low] > "\u2e7f" else FOREIGN
    return pattern.search(text, low, high) is not None


def foreign(clause_hits: tuple[Hit, ...] | list[Hit]) -> bool:
    """Another country's licence, or one for goods that are not rare earths."""
    tags = frozenset().union(*(hit.tags for hit in clause_hits)) if clause_hits else frozenset()
    return "issuer" in tags or ("goods" in tags and "rare" not in tags)
