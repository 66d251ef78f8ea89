"""How questions begin, and the words they are made of: what is nobody's name, and what a slip in them was meant for."""

import re

_BEGINS = """
does do did is are was were has have had can could will would may might must should shall what what's whats which when
where why how whose whom who's whos am any anything anybody anyone tell notify alert warn remind ping says according
give send let keep i we please pls plz until
"""
#: `show` and `list` begin a request with one of these behind them; before anything else they are slips for a verb.
_REQUESTS = re.compile(
    r"(?:show|list|help|update|get|see|find|need|want) (?:me|us|all|everybody|everyone|every|the)\b|i (?:need|want)\b"
    # "list of covered carmakers", "difference between the two", "under what circumstances can it be withdrawn".
    r"|(?:list|number|names?|overview|summary|status|date|difference|meaning|(?:legal )?basis) (?:of|between|for)\b"
    r"|(?:under|for|in|by|at|from|with|on|until|since|to) (?:what|which|how|whom)\b",
    re.IGNORECASE,
)
_BEHIND_WHO = """
holds hold has have had is are was were says say said claims told reported can got gets may will would else owns
covers cover supplies supply serves serve delivers deliver buys buy names includes
exports makes sells benefits received obtained does do did could should ships qualifies confirmed
"""
#: Words of questions, in small letters.
_WORDS = """
a about above according actual actually after again ago alert alerts all allow allowed allows almost already also
alternative am an and announced announcement another answer any anybody anyone anything appear applied applies apply
approval approvals approve approved april are around article articles as ask asked assembly at august authority
automotive available away back base based be because been before begin being believe below benefit benefits besides
best between blacklist both bring business but buy buyer buyers buying by call called came can cannot cargo carmaker
carmakers cars case catch certain certificate certificates chance change changed changes changing check china chinese
claim claimed claims clear cleared client clients cobalt code come comes coming companies company concerning confirm
confirmed containing control controlled controls could count countries country course cover coverage covered covering
covers csv current currently customer customers customs data date dates day days deadline deadlines dealer december
declared defence defense deliver delivered deliveries delivery denied detail details develop developments did
difference different digest do document documents does doing done dont down download due during dy dysprosium each
earlier early earth earths eligible else end ended ending ends enough europe european ever every everybody everyone
everything evidence exactly excel except excluded exist existing exists expire expired expires expiring expiry explain
export exported exporter exporters exporting exports fact factories factory facts fall fast february figure figures
file find firm firms first follow followed following for forbidden foreign form found free friday from full further
general get gets getting give given go goes going gone good goods got government grade grades grant granted group had
half happen happened happening happens has have having he hear heard held hello help her here him his history hold
holder holders holding holds hope hours how however i if illegal import importer importers in include included
includes including indeed india individual industrial info inform information instead into invoice is issue issued
issues it item items its january japan japanese july june just keep kind know known knows lack lapse lapsed lapses
large last late lately later latest law lead least left legal less let letter level licence licenced licences license
licensed licenses licensing like limit limits link list listed lists little long longer look looking lose lost lot
made magnet magnets mail make maker makers makes making man manufacturer manufacturers many march market material
materials may maybe me mean meaning means medical meet members message messages military mill mine minister ministry
minute miss missed missing monday money month monthly months more morning most move moved much must my name named
names nd ndfeb near nearly necessary need needed needs negative neodymium never new newest news next no nobody none
normal north not nothing notice notified notify november now number numbers obtain obtained october of off office
official often ok okay old on once one ones only open or order ordered orders original other others our ours out
outside over overall own page paper papers paperwork part partial particular parts pass past pending people percent
period periods permission permit permits permitted person phone place plan plant plants please point possible practice
press price prices probably problem process produce producer producers product production products progress prohibited
promise proof proofs prove publish published purchase put qualify quality quantity question questions quick quickly
quite quote quotes range rare rather read reading ready real really reason receive received recent recently redesign
reference refuse refused regarding regime region regular regulation regulations release released reliable remain
remaining remind reminder renew renewal renewals renewed renewing replace reply report reported reports request
require required requires restricted result results retroactive review revoked right rise risk round rule rules run
running runs said sale samarium same sample save saw say saying says scope second see seem seems seen sell seller
sellers selling send sent september serve served set several shall share she ship shipment shipments shipped shipping
ships short should show shown shows side sign silent similar simple since single site sites small smco so social some
somebody someone something soon sorry source sources south specific spring stand start started state statement states
statistics status still stock stop stopped stops stuck subject subscribe subsidiary substitute such summary sunday
supplied supplier suppliers supply supplying suppose sure suspended suspension table take taken takes taking talk tb
tell terbium term test than thank thanks that the their them then there these they thing things think third this those
though three threshold through thursday till time times to today together told tomorrow tonnes tons too took total
track trade transfer truce true trust try tuesday two type under understand unit unlimited until up update updated
updates upon us usa use used useful user users uses using usual valid validity value vendor vendors verify version
very via view volume volumes wait waiting want wanted wants warn was watch way we wednesday week weekly weeks well
went were west what when where whether which while who whole whom whose why wide will wind with within without word
work working works world worry worth would write written wrong wrote year yearly years yes yesterday yet you your
"""
#: With one of these at its head a line is a question, or a request.
HEADS = frozenset(_BEGINS.split())
#: `who holds ...` is a question; `who` before anything else is the verb before a name.
WHO = frozenset(_BEHIND_WHO.split())
#: Words of questions that are nobody's name, however short somebody's name is.
COMMON = frozenset(_WORDS.split())

_GREETING = re.compile(
    r"(?:hi|hello|hey|thanks|thank you|good (?:morning|afternoon|evening)|你好|您好|[谢謝]{2})(?:\b|$)[\s\w,!.！。]*",
    re.IGNORECASE,
)
#: A question behind a comma: "our magnets have 0.08 % Dy, is that ok".
_BEHIND_COMMA = re.compile(
    r",\s*(?:is|are|can|do|does|may|should|will|would|how|what|which|when) (?:that|it|this|these|those|we|i|they|"
    r"there)\b",
    re.IGNORECASE,
)
#: Marks of a question or a request in Chinese, which has no spaces and often no question mark.
_IN_CHINESE = re.compile(
    r"[吗嗎呢]\s*[?？]?$|有没有|有沒有|在不在|是不是|能不能|会不会|會不會|是否|能否|可否|[谁誰哪]|什[么麼]|怎[么麼]|"
    r"多少|多久|几家|幾家|何[时時]|^(?:请|請|帮|幫|给我|給我|看看|显示|顯示|列出|查|告[诉訴]|通知|提醒|我想)|[单單]$|消息$|[数數]据$|情[况況]$|[来來]源$"
)
#: Short forms that people type, as the words they stand for.
_SHORT = {
    "who's": "who is", "whos": "who is", "what's": "what is", "whats": "what is", "when's": "when is",
    "where's": "where is", "how's": "how is", "anyone's": "anyone is", "i'd": "i would", "i'll": "i will",
    "we'd": "we would", "u": "you", "ur": "your", "r": "are", "lic": "licence", "lics": "licences",
    "pls": "please", "plz": "please", "cert": "certificate",
}  # fmt: skip


def is_question(first: str, second: str, text: str) -> bool:
    """Whether a line reads as a question and not as a command or a name. `first` and `second` are its first words."""
    if first == "who":
        return second in WHO
    words = text.split()
    if _IN_CHINESE.search(text.strip()) or _REQUESTS.match(text.strip()) or _BEHIND_COMMA.search(text):
        return True
    return (len(words) >= 2 and first in HEADS) or text.rstrip().endswith(("?", "？"))


def begins(first: str) -> bool:
    """Whether a line with this first word can be nothing but a question."""
    return first in HEADS


def is_greeting(text: str) -> bool:
    return _GREETING.fullmatch(text.strip()) is not None


def mostly_ordinary(text: str) -> bool:
    """Whether all words, or most and at least three, are words of questions; names are made of others."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    usual = sum(map(ordinary, words))
    return 1 < usual == len(words) or (usual >= 3 and 2 * usual > len(words))


def spelt_out(text: str) -> str:
    """Short forms as whole words: `who's` is `who is`."""
    return re.sub(r"[\w']+", lambda found: _SHORT.get(found[0].casefold(), found[0]), text.replace("’", "'"))


def ordinary(word: str) -> bool:
    """Whether this word, in small letters, is one of questions, in whatever form."""
    return (
        word in COMMON
        or any(
            word.endswith(ending) and (word[: -len(ending)] in COMMON or f"{word[: -len(ending)]}e" in COMMON)
            for ending in ("s", "es", "ed", "d", "ing", "ly")
        )
        or (word.endswith("ies") and f"{word[:-3]}y" in COMMON)
    )


def respelt(words: str) -> str:
    """Words that no question is made of, as the ones they were likely meant for: `wich suplier hols one`."""
    # Imported here because only slips need it, and most starts never see one.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    def meant(found: re.Match[str]) -> str:
        word = found[0]
        if ordinary(word) or len(word) < 3:
            return word
        allowed = 1 if len(word) < 8 else 2
        near = process.extract(word, _SORTED, scorer=OSA.distance, score_cutoff=allowed, limit=12)
        if len(word) < 4:
            # Of so short a word too many are near: it is one with its letters in the right order, or a beginning.
            near = [each for each in near if sorted(each[0]) == sorted(word) or each[0] in HEADS]
        # Letters in the wrong order are likelier than a wrong letter, and a wrong one at the head is the least likely.
        best = min(
            near, key=lambda each: (each[1], sorted(each[0]) != sorted(word), each[0][0] != word[0]), default=None
        )
        return str(best[0]) if best else word

    return re.sub(r"[a-z]+", meant, words)


_SORTED = sorted(word for word in COMMON if len(word) > 2)
