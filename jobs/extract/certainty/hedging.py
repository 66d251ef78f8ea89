"""How sure: what a clause says happened, and what takes it back. Cues work in one direction and inside their clause.

The value is certainty and polarity relative to the speaker (FactBank, direct.mit.edu/coli 10.1162/COLI_a_00097): a fact
is granted, covered or renewed; a possibility is expected; its contrary denied or excluded; everything uncommitted
(applied, eligible, asked, doubted) moves nothing. Where a reader would hesitate there is a doubt in words.
"""

import re
from dataclasses import dataclass

from jobs.extract.certainty import endings, modality
from jobs.extract.certainty.negation import negated
from jobs.extract.licence.gainwords import (
    APPLICATION_PASSED,
    BECAME,
    GAIN_TAGS,
    USED_TO,
    deciding,
    gains_of,
    of_the_licence,
    taking,
    to_renew,
)
from jobs.extract.reasons import Reason
from jobs.extract.text.cues import EASTERN, LICENCE_TAGS, Hit
from jobs.extract.text.sentences import Clause
from storage.domain.claim import ENDS, ClaimStatus

_QUESTION = re.compile(r"[?？][\"'”’)）」』]*\s*$")
_NOBODY_CONFIRMED = re.compile(
    r"\b(?:nobody|no one|none|neither|no (?:[\w-]+ ){1,3}?)\s?(?:has |have |had )?(?:yet )?(?:publicly |officially )confirmed\b",
    re.IGNORECASE,
)
#: What is not is only that somebody said so: "has not confirmed having one", 均未公開證實取得.
_NOT_SAID = re.compile(
    r"\b(?:not|never|nobody|no one|none|neither|no (?:[\w-]+ ){1,4}?)\s?(?:has |have |had |yet |publicly |officially |so far ){0,4}"
    r"(?:said|confirmed|announced|disclosed|reported|acknowledged)\b"
    r"|(?:未|没有|沒有)(?:曾|有|公开|公開|正式|对外|對外|获|獲){0,3}(?:证实|證實|确认|確認|宣布|披露|公告|公布|透露|承认|承認)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a clause says. `at` is where (its deciding word), `doubts` are reasons to ask a person, in words."""

    status: ClaimStatus | None
    at: int = -1
    doubts: tuple[Reason, ...] = ()
    hedged: bool = False
    #: The gain word itself, for finding out whose gain it is.
    verb: Hit | None = None
    #: The licence was interrupted before and holds again.
    again: bool = False

    @property
    def strong(self) -> bool:
        """Whether the deciding word is about licences by itself, where the talk is of licences."""
        return self.status not in (ClaimStatus.APPLIED, ClaimStatus.EXPECTED, ClaimStatus.NOT_CONFIRMED, None) and (
            self.verb is None or not self.verb.tags.isdisjoint(("give", "cover", "renew", "theirs"))
        )


#: A clause without a word of one of these lists tells nothing of any licence: all that `said` decides by.
_DECIDES = frozenset(
    [*GAIN_TAGS, "general", "individual", "streamlined", "licence", "theirs", "stands", "restore", "apply", "neg",
     "rumour", "deny", "unconfirmed", "exclude", "refuse", "lacks", "revoke", "suspend", "expire"]
)  # fmt: skip


def is_question(sentence: str) -> bool:
    return ("?" in sentence or "？" in sentence) and bool(_QUESTION.search(sentence))


def said(clause: Clause, text: str, *, listed: bool = False) -> Said:
    """The status a clause states. `listed`: the clause is a row or list item, where a verb may be missing."""
    if not listed and clause.tags.isdisjoint(_DECIDES):
        return Said(status=None)
    gains = gains_of(clause, text)
    first_gain = deciding(gains)
    hedged = any(first_gain is None or hit.start < first_gain.start for hit in clause.having("hedge"))
    if (stands := clause.having("stands")) and not clause.having("neg", "expect", "cond", "apply", "unconfirmed"):
        return Said(status=ClaimStatus.GRANTED, at=stands[0].start, hedged=hedged, again=True)
    ended = _ended(clause, text)
    if "rumour" in clause.tags and "deny" not in clause.tags:
        if ended is not None:
            return Said(status=None)
        return Said(status=ClaimStatus.NOT_CONFIRMED, at=clause.having("rumour")[0].start, hedged=True)
    if denial := clause.having("deny"):
        first = denial[0]
        if ended is not None:
            # Who denies the end of "its general licence" has one.
            own = _calls_own(clause, text)
            doubts = () if own else (Reason.END_DENIED,)
            return Said(status=ClaimStatus.GRANTED, at=first.start, doubts=doubts, again=own)
        if _ACCUSED.search(text, first.start, clause.end) or _LIMITED.search(text, clause.start, clause.end):
            return Said(status=None)
        if clause.having("apply") and first_gain is None:
            # "An earlier version said that X had applied": not what it has is corrected.
            return Said(status=None)
        if clause.having(*GAIN_TAGS, "general", "licence", "theirs", "have"):
            return Said(status=ClaimStatus.DENIED, at=first.start)
    if ended is not None:
        return ended
    for tag, status in (
        ("exclude", ClaimStatus.EXCLUDED),
        ("refuse", ClaimStatus.DENIED),
        ("lacks", ClaimStatus.DENIED),
    ):
        if (found := clause.having(tag)) and not _overtaken(clause, found[0]):
            return Said(status=status, at=found[0].start, hedged=hedged)
    return _gain_or_less(clause, text, gains, listed=listed, hedged=hedged)


#: Between what is not there and the asking for it: "lost its licence and has reapplied", "到期，续期材料已递交".
_AND_ASKED = re.compile(r"[^.;。]{0,70}?(?:[,，；]|\b(?:and|but|though|although|yet)\b|的)[^.;。，,]{0,40}")
_NOT_THERE = frozenset((*ENDS, ClaimStatus.DENIED))


def asked_beside(clause: Clause, text: str, first: Said) -> Said | None:
    """That somebody whose licence is over or was refused asks for one, told in the same statement."""
    if first.status not in _NOT_THERE or clause.having("deny", "rumour", "cond"):
        return None
    for hit in modality.applications(clause, text):
        between = [one for one in clause.hits if first.at < one.start < hit.start]
        if hit.start > first.at + 4 and _AND_ASKED.fullmatch(text, first.at, hit.start):
            unsure = any(
                one.tags & {"neg", "expect", "refuse", "individual"} for one in between if one.start > first.at + 12
            )
            return None if unsure or "individual" in hit.tags else Said(status=ClaimStatus.APPLIED, at=hit.start)
    return None


#: "Rejected accusations that it misled investors": what is denied is no licence.
_ACCUSED = re.compile(
    r"(?:reject|den[iy]|dismiss|rebut|refut|disput)\w*[^.;,]{0,30}?\b(?:accusations?|allegations?|charges?|criticism|lawsuits?|wrongdoing)\b"
    r"(?![^.;]{0,60}\blicen[cs]e)",
    re.IGNORECASE,
)
#: "Called talk of limits to the licence untrue": what is limited is there.
_LIMITED = re.compile(
    r"\b(?:licen[cs]e|permit)\b[^.;,]{0,24}\b(?:been|be|being|is|was|were) (?:limited|restricted|narrowed|curtailed|cut|amended|reduced|under threat|at risk|in danger)\b"
    r"|\b(?:limits?|limitations?|restrictions?|threats?) (?:to|on) (?:its|the) (?:[\w-]+ ){0,2}?(?:licen[cs]e|permit)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:\b(?:its|their|our)|['’]s)\s+(?:[\w-]+\s+){0,2}[\"“‘']?$", re.IGNORECASE)


def _calls_own(clause: Clause, text: str) -> bool:
    """Whether a general licence is called somebody's own: "its general licence", "X's general licence"."""
    return any(
        _OWN.search(text, max(clause.start, hit.start - 40), hit.start)
        for hit in clause.having("general", "streamlined")
    )


def _overtaken(clause: Clause, lost: Hit) -> bool:
    """Whether the statement goes on to say that things have changed ("passed over last year, has now ...")."""
    now = [hit for hit in clause.having("now") if hit.start > lost.start]
    return bool(now) and any(hit.start > lost.start for hit in clause.having(*GAIN_TAGS))


def _ended(clause: Clause, text: str) -> Said | None:
    """What a word of ending says: over, or there after all where that is negated or undone; None where none is told."""
    for tag, status in (
        ("revoke", ClaimStatus.REVOKED),
        ("suspend", ClaimStatus.SUSPENDED),
        ("expire", ClaimStatus.EXPIRED),
    ):
        for hit in clause.having(tag):
            if endings.still_to_come(clause, text, hit) or endings.of_something_else(clause, text, hit):
                continue
            if tag == "expire" and endings.runs_on(clause, text, hit):
                continue
            if negated(clause, text, hit) and not _UNNOTICED.search(text, clause.start, hit.start):
                # Chinese runs clauses together: what is negated is not plain.
                open_still = (Reason.END_DENIED,) if EASTERN.match(text, hit.start) else ()
                return Said(
                    status=ClaimStatus.GRANTED,
                    at=hit.start,
                    doubts=open_still,
                    verb=hit,
                    again=bool(clause.having("stands")),
                )
            if _UNDONE.search(text, clause.start, clause.end) and not clause.having("neg", "expect", "cond", "apply"):
                return Said(status=ClaimStatus.GRANTED, at=hit.start, again=True)
            if (back := clause.having("restore")) and not clause.having("neg", "expect", "cond", "apply"):
                return Said(status=ClaimStatus.GRANTED, at=back[0].start, again=True)
            if tag == "revoke" and not endings.takes_licence(clause, text, hit):
                continue
            if tag == "suspend" and not (clause.having(*LICENCE_TAGS) or "theirs" in hit.tags):
                continue
            return Said(status=status, at=hit.start)
    return None


#: "Nobody noticed that its licence had run out": it had.
_UNNOTICED = re.compile(
    r"\b(?:nobody|no one|none|not|never|n['’]t|few)(?: \w+){0,3}? (?:notic|know|knew|reali[sz]|saw|seen?\b|aware|learn|told|tell|remember|mention|disclos|say|said)",
    re.IGNORECASE,
)
#: "The suspension of its licence has been lifted".
_UNDONE = re.compile(
    r"\b(?:suspension|revocation|withdrawal|freeze|cancellation|hold)\b[^.;]{0,80}?\b(?:is|was|has been|have been|had been) (?:now |since |then )?(?:lifted|removed|ended|reversed|undone|overturned|cancelled|rescinded|annulled|dropped)\b"
    r"|\b(?:lift(?:s|ed|ing)?|end(?:s|ed|ing)?|revers(?:es|ed|ing)|overturn(?:s|ed|ing)?|rescind(?:s|ed|ing)?|annul(?:s|led|ling)?|undid|remov(?:es|ed|ing)) (?:the |its |a |this )?(?:\w+ )?(?:suspension|revocation|withdrawal|freeze|cancellation)\b",
    re.IGNORECASE,
)


def _gain_or_less(clause: Clause, text: str, gains: list[Hit], *, listed: bool, hedged: bool) -> Said:
    gains = [hit for hit in gains if not of_the_licence(clause, text, hit)]
    verb = deciding([hit for hit in gains if not BECAME.match(text, hit.start)]) or deciding(gains)
    verb = taking(clause, text, verb, gains) if verb is not None else None
    if (doubted := _unconfirmed(clause, text, verb)) is not None:
        return Said(status=ClaimStatus.NOT_CONFIRMED, at=doubted, hedged=hedged)
    applied = modality.applications(clause, text)
    if verb is None:
        return _without_gain(clause, text, applied, listed=listed, hedged=hedged)
    if applied and APPLICATION_PASSED.search(text, clause.start, clause.end):
        applied = []
    if (less := _less(clause, text, verb, applied, hedged=hedged)) is not None:
        return less
    doubts = tuple(modality.doubts(clause, text, verb, gains, applied))
    passed = APPLICATION_PASSED.search(text, clause.start, clause.end) is not None
    again = "renew" in verb.tags or _NEW_ONE.search(text, clause.start, clause.end) is not None
    again = again or any(passed or not to_renew(text, hit) for hit in clause.having("renew"))
    status = ClaimStatus.RENEWED if again else ClaimStatus.GRANTED
    afresh = _AFRESH.search(text, max(clause.start, verb.start - 6), verb.start) is not None
    return Said(status=status, at=verb.start, doubts=doubts, hedged=hedged, verb=verb, again=afresh)


#: "重新获发": who has one again had lost it, as the same sentence may tell.
_AFRESH = re.compile(r"(?:重新|再次|再度)(?:被|获|獲)?$")


def _unconfirmed(clause: Clause, text: str, verb: Hit | None) -> int | None:
    """Where a clause says that nobody has confirmed or knows it, unless that comes well after a gain."""
    unconfirmed = clause.having("unconfirmed")
    if not unconfirmed:
        silence = {"neg", "says"} <= clause.tags and _NOBODY_CONFIRMED.search(text, clause.start, clause.end)
        return silence.start() if silence else None
    if verb and unconfirmed[0].start - verb.end > 25:
        return None
    return unconfirmed[0].start


#: "No longer wait for a permit", "does not release the buyer from", "not Leipzig": not having one is not what is said.
_NOT_OF_HAVING = re.compile(
    r"(?:no longer|not|n['’]t|never|cannot|nobody|nothing)\s+(?:\w+ly\s+|even\s+|have to\s+|has to\s+)?"
    r"(?:(?-i:[A-Z])|(?:wait|need|requir|seek|ask|appl(?:y|ies)\b|fil(?:e|es|ing)\b|submit|queue|depend|rely|relies|release|oblige|mean|guarantee|replace|"
    r"travel|go(?:es)? through|say|said|mention|identif|disclos|transfer|chang|alter|affect|surpris|concern|the (?:same|only|first)\b|only\b|just\b|"
    r"because\b))"
    r"|no (?:[\w-]+ ){0,3}?(?:licen[cs]es?|permits?|approvals?) (?:is|are|was|were|will be) (?:needed|required|necessary)",
    re.IGNORECASE,
)


def denials(clause: Clause, text: str) -> list[Hit]:
    """The negations of a clause that may deny a licence."""
    return [hit for hit in clause.having("neg") if not _NOT_OF_HAVING.match(text, hit.start)]


#: "Its bid for a licence failed".
_CAME_TO_NOTHING = re.compile(
    r"\b(?:failed\b(?! to)|fell through|(?:was|were|is|been|proved|remained) (?:unsuccessful|fruitless|in vain|to no avail|dismissed|thrown out|returned|sent back|struck down|bounced)|came to nothing|came to naught|went nowhere|got nowhere|"
    r"in vain\b|to no avail|without success|collapsed|foundered|bounced|unsuccessfully|back(?=[,.;]| (?:because|with|citing|for|over)\b)|(?:was|were|been) (?:closed|shelved|dropped|archived|discontinued))"
    r"|\b(?:was|were|has been|have been|is|are)(?: not|n[’']t) (?:been )?(?:accepted|approved|granted|admitted|allowed|taken up|passed)\b"
    r"|未(?:获|獲|予|被|能获|能獲)(?:受理|批准|核准|通过|通過|接受|采纳|採納)|不予(?:受理|批准|许可|許可)|(?:没有?|沒有?|未)(?:被受理|通过|通過)|未果|无果|無果|落空|失败|失敗|碰壁|没有成功|沒有成功|未成功|未能成功|没成|沒成|告吹",
    re.IGNORECASE,
)


def _without_gain(clause: Clause, text: str, applied: list[Hit], *, listed: bool, hedged: bool) -> Said:
    """What a clause without a word of getting says: asked for, hoped for, none, back again - or listed."""
    expected = clause.having("expect")
    negations = denials(clause, text)
    if applied and (never := _NEVER_ASKED.search(text, clause.start, applied[0].start)):
        status = ClaimStatus.NOT_CONFIRMED if never["yet"] else ClaimStatus.DENIED
        return Said(status=status, at=applied[0].start, hedged=hedged)
    if applied:
        failed = _CAME_TO_NOTHING.search(text, applied[0].end, clause.end)
        planned = not failed and modality.only_planned(text, clause, applied[0])
        asked = ClaimStatus.EXPECTED if planned else ClaimStatus.APPLIED
        return Said(status=ClaimStatus.DENIED if failed else asked, at=applied[0].start, hedged=hedged)
    if expected and clause.having("general", "licence", "theirs"):
        return Said(status=ClaimStatus.EXPECTED, at=expected[0].start, hedged=hedged)
    if negations and clause.having("general", "theirs", "individual", "licence"):
        return Said(status=ClaimStatus.DENIED, at=negations[0].start)
    if (back := clause.having("restore")) and clause.having("general", "licence", "theirs", "it") and not negations:
        return Said(status=ClaimStatus.GRANTED, at=back[0].start, again=True)
    if listed and clause.having("general", "yes"):
        return Said(status=ClaimStatus.GRANTED, at=clause.start, hedged=hedged)
    return Said(status=None)


def _less(clause: Clause, text: str, verb: Hit, applied: list[Hit], *, hedged: bool) -> Said | None:
    """What makes less than a gain of a word of getting: it is supposed, negated, over, still to come or asked for."""
    future = Said(status=ClaimStatus.EXPECTED, at=verb.start, hedged=hedged, verb=verb)
    if modality.supposed(clause, text, verb):
        return future
    if negated(clause, text, verb):
        if nothing_said := _NOT_SAID.search(text, clause.start, verb.start):
            return Said(status=ClaimStatus.NOT_CONFIRMED, at=nothing_said.start(), hedged=hedged)
        left_out = "cover" in verb.tags and not verb.tags & {"get", "give"}
        status = ClaimStatus.EXCLUDED if left_out else ClaimStatus.DENIED
        return Said(status=status, at=verb.start, hedged=hedged, verb=verb)
    if _HELD_UNTIL.match(text, verb.start, clause.end):
        return Said(status=ClaimStatus.EXPIRED, at=verb.start, hedged=hedged)
    if USED_TO.search(text, clause.start, verb.end):
        return Said(status=ClaimStatus.EXPIRED, at=verb.start, hedged=hedged)
    if modality.to_come(clause, text, verb):
        if modality.asks_for(clause, text, verb):
            return Said(status=ClaimStatus.APPLIED, at=verb.start, hedged=hedged)
        return future
    if modality.asks_to_put(clause, text, verb):
        return Said(status=ClaimStatus.APPLIED, at=verb.start, hedged=hedged)
    if asked := modality.asked_for(text, verb, applied):
        return Said(status=ClaimStatus.APPLIED, at=asked.start, hedged=hedged)
    return None


#: "A new one was issued": there was one before.
_NEW_ONE = re.compile(
    r"\b(?:an?|the|its) (?:new|fresh|second|replacement|successor|further) (?:one|general one)\b"
    r"|\b(?:an?|the|its) (?:fresh|replacement|successor) (?:general |export ){0,2}(?:licen[cs]e|permit)\b"
    r"|\b(?:its|the) (?:successor|replacement|follow-up)\b",
    re.IGNORECASE,
)
#: "Held a licence until June": it is over. "Holds one valid until June" is not.
_HELD_UNTIL = re.compile(
    r"(?<!has )(?<!have )\bhad\b[^,.;]{0,50}?\bfrom \w+(?: \d+)? (?:to|until|till) \w+|(?<!has )(?<!have )held\b[^,.;]{0,50}?(?<!valid )(?<!good )(?<!runs )\buntil\b(?! now)"
)
#: "未申请", "无需申请": who has not asked for a licence has none; who has not yet asked may.
_NEVER_ASKED = re.compile(
    r"(?:(?P<yet>尚未|还没有?|還沒有?|目前未|まだ|아직)|[未没沒不]|没有|沒有|无需|無需|无须|無須|毋须|毋須|不必|不具备|不具備)(?:曾|有|正式|提出|提交|递交|遞交|通用许可的?|通用許可的?){0,2}$"
)
