"""Whether a word of getting tells of something done, or only of what is supposed, still to come or asked for.

Modality beside the polarity of `negation`. What is told as done and yet leaves a reader in doubt has its reasons in words.
"""

import re
from collections.abc import Iterator

from jobs.extract.certainty.negation import negated
from jobs.extract.licence.gainwords import heads_another, only_supposed, takes_licence
from jobs.extract.reasons import Reason
from jobs.extract.text.cues import Hit
from jobs.extract.text.sentences import Clause

#: "Had X obtained ...", "Should X receive ..."
_SHOULD_IT = re.compile(r"\bshould (?:[A-Z][\w.&-]+ ){1,4}(?:fail|get|receive|obtain|win|lose)\b")
_INVERTED = re.compile(
    r"\W*(?:Had|Should|Were|Hätten?|Sollten?|Wären?|Würden?)\s+(?:[A-Z]|it\b|the\b|der\b|die\b|das\b|wir\b)"
)
#: "Before the licence is granted", "once a permit is issued": what goes for any, and of none is told.
_WHENEVER = re.compile(
    r"\b(?:before|until|unless|once|when|whenever|if|after|as soon as|where) (?:the|an?|any|such an?|each|every) (?:[\w-]+ ){0,2}(?:licen[cs]e|permit)s? (?:is|are|can be|may be) $",
    re.IGNORECASE,
)


def supposed(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a gain is only supposed, or goes for whoever it may be: "should X receive", "once a permit is issued"."""
    return (
        _WHENEVER.search(text, clause.start, verb.start) is not None
        or _INVERTED.match(text, clause.start, clause.end) is not None
        or _SHOULD_IT.search(text, clause.start, clause.end) is not None
        or only_supposed(text, verb.start, clause.end)
        or (
            _ONCE_THERE_HAN.match(text, verb.start) is not None and not _DONE_HAN.search(text, clause.start, verb.start)
        )
        or _before_han(clause, text, verb)
    )


#: "在新证下达前，按单项许可办理", "取得许可前，逐单报批": what comes before it.
_UNTIL_THEN = re.compile(
    "[^，。；的了]{0,14}?(?:之|以)?前(?=[，,]|仍|暂|暫|均|都|继续|繼續|只|不|先|我|公司|各|由|按|以|照|需|须|須|应|應|请|請)"
)


def _before_han(clause: Clause, text: str, verb: Hit) -> bool:
    return (
        text[verb.start] > "\u2e7f"
        and "renew" not in verb.tags
        and _UNTIL_THEN.match(text, verb.end, clause.end) is not None
        and not any(hit.start < verb.start for hit in clause.having("now"))
    )


#: "取得许可后，公司将扩产": what is to follow it leaves open whether it is there.
_ONCE_THERE_HAN = re.compile(
    r"[^，。；了]{0,24}?(?:许可|許可)[证證]?(?:之|以)?[后後][，,]?[^，。；]{0,14}?(?:[将將](?!其|该|該)|会[有在向把按以将扩增]|會[有在向把按以將擴增]|便可|即可|才能|才可|方可|方能|就能|就可以)"
)
_DONE_HAN = re.compile(r"[已了]|[日号號月年周週][^，。；]{0,3}$|日前|近日|昨|今天|刚|剛|此前|终于|終於|成功|顺利|順利")


#: "获批在即": what is about to happen.
_SOON = re.compile(
    r"[^，。；,;]{0,4}(?:在即|在望|可期|指日可待|呼之欲出)"
    r"|[^，。；,;]{0,16}?(?:(?:只|仅|不过|不過)?是(?:早晚|迟早|遲早)?的?(?:时间|時間)(?:问题|問題)|是[迟遲]?早晚?的事|只是早晚|只差(?:时间|時間)|(?:已|几|幾)?(?:无|無|没有|沒有|毫无|毫無)[悬懸]念|板上[钉釘]{2}|十拿九[稳穩]|"
    r"(?:几|幾)成定局|[势勢]在必行|的?(?:可能性|概率|几率|機率|机率|胜算|勝算|希望|呼[声聲]|[预預]期)(?:很|极|極|较|較|相当|相當|也|仍|已|大|高|渺茫|上升|升温|升溫|不|正|进一步|進一步))"
)
#: "将于9月列入": what a time stands between is to come; "将X列入" says only whom.
_WILL_HAN = re.compile(
    r"(?:[应應该該]|估计|估計|料|预计|預計|想必|大概|多半|迟早|遲早)(?:当|當|该|該)?(?:能|可|会|會|就能|就会|就會|可以)(?:够|夠)?(?:顺利|順利|如期|拿|正式)?$|[将將](?:会|會|可|于|於|在|自|从|從)?(?:[\d年月日一二三四五六七八九十季度底初内內上下半明后後今本周末中旬Q个個]{0,10})(?:起|前|内|內|后|後)?"
    r"(?:正式|一并|一併|陆续|陸續|逐步|再|也|都|均|被|获|獲|首次|随后|隨後|随之)*$"
    r"|(?:将来|將來|日后|日後|今后|今後|往后|往後|以后|以後|迟早|遲早|早晚)[要会會能可]?$"
)
#: "要取得许可，还得……", "为拿到许可": what it is done for.
_WANTED_HAN = re.compile(r"[\s，、“]*(?:要想|要|想要|想|若想|为了|為了|为|為|欲|力求|以求)")
#: "下月核下来": told of a time that is to come.
_NEXT_HAN = re.compile(
    "(?:下(?:个|個)?(?:月|周|週|星期|季度?|半年)|明(?:年|天|日)|[后後](?:天|年)|次月|来年|來年|(?:年|月|季)(?:底|末)(?:前|之前|以前))(?:初|底|中旬?|上旬|下旬|内|內|[一二三四五六日天])?"
    "(?:就|便|即|可|能|会|會|才|再|正式|应|應|或|该|該|大概|左右|前[后後])*$"
)
#: "Is thought to be the first to receive one": what is guessed is only that it is the first.
_FIRST_TO = re.compile(
    r"\b(?:first|second|third|only|latest|newest|last|next|\w+th|another)\b[^,.;]{0,60}\bto (?:be|"
    r"have been|get|receive|win|obtain|secure)\b",
    re.IGNORECASE,
)
#: What follows these is a fact, whatever is expected of it.
_NOW_THAT = re.compile(r"\b(?:now that|because|thanks to|given that|on the strength of)\b")
#: "To grant", "may grant": what is to be done or could be done is not done.
_TO_BE = re.compile(
    r"\b[Tt]o (?:be |have (?:been )?)?(?:\w+ly )?$|\b(?:may|might|could|can|must) (?:(?:\w+ly|soon|also|even|now|yet|well|then) )?(?:be |have (?:been )?)?$"
)
#: The same of being put on a licence: "is to be included in", "asked its supplier to put it on".
_TO_BE_ON_IT = re.compile(
    r"\b(?:is|are|was|were|asks?|asked|asking|requests?|requested|appl(?:y|ies|ied|ying)|applications?|wants?|wanted|wish(?:es|ed)?|hopes?|hoped|seeks?|"
    r"sought|plans?|planned|promis\w+|agreed|offer\w*|intends?|urg\w+|press\w+|begg\w+|invit\w+|due|set|ready|willing|likely|expects?|expected|scheduled|slated|going|"
    r"need\w*|tr(?:y|ies|ied|ying)|push\w*|lobb\w+|campaign\w*|petition\w*|appeal\w*|bid|chance|waits?|waiting)\b(?: [\w’'-]+){0,6}? to (?:be |get |have (?:it|itself|them|us) )?(?:\w+ly )?$",
    re.IGNORECASE,
)
_MAY_BE = re.compile(r"\b(?:may|might|could) (?:(?:\w+ly|soon|also|even|yet) )?be $")
#: What has happened though it is told with "to": "the first to hold", "managed to obtain", "is reported to hold".
_DID_TO = re.compile(
    r"\b(?:(?:first|second|third|\w+th|last|latest|newest|only|next|another|more) (?:[\w’'-]+ ){0,8}?"
    r"|(?:managed|succeeded|went on|goes on|able|said|reported|known|understood|believed|thought|continues?|happens?|"
    r"turn(?:s|ed) out|proud|pleased|happy|glad|enough|entitled|used|lucky|not|up|allowed|enabled|helped|in order|claims?|claimed|seems?|seemed|appears?|appeared|found|shown|considered|held|confirmed|recorded) "
    r"(?:\w+ ){0,3}?)to (?:be |have (?:been )?)?(?:\w+ly )?$"
)


def to_come(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether a gain is hoped for, depends on something or is still to be done: "expects to get", "may be granted"."""
    if _SOON.match(text, verb.end):
        return True
    if text[verb.start] > "\u2e7f" and (
        _WILL_HAN.search(text, max(clause.start, verb.start - 24), verb.start)
        or _NEXT_HAN.search(text, max(clause.start, verb.start - 16), verb.start)
    ):
        return True
    if text[verb.start] > "\u2e7f" and _WANTED_HAN.fullmatch(text, clause.start, verb.start):
        return True
    if "renew" in verb.tags and any(0 <= hit.start - verb.end <= _RIGHT_BEFORE for hit in clause.having("expect")):
        # "续期预计数日内有结果": the renewal is a noun, and what is said of it is that it is awaited.
        return True
    hopes = [hit for hit in clause.having("expect") if hit.start < verb.start]
    if any(not _NOW_THAT.search(text, hit.end, verb.end) for hit in hopes) and not (
        _FIRST_TO.search(text, clause.start, verb.end)
    ):
        return True
    return any(hit.start < verb.start for hit in clause.having("cond")) or _only_to_be(clause, text, verb)


#: "Grant X a licence", and not "Grant of a licence to X".
_IMPERATIVE = re.compile(
    r"(?:grant|give|issue|award|hand|let|allow|approve)\b(?! (?:of|to|in|for|by|and)\b)", re.IGNORECASE
)
#: "The next firm to be handed one": who comes next has not come yet, unless it has become the next one.
_NEXT_TO = re.compile(r"\bnext (?:[\w’'-]+ ){0,4}to (?:be |have )?(?:\w+ly )?$", re.IGNORECASE)
_BECAME_NEXT = re.compile(r"\b(?:bec[ao]me|becomes|was|were|turned out)\b[^.;]{0,30}\bnext\b", re.IGNORECASE)


def _only_to_be(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether an English verb of getting or giving stands in an infinitive or under a modal, so that nothing is told."""
    if "under" in verb.tags or text[verb.start] > "\u2e7f":
        return False
    before = text[max(clause.start, verb.start - 90) : verb.start]
    if not before.strip(" \"“‘'") and _IMPERATIVE.match(text, verb.start):
        return True
    if _NEXT_TO.search(before) and not _BECAME_NEXT.search(before):
        return True
    if not verb.tags & {"get", "give"}:
        return bool(_MAY_BE.search(before)) or bool(_TO_BE_ON_IT.search(before) and not _DID_TO.search(before))
    return bool(_TO_BE.search(before)) and not _DID_TO.search(before)


#: "Asked to be named on it", "its request to be added": asked for, and not only hoped.
_ASKED_TO = re.compile(
    r"\b(?:asks?|asked|asking|requests?|requested|requesting|appl(?:y|ies|ied|ying)|applications?|petition\w*|filed|seeks?|sought|seeking|bid|bids|"
    r"urg\w+|press(?:es|ed|ing)|lobb\w+|push\w*|appeal\w*|campaign\w*|begg\w+|plead\w*|campaign\w*|tr(?:y|ies|ied|ying))\b(?: [\w’'-]+){0,7}? (?:to|for) (?:be |get |have |its |their |an? )?(?:[\w-]+ ){0,2}$"
    r"|(?:申请|申請|请求|請求|已请|已請|要求|恳请|懇請|提出)[^，。；]{0,14}$",
    re.IGNORECASE,
)


#: "请求将X写进通用许可": whom somebody asks to have put on it.
_ASKED_TO_PUT_HAN = re.compile(
    "(?:请求|請求|恳请|懇請|要求|申请|申請|提请|提請|敦请|敦請|拜托|拜託)[^，。；获獲]{0,6}(?:将|將|把)[^，。；]{0,18}$"
)


def asks_to_put(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether being put on a licence is only what a Chinese clause says that somebody asks for."""
    return text[verb.start] > "\u2e7f" and bool(
        _ASKED_TO_PUT_HAN.search(text, max(clause.start, verb.start - 30), verb.start)
    )


def asks_for(clause: Clause, text: str, verb: Hit) -> bool:
    """Whether what a word of getting names is what somebody asks for."""
    before = max(clause.start, verb.start - 90)
    return not _need_not(text, verb) and _ASKED_TO.search(text, before, verb.start) is not None


#: "依通用许可办理": done under a licence, not asked for one.
_UNDER_IT = re.compile("[依按凭憑以走用][^，。；]{0,12}(?:许可|許可)[证證]?$")


def _done_under(text: str, hit: Hit) -> bool:
    return text[hit.start] in "办辦" and _UNDER_IT.search(text, max(0, hit.start - 18), hit.start) is not None


#: "无需再逐批报批", "without applying for each order": what nobody has to ask for any more.
_NEED_NOT = re.compile(
    r"(?:无需|無需|无须|無須|毋须|毋須|毋需|不必|不用|免去|免于|省去|免除|告别|告別|不再(?=需|逐|一|按|单|單|每|为|為)|再也不用|用不着|用不著)[^，。；]{0,10}$"
    r"|\b(?:without|no longer (?:has|have|had|needs?|needed) to|need(?:s|ed)? (?:not|no longer)|(?:do|does|did)(?: not|n[’']t) (?:have|need) to|instead of|rather than|spare[sd]? (?:it|them|us)(?: from)?|exempt(?:s|ed)?(?: it| them| us)? from)"
    r" (?:[\w-]+ ){0,3}$",
    re.IGNORECASE,
)


def _need_not(text: str, hit: Hit) -> bool:
    return _NEED_NOT.search(text, max(0, hit.start - 44), hit.start) is not None


def applications(clause: Clause, text: str) -> list[Hit]:
    """The words of a clause that tell of asking for a licence, and not of working under one or of being spared it."""
    return [
        hit
        for hit in clause.having("apply")
        if not (
            _done_under(text, hit)
            or _need_not(text, hit)
            or _what_it_asked(clause, text, hit)
            or _another_paper(text, hit)
        )
    ]


#: "顺利通过商务部审查", "完成首票出口申报": an examination passed, and goods declared at the customs.
_PASSED_HAN = re.compile("(?<![未没沒不能])(?:通过|通過)(?:了)?[^，。；]{0,12}$")
_AT_CUSTOMS = re.compile("(?:海关|海關|报关|報關|通关|通關|出口|单[票証证]|單[票證])[^，。；]{0,2}$")


def _another_paper(text: str, hit: Hit) -> bool:
    word = text[hit.start : hit.end]
    if word[0] in "审審评評核复複" and len(word) == 2:
        return _PASSED_HAN.search(text, max(0, hit.start - 16), hit.start) is not None
    return word in ("申报", "申報") and _AT_CUSTOMS.search(text, max(0, hit.start - 6), hit.start) is not None


#: "Plans to apply", "拟申请": what is to be asked for has not been asked for.
_WILL_ASK = re.compile(
    r"(?:\b(?:plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|aim(?:s|ed|ing)?|want(?:s|ed)?|wish(?:es|ed)?|hop(?:es|ed|ing)|expect(?:s|ed)?|prepar(?:es|ed|ing)|mean(?:s|t)|decided|resolved|promis(?:es|ed)|undert(?:akes|ook|aken)|ready|set|about|due|going|is|are) (?:\w+ly )?(?:\w+ )?to (?:also |then |soon |formally |first |jointly )?|\b(?:will|would|shall|['’]ll) (?:also |then |soon |not yet |formally |probably )?|\b(?:is |are |was |were )?(?:considering|weighing|contemplating|planning|preparing) (?:an?|its|their|the)? ?(?:\w+ )?)$",
    re.IGNORECASE,
)
_WILL_ASK_HAN = re.compile(
    "(?:拟|擬|计划|計劃|计畫|計畫|打算|准备|準備|筹备|籌備|考虑|考慮|有意|适时|適時|择机|擇機|预计|預計|争取|爭取|力争|力爭|(?<!即)[将將](?!其|该|該)|将会|將會)[^，。；已了]{0,12}$"
)


def only_planned(text: str, clause: Clause, hit: Hit) -> bool:
    """Whether a word of asking tells of an application that is only to be made."""
    low = max(clause.start, hit.start - 40)
    if text[hit.start] > "\u2e7f":
        return _WILL_ASK_HAN.search(text, low, hit.start) is not None
    return _WILL_ASK.search(text, low, hit.start) is not None


#: "公司申报的通用许可已获批准": what it asked for, and what became of that.
_ASKED_FOR = re.compile("(?:的|之)[^，。；]{0,14}$")
_CAME_HAN = re.compile(
    "[证證]?[书書]?(?:均|都|皆|也|现|現|日前|近日|昨[日天晚]?|今[日天]|刚刚|剛剛|已经?|已經|正式|顺利|順利|终于|終於|全部|[于於在]|[上本这這][个個]?[月周週]|周[一二三四五六日]|去年|今年"
    "|[\\d一二三四五六七八九十]{1,4}[年月日号號][初底中上下旬]{0,2}|[，,])*(?:[获獲](?!悉)|批准|批下|批了|下来了?|下來了?|到手|落地|拿到|到位|办妥|辦妥|通过|通過|有了(?:结果|下文)?|核[发發准下]|[颁頒签簽][发發])"
)


def _what_it_asked(clause: Clause, text: str, hit: Hit) -> bool:
    return text[hit.start] > "\u2e7f" and any(
        _ASKED_FOR.fullmatch(text, hit.end, one.start) and _CAME_HAN.match(text, one.end)
        for one in clause.having("general")
        if one.start > hit.end
    )


#: "Applied in May and received one in June".
_AND_GOT = re.compile(
    r"\b(?:and|then)(?: (?:has|have|had|was|were|been|then|since|now|duly|it|they)){0,3} (?:received|obtained|got|won|secured|granted|given|issued|awarded|collected)(?: it| one)?$",
    re.IGNORECASE,
)
#: "Its renewal is being processed": the word of getting is a noun, and what is said of it is that it waits.
_RENEWAL = re.compile(r"(?:renewals?|extensions?|prolongations?)", re.IGNORECASE)


#: "Passed X's request for a licence on to Beijing".
_PASSED_ON = re.compile(
    r"accept(?:ed|s|ing)? (?:[\w.&’'-]+ ){0,6}?(?:request|application|file|papers|dossier|documents|filing)s?\b(?! (?:and|,) (?:granted|issued|approved))|pass(?:ed|es)\b[^.;]{0,60}?\b(?:request|application|file|papers|dossier)\b[^.;]{0,60}?\b(?:on|up|along) to\b",
    re.IGNORECASE,
)


def asked_for(text: str, verb: Hit, applied: list[Hit]) -> Hit | None:
    """The application that makes what a word of getting names something only asked for; None where there is none."""
    if _PASSED_ON.match(text, verb.start):
        return verb
    if not applied:
        return None
    first, last = applied[0], applied[-1]
    if last.start > verb.end and _RENEWAL.fullmatch(text, verb.start, verb.end):
        return last
    return first if first.start < verb.start and not _AND_GOT.search(text, last.end, verb.end) else None


#: "The licence it applied for", which came.
_WHAT_IT_ASKED = re.compile(
    r"\b(?:licen[cs]e|permit|one)(?: that| which)? (?:it|they|the company) (?:had |has )?(?:applied for|sought|requested|asked for)\b"
)
#: "Received it in March, five months after applying", "its application having been approved".
_SINCE_ASKED = re.compile(
    r"\b(?:after|since|following|from)\s+(?:its |their |the |an? |first )?(?:\w+ )?$", re.IGNORECASE
)
#: An application for the rest takes nothing from what is there.
_FOR_OTHERS = re.compile(
    r"\b(?:the rest|the others?|remaining|other customers|more|further|additional)\b", re.IGNORECASE
)
#: "Holds one for neodymium and plans to apply for samarium-cobalt".
_FOR_OTHER_GOODS = re.compile(
    r"\b(?:neodymium|ndfeb)\b[^.;]{0,60}\bappl\w+[^.;,]{0,24}(?:samarium|smco)|\b(?:samarium|smco)\b[^.;]{0,60}\bappl\w+[^.;,]{0,24}(?:neodymium|ndfeb)",
    re.IGNORECASE,
)
#: "The house lists X as a holder": how somebody counts, not what happened.
_COUNTED = re.compile(
    r"\b(?:lists|counts|ranks|describes|calls|sees|numbers|reckons|files|puts|labels|treats) (?:[\w&.’'-]+ ){1,6}?(?:as|among|down as)\b"
)
#: "Either X or Y got one": nobody knows which.
_EITHER = re.compile(r"\beither\b[^.;]{3,90}\bor\b|\bone of the two\b|要么|要麼|不是[^，。；]{2,14}就是", re.IGNORECASE)
#: "A list of companies has been handed over": what is given is no licence.
_OTHER_GIVEN = re.compile(
    r"\b(?:list|letter|petition|dossier|request|proposal|complaint|statement|cases|documents?|questionnaire)s?\b"
    r"(?:(?!licen[cs]e|permit|that|which)[^,.;:]){0,90}\b(?:has|have|had|was|were|is|are)(?: been)? $"
)


def _rules_out_kind(clause: Clause, negation: Hit) -> bool:
    """Whether a negation only says which kind it is not: "不是单项许可，是通用许可"."""
    return any(0 <= one.start - negation.end <= _RIGHT_BEFORE for one in clause.having("individual"))


#: How close a word stands that is meant at once, in characters.
_RIGHT_BEFORE = 4


#: "... has been cancelled": whatever else is told in the same statement.
_IS_TAKEN = re.compile(r"\b(?:is|was|were|been|being|got) (?:\w+ly )?$")


def doubts(clause: Clause, text: str, verb: Hit, gains: list[Hit], applied: list[Hit]) -> Iterator[Reason]:
    """What in the clause itself leaves a gain open."""
    applied = [
        hit for hit in applied if not (hit.start > verb.start and _SINCE_ASKED.search(text, verb.end, hit.start))
    ]
    if (
        applied
        and not _WHAT_IT_ASKED.search(text, clause.start, clause.end)
        and not _FOR_OTHERS.search(text, applied[0].start, min(clause.end, applied[0].end + 40))
        and not _FOR_OTHER_GOODS.search(text, verb.end, min(clause.end, applied[-1].end + 40))
    ):
        yield Reason.APPLICATION
    if any(negated(clause, text, other) for other in gains if other is not verb and other.start > verb.start):
        yield Reason.NOT_RECEIVED
    if heads_another(clause, text):
        # "Compared with firms that have obtained one": whoever they are.
        yield Reason.ANOTHER
    if not takes_licence(clause, text, verb) or _OTHER_GIVEN.search(text, clause.start, verb.start):
        yield Reason.OBJECT_OPEN
    if any(hit.start < verb.start for hit in clause.having("opinion")) or _COUNTED.search(text, clause.start, verb.end):
        yield Reason.OPINION
    if any(hit.start < verb.start and not _rules_out_kind(clause, hit) for hit in clause.having("neg")):
        yield Reason.NEGATION
    if clause.having("unconfirmed"):
        yield Reason.NOT_YET
    if any(hit.start > verb.end and _IS_TAKEN.search(text, verb.end, hit.start) for hit in clause.having("revoke")):
        yield Reason.AROUND
    if any(hit.end == verb.start and text[hit.start] > "\u2e7f" for hit in clause.having("past")):
        yield Reason.ONCE
    if _EITHER.search(text, clause.start, verb.start):
        yield Reason.OPINION
