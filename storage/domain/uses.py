"""What goods are for and where they go, from a buyer's own words. Nothing is guessed that was not written."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """A field of use. Defence is told apart because rules bar it, and what is sensitive because it can serve it; the
    others matter only where a licence names them."""

    DEFENCE = "defence"
    AUTOMOTIVE = "automotive"
    WIND = "wind power"
    MEDICAL = "medical"
    ROBOTICS = "robotics"
    ELECTRONICS = "consumer electronics"
    AEROSPACE = "aerospace"
    INDUSTRIAL = "industrial"
    SENSITIVE = "sensitive"
    CIVIL = "civil"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class EndUse:
    """`us`: the words themselves say that it is United States defence."""

    typed: str
    field: Field
    us: bool = False

    def inside(self, stated: frozenset[str]) -> bool:
        """Whether end uses that a licence is said to be for include this one; "civil" includes what is plainly so."""
        wanted = {read(use).field for use in stated}
        if self.field in (Field.OTHER, Field.SENSITIVE):
            named = self.typed.casefold() in {use.casefold() for use in stated}
        else:
            named = self.field in wanted
        return named or (Field.CIVIL in wanted and self.plainly_civil)

    @property
    def plainly_civil(self) -> bool:
        """Whether these words are known as a civil use; what nobody knows, or what can serve either, is not."""
        if self.field in (Field.DEFENCE, Field.SENSITIVE, Field.OTHER) or _PATTERNS[Field.SENSITIVE].search(self.typed):
            return False
        return self.field is not Field.AEROSPACE or _PATTERNS[Field.CIVIL].search(self.typed) is not None


_US_DEFENCE = re.compile(
    r"(?<!\w)(?:(?:u\.?s\.?a?\.?|american|united states)[ -](?:defen[cs]e|military|army|navy|air force|"
    r"armed forces|dod)|dod|dfars|pentagon|us dod)(?!\w)|美国国防|美军",
    re.IGNORECASE,
)
_FIELDS = {
    # Words with a civil meaning beside the military one (robot arms, heat guns, machine turrets) are left out: a rule
    # may bar what stands here, and what no row knows is open anyway.
    Field.DEFENCE: r"defen[cs]e|military|militar(?:ies|i[sz]ed)|paramilitary|militias?|army|armies|armed forces|navy"
    r"|naval|marine corps|air force|troops|soldiers?|war|war(?:fare|time|heads?|ships?|planes?)|combat|battlefields?"
    r"|missiles?|weapons?|weaponry|small arms|arms (?:industry|makers?|trade)|armaments?|ordnance|munitions?"
    r"|ammunition|ammo|bullets?|(?:hand )?grenades?|artillery(?: shells?| rounds?| guns?)?|howitzers?"
    r"|(?:mortar|tank) (?:shells?|rounds?)|mortar bombs?|bombs?|bombers?|guided bombs?|land ?mines?|naval mines?"
    r"|torpedo(?:es)?|depth charges?|rifles?|pistols?|firearms?|machine guns?|rail ?guns?|gun turrets?"
    r"|(?:battle )?tank turrets?|battle tanks?|tank guns?|fighter (?:jets?|aircraft|planes?)|attack helicopters?"
    r"|frigates?|destroyers?|submarines?|aircraft carriers?|armou?red (?:vehicles?|personnel carriers?)"
    r"|military drones?|(?:attack|combat|strike|armed|kamikaze|suicide) (?:drones?|uavs?|robots?|aircraft)"
    r"|fire control"
    r"|国防|國防|军工|軍工|军用|軍用|军事|軍事|军队|軍隊|军方|軍方|军舰|軍艦|军火|軍火|军品|軍品|防衛|防卫|部队|部隊|陆军|陸軍|海军|海軍"
    r"|空军|空軍|武器|兵器|武装|武裝|导弹|導彈|飞弹|飛彈|弹药|彈藥|炸弹|炸彈|炮弹|砲彈|炮塔|火炮|大炮|枪支|枪械|地雷|水雷|鱼雷|魚雷|坦克"
    r"|装甲|裝甲|战车|戰車|战机|戰機|战斗机|戰鬥機|轰炸机|轟炸機|战舰|戰艦|潜艇|潛艇|航母|攻击无人机|作战|作戰",
    Field.AUTOMOTIVE: r"automotive|automobiles?|(?:passenger |electric |hybrid )?(?:cars?|vehicles?|trucks?)|evs?|bevs?"
    r"|e-?mobility|traction motors?|(?:electric )?power steering|e-?axles?|e-?bikes?|汽车|汽車|新能源车|自動車",
    Field.WIND: r"wind(?: power| turbines?| energy)?|turbine generators?|风电|風電|风力",
    Field.MEDICAL: r"medical(?: devices?)?|mri|healthcare|hospital|医疗|醫療",
    Field.ROBOTICS: r"robotics?|robots?|servo(?: motors?)?|机器人|機器人",
    Field.ELECTRONICS: r"consumer electronics|electronics|loudspeakers?|speakers?|headphones?|hard ?disks?|smartphones?"
    r"|phones?|消费电子|電子",
    Field.AEROSPACE: r"aerospace|aircraft|aviation|civil aviation|satellites?|space|drones?|航空|航天",
    Field.INDUSTRIAL: r"industrial(?: motors?)?|industry|pumps?|compressors?|elevators?|lifts?|sensors?|machine tools?"
    r"|appliances?|electric motors?|generators?|工业|工業|电机|電機",
    Field.SENSITIVE: r"radars?|sonars?|drones?|uavs?|uas|unmanned(?: \w+)?|quadcopters?|rockets?|launch vehicles?"
    r"|hypersonics?|nuclear(?! (?:medicine|magnetic))|reactors?|centrifuges?|uranium|jammers?|jamming|turrets?"
    r"|explosives?|guidance(?: systems?)?|gyroscopes?|inertial navigation|avionics|night[- ]vision"
    r"|surveillance|police|security forces|dual[- ]use"
    r"|雷达|雷達|声纳|聲納|声呐|无人机|無人機|无人驾驶航空|火箭|核(?![磁心])|离心机|離心機|制导|制導|夜视|夜視|警用|监控|監控",
    Field.CIVIL: r"civil(?:ian)?(?: use)?|commercial|民用",
}
_BESIDE = re.compile(
    r"(?<!\w)(?:for|in|to|used?|end[ -]use|applications?|parts?|the|a|an|at|plant|that|which|are|is)(?!\w)",
    re.IGNORECASE,
)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])", re.IGNORECASE)


_PATTERNS = {field: _pattern(words) for field, words in _FIELDS.items()}


def read(typed: str) -> EndUse:
    """An end use of any words. Defence wins over every other field that is named beside it."""
    text = " ".join(typed.split())
    us = _US_DEFENCE.search(text) is not None
    if us:
        return EndUse(typed=text, field=Field.DEFENCE, us=True)
    field = next((field for field, pattern in _PATTERNS.items() if pattern.search(text)), Field.OTHER)
    return EndUse(typed=text, field=field)


def spans(text: str) -> list[tuple[int, int]]:
    """Where a text speaks of a use: (start, end) of each piece."""
    return sorted(match.span() for pattern in (_US_DEFENCE, *_PATTERNS.values()) for match in pattern.finditer(text))


def beside(text: str) -> list[tuple[int, int]]:
    """Small words between the pieces."""
    return [match.span() for match in _BESIDE.finditer(text)]


#: ISO 3166-1 codes by what people write; adjectives too. A bare `us` in small letters is a word, not a country.
_PLACES = {
    "JP": "japan|japanese|nippon|日本",
    "US": "usa|u\\.s\\.a?\\.?|united states|america|american|美国|美國",
    "CN": "china|chinese|中国|中國",
    "DE": "germany|german|deutschland|德国|德國",
    "FR": "france|french|法国",
    "IT": "italy|italian|意大利",
    "ES": "spain|spanish",
    "GB": "uk|united kingdom|britain|british|england|英国",
    "IN": "india|indian|印度",
    "KR": "korea|south korea|korean|韩国|韓國|한국",
    "TW": "taiwan|taiwanese|台湾|台灣",
    "VN": "vietnam|vietnamese|越南",
    "TH": "thailand|thai|泰国",
    "MY": "malaysia|马来西亚",
    "PH": "philippines",
    "SG": "singapore",
    "ID": "indonesia",
    "AU": "australia|australian",
    "CA": "canada|canadian",
    "MX": "mexico|mexican|墨西哥",
    "BR": "brazil|brazilian|巴西",
    "NL": "netherlands|dutch|holland",
    "BE": "belgium|belgian",
    "AT": "austria|austrian",
    "CH": "switzerland|swiss",
    "SE": "sweden|swedish",
    "NO": "norway|norwegian",
    "DK": "denmark|danish",
    "FI": "finland|finnish",
    "PL": "poland|polish",
    "CZ": "czechia|czech republic|czech",
    "SK": "slovakia|slovak",
    "HU": "hungary|hungarian|匈牙利",
    "RO": "romania|romanian",
    "SI": "slovenia|slovenian",
    "EE": "estonia|estonian",
    "PT": "portugal|portuguese",
    "IE": "ireland|irish",
    "TR": "turkey|türkiye|turkish",
    "IL": "israel|israeli",
    "RU": "russia|russian|russian federation|俄罗斯|俄羅斯|俄国",
    "BY": "belarus|belarusian|白俄罗斯",
    "UA": "ukraine|ukrainian|乌克兰|烏克蘭",
    "IR": "iran|iranian|伊朗",
    "KP": "north korea|north korean|dprk|朝鲜|朝鮮|北韩",
    "SY": "syria|syrian|叙利亚",
    "MM": "myanmar|burma|burmese|缅甸|緬甸",
    "AF": "afghanistan|afghan|阿富汗",
    "YE": "yemen|yemeni|也门",
    "LY": "libya|libyan|利比亚",
    "SD": "sudan|sudanese|苏丹",
    "SS": "south sudan",
    "SO": "somalia|somali|索马里",
    "ZA": "south africa",
}
_PLACE = {code: _pattern(words) for code, words in _PLACES.items()}
_CODE = re.compile(r"(?<![A-Za-z])(?:" + "|".join(sorted(_PLACES)) + r")(?![A-Za-z])")
#: Letters that are a country and a word or an element: in capitals the word is likelier.
_UNLIKELY = frozenset({"IN", "NO", "AT", "IT", "ID", "BE", "CA", "MY", "SI", "PH", "BY", "SO", "SS", "MM", "SD"})
#: Places at war or under an arms embargo: whose use goods there serve is asked, whatever use is written down. A choice
#: of ours and no rule of China's: it leaves an answer open and refuses nothing.
OF_CONCERN = frozenset({"RU", "BY", "UA", "IR", "KP", "SY", "MM", "AF", "YE", "LY", "SD", "SS", "SO"})


def country(typed: str) -> str | None:
    """The country a text names, as its code; None when it names none that is known here."""
    found = [(span[0], code) for code, span in _places(typed)]
    return min(found)[1] if found else None


def country_spans(text: str) -> list[tuple[int, int]]:
    return [span for _, span in _places(text)]


def country_name(code: str) -> str:
    """An English name for a code, `Japan` for JP; the code itself when it is not known here."""
    words = _PLACES.get(code, code).split("|")[0]
    return {"US": "United States", "GB": "United Kingdom"}.get(code) or (words.title() if code in _PLACES else code)


def _places(text: str) -> list[tuple[str, tuple[int, int]]]:
    found = [(code, match.span()) for code, pattern in _PLACE.items() for match in pattern.finditer(text)]
    alone = len(text.split()) == 1
    found += [(m[0], m.span()) for m in _CODE.finditer(text) if alone or m[0] not in _UNLIKELY]
    return found
