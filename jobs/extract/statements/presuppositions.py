"""Whether a licence that is only mentioned as somebody's exists, or what stands around the mention takes it back."""

import re
from dataclasses import dataclass

from jobs.extract.licence.gainwords import only_supposed
from jobs.extract.reasons import Reason
from jobs.extract.statements.constructions import Turn
from jobs.extract.text.sentences import Clause

#: Tags of words that leave it open whether there is a licence.
_OPEN = frozenset(("apply", "expect", "cond", "unconfirmed", "rumour", "refuse", "lacks", "deny"))
_HOPED = frozenset(("expect", "cond"))
_ENDED = frozenset(("revoke", "suspend", "expire"))
#: "After the old one expired".
_OLD_ONE = re.compile(
    r"\b(?:after|when|since|as|because|where|before|once) (?:its|the|their|an?) (?:old|previous|first|earlier|prior|former|last|expiring|original|preceding)(?: [\w-]+){0,3} (?:had |has )?$",
    re.IGNORECASE,
)
_NOT_ON_IT = re.compile(
    r"\b(?:not|cannot|never|nor|neither|none|nobody|no one|no longer|n't|struck|sought|wish(?:es|ed)?|intend\w*|propos\w+|lobb(?:y|ied|ies)\w*|tried|tries|trying|"
    r"fail(?:s|ed)?|loses?|losing|slipped|hardly|barely|rather than|instead|other than|except|unlike|poised|close to|about to|in talks|negotiat\w+|candidates?|"
    r"wrong\w*|mistaken\w*|false\w*|supposed\w*|alleged\w*|rumou?red|prospect\w*|chances?|removed|deleted|dropped|left|excluded|missing|out of|outside|hopes?|hoping|"
    r"asked|wants?|expects?|to be|will|would|may|might|could|should|if|unless|until|whether|"
    r"seeks?|seeking|appl\w+|request\w*|awaits?|waiting|wait)\b|n't\b"
    r"|[不未没没無]|曾|一度|原本|商谈|洽谈|协商|磋商|谈判|争取|欲|想|谋求|力求|拟|申请|希望|期待|盼|请求|争取|是否|能否|若|如果|一旦|剔除|移出|删|除名|漏|可能|尚|即将|将会|将被|将获|将要|等待|无|停止|暂停",
    re.IGNORECASE,
)
#: "Included in the circle of enterprises with general licences": not as a user.
_AMONG_HOLDERS = re.compile(
    r"\b(?:enterprises|companies|firms|exporters|makers|producers|holders) (?:with|of|holding|that)\b"
)
#: "Was covered by X's licence until February": a cover that has ended; "was added until March" tells how long it is for.
_WAS = re.compile(r"\b(?:was|were|had been|used to be)\b(?! (?:added|entered|included|admitted|accepted|put|written))")
_UNTIL_THEN = re.compile(
    r"[^.;,]{0,24}? until (?:(?:late|early|mid-?|last) ?)?[A-Z]?\w+(?: \d+)?(?:, (?:when|but|and then)\b|[.;]|$)"
)
#: How far before a licence a word says that it is still to come, in characters.
_JUST_BEFORE = 20
#: How far before a turn a word still bears on it, in characters.
_REACH_BEFORE = 70
#: How far after a turn a word still bears on it, in characters.
_REACH, _REACH_HAN = 45, 15
_APART = re.compile(r"[,:;] |[，：；、]|(?<=[\u3040-\u9fff])[,:;]")
#: Letters of Japanese and Korean grammar.
_VERB_LAST = re.compile("[\u3040-\u309f\uac00-\ud7a3]")
#: "X有许可，Y没有": what is denied of another.
_OF_ANOTHER = re.compile("[证證]?[，,；;](?:而|但|可)?[^，,。；;]{2,10}(?:则|則|就|却|卻|还|還)?")
#: "Plans to take over X, which holds one": what is hoped for is not the licence.
_OUTER = re.compile(
    "(?:收购|收購|投资|投資|入股|参股|參股|控股|访问|訪問|会见|會見|采购|採購|委托|委託|选择|選擇|改用|转向|轉向|借助|联合|聯合)"
)
_PREDICATE = re.compile(
    r"[^.;,]{0,24}?\b(?:application|exemption|waiver|requirement|procedure|bid|file|request|is expected|was expected|is pending|has not|have not|had not|"
    r"is not|was not|never|denied|refused|rejected|would|will be (?:issued|granted)|may be|might|"
    r"could be|plans?|hopes?|eligib\w+)\b"
    r"|(?!证?證?书?書?的?(?:最终|最終)?(?:用户|用戶|客户|客戶)?(?:名单|名單|附件|附表|清单|清單|名册|名冊|目录|目錄|列表))[^，。；,;]{0,10}?(?:申请|申請|资格|資格|预计|預計|有望|拟|擬|尚|未|将|將|何时|何時|迟迟|遲遲|泡汤|泡湯|没|沒|不|能否|是否|可能|即将|在即|快要|快了|待|遭拒|被拒|被退|梦|夢|呢|只是[时時早迟遲]|是[时時]间问题|是時間問題|悬念|懸念|板上|十拿九|成定局|之路|进展|進展|事宜|传闻|傳聞|编号|編號|制度|政策|培训|新闻|一事)",
    re.IGNORECASE,
)


#: Between a holder and its licence in Chinese, where words come in between.
_NOT_YET = re.compile(
    r"[不未没沒無无]|拟|原订|原定|申请|希望|期待|请求|争取|是否|能否|若|如果|一旦|尚|即将|将会|将获|将要|等待|只有|才[会能可]|方[可能]"
)
_UNDER_ITS = re.compile(r"\b(?:under|on) (?:its|their|his) (?!future|planned|expected)(?:[\w-]+ ){0,2}$")
#: What is told by the way of somebody does not bear on the licence.
_ASIDE = re.compile(r", (?:which|who|whose|where)\b[^,;]{1,80},")


@dataclass(frozen=True, slots=True)
class Gained:
    """That a mention shows a licence; `doubts` are reasons to ask a person, in words."""

    hedged: bool = False
    doubts: tuple[Reason, ...] = ()


#: "Will receive magnets under X's licence": goods are to come, the licence is there.
_SERVED = re.compile(
    r"\b(?:will|can|may|shall|is to|are to|is set to|are set to) (?:(?:now|soon|also|then|again|once more|continue to|keep|be able to) )*"
    r"(?:be (?:supplied|served|delivered|shipped)|come|receiv(?:e|ing)|get(?:ting)?|take (?:delivery|magnets|its)|buy(?:ing)?|import(?:ing)?|sourc(?:e|ing)|draw|obtain|"
    r"ship|deliver|supply|sell|send|export|serve)\b(?: (?!if|once|when|unless|provided|as soon|after)[^\s.;]+){0,9}? (?:under|on) (?!an? |one |such |any )"
)


#: "Under the licence that X hopes to receive".
_STILL_TO_COME = re.compile(
    r"\b(?:hop(?:es|ed|ing)|expect\w*|wants?|seek\w*|await\w*|wait\w*|appl(?:y|ies|ied|ying)|would|may|might|could|plans?|due|pending|yet|likely|soon|promised|to (?:be|get|receive|obtain))\b"
)
_FUTURE = re.compile(
    r"\b(?:future|planned|next|forthcoming|upcoming|pending|expected|promised|hoped-for|prospective)\b"
)


def served(clause: Clause, text: str, turn: Turn) -> re.Match[str] | None:
    """What tells, in a turn with a holder and a user, of goods that are to come under the holder's licence."""
    if not turn.holders or not turn.buyers or clause.having("cond", "apply", "unconfirmed", "hedge"):
        return None
    if _STILL_TO_COME.search(text, turn.licence, clause.end) or _FUTURE.search(text, turn.start, turn.licence):
        return None
    return _SERVED.search(text, turn.start, turn.licence)


def polarity(clause: Clause, text: str, turn: Turn) -> tuple[Gained | None, Gained | None]:
    """What a turn shows of the holder and of those named: a licence (perhaps in doubt) or nothing."""
    hedged = any(hit.start < turn.end for hit in clause.having("hedge"))
    if not turn.buyers and any(turn.start <= hit.start < turn.end for hit in clause.having("lacks", "refuse")):
        # "尚无通用许可": the word for the licence says itself that there is none.
        return None, None
    ended = any(
        not _OLD_ONE.search(text, max(clause.start, hit.start - 40), hit.start) for hit in clause.having(*_ENDED)
    )
    if clause.having("rumour") or ended or only_supposed(text, turn.start, clause.end):
        return None, None
    if _FUTURE.search(text, max(turn.start, turn.licence - _JUST_BEFORE), turn.licence):
        return None, None
    aside = _ASIDE.search(turn.between)
    told = _ASIDE.sub(" ", turn.between)
    soon = served(clause, text, turn)
    told = _SERVED.sub(" under ", told) if soon else told
    off = bool(turn.buyers) and (
        bool(_NOT_ON_IT.search(told))
        or (
            not aside
            and any(
                hit.tags & _OPEN
                and turn.start <= hit.start < turn.licence
                and not (soon and soon.start() <= hit.start < soon.end())
                for hit in clause.hits
            )
        )
    )
    off = off or (not turn.buyers and bool(_NOT_YET.search(told)))
    hoped = not turn.buyers and any(hit.tags & _HOPED and turn.start <= hit.start < turn.licence for hit in clause.hits)
    # "Expects to ship 300 tonnes under its licence": what is expected is not the licence.
    taken = hoped and _UNDER_ITS.search(text, turn.start, turn.licence) is not None
    off = off or (hoped and not taken)
    off = off or (
        not turn.buyers
        and text[turn.start] < "\u2e80"
        and any(hit.tags & (_OPEN | {"neg", "exclude"}) and turn.licence < hit.start < turn.end for hit in clause.hits)
    )
    off = off or (bool(turn.buyers) and bool(_AMONG_HOLDERS.search(told)))
    if _VERB_LAST.search(text, turn.licence, turn.end):
        # Japanese and Korean hope and deny behind the verb.
        off = off or any(
            hit.tags & (_OPEN | {"neg", "exclude"})
            and turn.licence < hit.start < turn.end + _REACH_HAN
            and not _APART.search(text, turn.end, max(turn.end, hit.start))
            for hit in clause.hits
        )
    excluded = bool(clause.having("exclude")) and not aside
    around = [
        hit
        for hit in clause.hits
        if hit.tags & (_OPEN | {"neg"})
        and not turn.start <= hit.start < turn.end
        and turn.start - hit.end < _REACH_BEFORE
        and hit.start - turn.end < (_REACH if text[turn.end - 1] < "\u2e80" else _REACH_HAN)
        and not (hit.end <= turn.start and _APART.search(text, hit.end, turn.start))
        and not (hit.end <= turn.start and not turn.buyers and _OUTER.match(text, hit.end, turn.start))
        and not ("neg" in hit.tags and hit.start >= turn.end and _OF_ANOTHER.fullmatch(text, turn.end, hit.start))
    ]
    before = [hit for hit in around if hit.end <= turn.start]
    if _PREDICATE.match(text, turn.licence, clause.end) or (before and not turn.buyers):
        return None, None
    doubts = (Reason.AROUND,) if around or taken else ()
    if not turn.buyers and excluded:
        doubts = ()
    holder = Gained(hedged=hedged, doubts=doubts) if turn.buyers or not off else None
    off = off or (bool(turn.buyers) and bool(_WAS.search(told)) and bool(_UNTIL_THEN.match(text, turn.end)))
    silent = bool(turn.buyers) and any(hit.start < turn.licence for hit in clause.having("silent"))
    if off or before or excluded or silent:
        return holder, None
    return holder, Gained(hedged=hedged, doubts=doubts)
