"""Which question asks for which command. The first row that fits is taken, so what is special stands above.

What people say for one thing stands once, in `phrases`, under one name; a row says which it wants.
"""

from dataclasses import dataclass

from bot.questions.phrases import (
    CONTROLLED,
    DENIED,
    ENDS,
    EXPORTS,
    FIRM,
    HOLDS,
    LICENCE,
    MAY,
    NDFEB,
    NEWS,
    ORDER,
    REGIME,
    SAFE,
    SERVED,
    SITE,
    SMCO,
    SOME,
    SOME_FIRM,
    SOMEBODY,
    SOURCE,
    TELL,
    WE,
)


def _all(*wanted: str) -> str:
    """Found in words that have each of these somewhere."""
    return "^" + "".join(f"(?=.*(?:{each}))" for each in wanted)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A row of the table. `asks` must be found in the words and each of `needs` be filled; `runs` is the command, with
    what was found in braces. `offered`: it is named and not run, because it changes something, or for the reason
    `why`."""

    asks: str
    runs: str
    example: str
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    offered: bool = False
    why: str = ""


def _none(*unwanted: str) -> str:
    """Put before `_all`: none of these is found."""
    return "^" + "".join(f"(?!.*(?:{each}))" for each in unwanted)


#: Which question asks for which command.
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        asks=_all(TELL, SMCO),
        runs="follow smco",
        example="Tell me when an SmCo producer gets one",
        offered=True,
    ),
    Pattern(
        asks=TELL,
        needs=("supplier",),
        runs='follow company:"{supplier}"',
        example="Tell us when JL Mag loses it",
        offered=True,
    ),
    Pattern(
        asks=_all(TELL, REGIME),
        runs="follow regime",
        example="Remind me before the suspension ends",
        offered=True,
    ),
    Pattern(
        asks=TELL,
        runs="follow exporters customers smco",
        example="Notify us if somebody new gets a licence",
        offered=True,
    ),
    Pattern(
        asks=r"\b(stop|turn off|switch off|disable|no more)\b.*\b(alerts?|messages?|cards?|updates?|notif\w+|"
        r"following)\b|"
        r"(停止|取消|[关關][闭閉]|不要).*(通知|提醒|[订訂][阅閱]|[关關]注)",
        runs="unfollow all",
        example="How do I stop the alerts?",
        offered=True,
    ),
    Pattern(
        asks=r"\b(what|which|who|list|my|am i|are we)\b.*\b(follow|follows|following|followed|subscribed?|"
        r"subscriptions?)\b|"
        r"\b(what|which)\b.*\b(alerts?|notifications?)\b.*\b(i|we|get|have|for)\b|[关關]注了|[订訂][阅閱]了",
        lacks=("supplier", "customer"),
        runs="following",
        example="What are we following here?",
    ),
    Pattern(
        asks=r"\bdfars\b|\bpentagon\b|\b(us|u\.s\.|american) (defen[cs]e|military)\b",
        lacks=("customer",),
        runs="explain defence",
        example="Does DFARS forbid this anyway?",
    ),
    *(
        Pattern(
            asks=_all(
                f"{SOME}|{SOMEBODY}|{FIRM}", f"{LICENCE}|{FIRM}|{SOMEBODY}|\\bones?\\b", rf"\b(?:{words})\b|{chinese}"
            ),
            lacks=("supplier", "customer"),
            runs=f"holders state:{state}",
            example=example,
        )
        for state, words, chinese, example in (
            (
                "revoked",
                "revoked|withdrawn|cancell?ed|taken (?:away|back)",
                "被?(?:撤[销銷]|吊[销銷])了?",
                "Has any licence been revoked?",
            ),
            ("suspended", "(?:been|was|were|got) suspended", "被[暂暫]停", "Has any licence been suspended?"),
        )
    ),
    Pattern(
        asks=REGIME,
        lacks=("supplier", "customer"),
        runs="regime",
        example="Are the October rules back after 10 November?",
    ),
    Pattern(
        asks=r"how (often|reliable|accurate|good|trustworthy)|\b(can|should|may) (i|we|one) (trust|rely|believe)|"
        r"\b(you|bot|alerts?)\b.*\b(wrong|right|accurate|reliable|mistakes?|trust)\b|可靠|准[确確]|[准準][确確]|可信",
        lacks=("supplier", "customer"),
        runs="quality",
        example="How often are your alerts wrong?",
    ),
    Pattern(
        asks=_none(SMCO, SOURCE, EXPORTS) + _all(NEWS),
        lacks=("supplier", "customer"),
        runs="changes 7d",
        example="What changed since last week?",
    ),
    Pattern(
        asks=_all(EXPORTS, r"\bsources?\b|evidence|proofs?|quotes?|[来來]源|[证證][据據]"),
        lacks=("supplier", "customer"),
        runs="evidence figures",
        example="What is the source of the export figures?",
    ),
    Pattern(
        asks=_none(r"\b(allowed|permitted|forbidden|banned|illegal|legal)\b") + _all(EXPORTS),
        lacks=("supplier", "customer"),
        runs="figures magnets",
        example="Is China shipping more or less this month?",
    ),
    *(
        Pattern(
            asks=_all(
                r"\b(csv|excel|spreadsheet|download|xlsx?|as a file)\b|下[载載]|[导導]出|表格",
                rf"\b{what}|"
                r"{chinese}",
            ),
            runs=f"download csv {what}",
            example=f"Can I have the {what} as a spreadsheet?",
        )
        for what, chinese in (("customers", "客[户戶]"), ("evidence", "[证證][据據]|[来來]源"), ("changes", "[变變]化"))
    ),
    Pattern(
        asks=r"\b(csv|excel|spreadsheet|download|xlsx?|as a file)\b|下[载載]|[导導]出|表格",
        runs="download csv holders",
        example="Can I get the list in Excel?",
    ),
    Pattern(
        asks=rf"\bjapan(ese)?\b.*\b({SITE})\b|\b({SITE})\b.*\bjapan\b",
        lacks=("customer",),
        runs="explain watch-list",
        example="Can we ship to our plant in Japan under JL Mag's licence?",
    ),
    Pattern(
        asks=rf"\b(us|usa|u\.s\.|american) ({SITE})\b|\b({SITE}) in (the )?(us|usa|u\.s\.|united states|america)\b",
        lacks=("customer",),
        runs="explain control-list",
        example="Can Yunsheng ship to our US site?",
    ),
    Pattern(
        asks=r"\bdistributors?\b|\bsister (plant|company|site)|\btransfer(able|red|ring)?\b|\bsubsidiar|[转轉][让讓]|"
        r"[经經][销銷]商|代理商",
        lacks=("customer",),
        runs="explain transfer",
        example="Can our distributor use JL Mag's licence?",
    ),
    Pattern(
        asks=_all(r"\b(besides|other than|apart from|except)\b|除了", SERVED),
        runs="customers",
        example="Is anyone covered besides Ford?",
    ),
    Pattern(
        asks=r"\b(besides|other than|apart from|except)\b|除了",
        runs="holders",
        example="Who has one besides JL Mag?",
    ),
    Pattern(
        asks=r"\w",
        needs=("supplier", "customer"),
        runs="check {supplier} for {customer} {also} {facts}",
        example="Does Yunsheng's licence cover SmCo for Bosch?",
    ),
    Pattern(
        asks=r"^(?:who|which|what|whose|any|does any\w*|is there)\b.*\b(?:suppl(?:y|ies)|covers?|serves?|"
        r"(?:sells?|delivers?|ships?) to|names?|includes?)\b.* ?c\b|谁.*(?:供应|供應|供[货貨]|覆[盖蓋])",
        needs=("customer",),
        lacks=("supplier",),
        runs='holders customer:"{customer}"',
        example="Who supplies Ford?",
    ),
    Pattern(
        asks=r"\w",
        needs=("supplier", "day"),
        runs="who {supplier} as-of {day}",
        example="Did JL Mag hold one on 2026-01-15?",
    ),
    Pattern(
        asks=r"\bwe\b|\bour (company|name|plant|site)|\b(which|what|any|list of) (customers|buyers|companies|"
        r"carmakers)|"
        r"\bwhose\b|\bcustomers?\b|\bwho(m)? (is|are|does|do|will|can|may)\b.*\b(cover|suppl|serv|sell|deliver|ship)|"
        r"\bwho (buys|gets|receives|orders|can buy|may buy)\b|\b(cover|includ|nam)\w* (me|us)\b|"
        r"\b(ship|deliver|supply|sell|export)\w* (\w+ )?to (me|us)\b|客[户戶]|我[们們]|我司",
        needs=("supplier",),
        runs="customers {supplier}",
        example="Are we on JL Mag's licence as a customer?",
    ),
    Pattern(
        asks=r"\b(proofs?|evidence|quotes?|passages?|citations?|references?)\b|where does it say|\bsources?\b|"
        r"how (do|did|can) (you|we|i) know|which (reports?|articles?)|[来來]源|[证證][据據]|依据|依據|出[处處]|"
        r"怎[么麼]知道",
        needs=("name",),
        runs="evidence {name}",
        example="What is the evidence for Ford?",
    ),
    Pattern(
        asks=r"\w",
        needs=("name",),
        runs="who {name}",
        example="When does JL Mag's licence expire?",
    ),
    Pattern(
        asks=r"redesign|design (it |them |our \w+ )?out|substitut|alternative|\breplac(e|ing)\b|"
        r"instead of (smco|dy|rare)|替代|替[换換]",
        runs="explain redesign",
        example="Can we redesign out of Dy/Tb or SmCo?",
    ),
    Pattern(
        asks=_all(
            SMCO,
            r"\b(your|the|which|what|any|show) sources?\b|\bsources? (on|for|of|about|behind)\b|evidence|proofs?|"
            r"quotes?|"
            r"citations?|which (reports|articles)|[来來]源|[证證][据據]",
        ),
        runs="evidence smco",
        example="What are your sources on SmCo?",
    ),
    Pattern(
        asks=_none(r"\bstill\b|until when|\bthey\b", SOME_FIRM)
        + _all(r"how long .*\b(valid|last|run)s?\b|\bvalidity\b|\bwhy\b.*year[- ]long|\bvalid for\b"),
        runs="explain year-long",
        example="How long is a general licence valid?",
    ),
    Pattern(
        asks=r"how long(?!.*\bleft\b)|how many (?!.*\bleft\b)(days|weeks|months)|lead[- ]?time|waiting time|"
        r"how fast|how soon|"
        r"(?<![还還]有)多久|多[长長][时時][间間]",
        runs="explain time",
        example="How long for an individual licence now?",
    ),
    Pattern(
        asks=r"\bwhat (do|must|should) (i|we) (need to |have to )?(give|send|show|provide|hand)|"
        r"\boriginal\b(?! (article|report|text|source))|\bper (po|order|purchase order)\b|\b(papers?|"
        r"paperwork|documents?|checklist)\b(?! say)|"
        r"什[么麼](文件|[资資]料)|哪些(文件|[资資]料)",
        runs="explain papers",
        example="Must the certificate be an original, one per PO?",
    ),
    Pattern(
        asks=r"\bcustoms\b|海[关關]",
        runs="explain customs",
        example="Why is customs holding uncontrolled magnets?",
    ),
    Pattern(
        asks=r"\b(order|shipment|cargo|backlog|delivery|deliveries)s?\b.*\b(before|earlier|old|stuck|held|waiting|"
        r"since)\b|"
        r"\b(old|earlier|stuck|pending|open|waiting) (order|shipment|deliver)|\brelease[sd]?\b|retroactiv|追溯|"
        r"(以前|之前|[积積][压壓]).*[订訂][单單]",
        runs="explain backlog",
        example="Does it release the order stuck since spring?",
    ),
    Pattern(
        asks=r"threshold|\d ?%|0[.,]1|percent|\blimit\b|below which|how much (dy|tb|dysprosium|terbium)|"
        r"(really|actually) (dy|tb|free)|(dy|tb)[/ -]?(tb|dy)?[- ]free|含量|[阈閾]值|[门門][槛檻]",
        runs="explain threshold",
        example="Is our grade really Dy/Tb free? What threshold?",
    ),
    Pattern(
        asks=r"\bjapan(ese)?\b|watch[- ]?list|关注名单|關注名單",
        runs="explain watch-list",
        example="Can it be used for our Japanese site?",
    ),
    Pattern(
        asks=r"\b(us|american|u\.s\.) (site|plant|customer|factory|company|subsidiary)|control[- ]?list|"
        r"blacklist|管控名单|管控名單",
        runs="explain control-list",
        example="Is our US site on the control list?",
    ),
    Pattern(
        asks=_none(SMCO, SOME_FIRM)
        + _all(
            r"\bwhat\b.*\b(cover(s|ed)?|included|in scope)\b(?! by us)|"
            r"\b(which|what) (goods|parts?|products?|grades?|items?|uses?|magnets?)\b|\bnew (customers?|buyers?)\b|"
            r"覆[盖蓋]什[么麼]|[范範][围圍]"
        ),
        runs="explain scope",
        example="What does a general licence cover?",
    ),
    Pattern(
        asks=r"\bwho (can|may|could) (hold|apply|own|get)\b|\b(foreign|western|european|german)\b.*\b(hold|apply|"
        r"own)\b",
        runs="explain holder",
        example="Who can hold one?",
    ),
    Pattern(
        asks=_none(r"\b(which|what|who|any|every|how many)\b") + _all(WE, ORDER, f"{MAY}|{SAFE}"),
        runs="check",
        example="Does my supplier's licence cover me?",
    ),
    Pattern(
        # A magnet's rule says more than the answer on some goods, unless it is told what is in them.
        asks=rf"^(?:(?!.*(?:{SMCO}|{NDFEB}))|(?=.*(?:{DENIED})))(?=.*(?:{CONTROLLED}))",
        needs=("goods",),
        runs="explain {goods}",
        example="Is ferrite controlled?",
    ),
    Pattern(
        asks=_all(
            SMCO,
            r"controlled|\balways\b|restrict|banned|control[- ]list|\b(need|require)s?\b.*licen|licen.*\b(needed|"
            r"required)\b|"
            r"受.{0,2}管|管制|需要",
        ),
        runs="explain smco",
        example="Does SmCo always need a licence?",
    ),
    Pattern(
        asks=r"\bn\d\d\w{0,2}\b|\b(need|require)\w* .*\bmagnets?\b",
        runs="explain ndfeb",
        example="Is a licence needed for N35?",
    ),
    Pattern(
        asks=SMCO,
        runs="smco",
        example="Is SmCo covered?",
    ),
    Pattern(
        asks=_all(
            ENDS,
            r"\b(soon|next|about to|coming|nearly|almost|this (week|month|quarter)|(end|ends|ending) (within|in|by|"
            r"before))\b|快|即[将將]|下[个個]?月|本月",
        ),
        runs="expiring 90d",
        example="Which licences expire soon?",
    ),
    Pattern(
        asks=ENDS,
        runs="expiring 365d",
        example="When do the licences end?",
    ),
    Pattern(
        asks=SOURCE,
        runs="evidence",
        example="Who says so?",
        offered=True,
        why="Who says what? Name the company, such as `evidence Ford`, or an id from a card, such as `evidence C7`.",
    ),
    Pattern(
        asks=rf"{SERVED}|\b(who|anyone|anybody) (can|may|could) (import|buy|receive)\b|\b(are|is|am) (we|i|"
        rf"our company|my company|us)\b.*\b(on|named|customer|list|included|in)\b",
        runs="customers",
        example="Are we on it as a customer?",
    ),
    Pattern(
        asks=_all(f"{SOMEBODY}|{SOME}", r"\blost\b|\bloses?\b|\blosing\b|失去"),
        runs="changes 30d",
        example="Who has lost its licence?",
    ),
    Pattern(
        asks=_all(
            f"{SOMEBODY}|{SOME}",
            r"\b(has|have|got) no\b|\blacks?\b|\bwithout\b|\bno longer\b|[没沒]有|未[获獲]",
        ),
        runs="holders",
        example="Which exporters have no licence?",
        offered=True,
        why="Who has none is not on record: silence is no proof. Who is reported to hold one is.",
    ),
    Pattern(
        asks=_all(SOMEBODY, HOLDS),
        runs="holders",
        example="Who holds a general licence?",
    ),
    Pattern(
        asks=_all(SOME, HOLDS, f"{FIRM}|{LICENCE}"),
        runs="holders",
        example="Which suppliers have a licence?",
    ),
    Pattern(
        asks=rf"\bholders?\b|(?:{FIRM}) (that|who|which|with|having) |持有[人者]|\b(licensed|"
        rf"approved) (?:{FIRM})|(?:{FIRM}).*\b(licensed|approved|with (a )?(general )?licen)|"
        r"\b(any(body|one)|who) else\b|\bhave names\b|[还還]有[谁誰]|\b(give|show|send|see|have) (me |us )?(the |"
        r"a )?list\b|[许許]可.*名[单單]",
        runs="holders",
        example="Show me the list",
    ),
    Pattern(
        asks=rf"\bwhich ({FIRM}) (should|could|to)\b",
        runs="holders",
        example="Which suppliers should I ask?",
    ),
    Pattern(
        asks=r"\b(take|taken|taking) (it |them |one |the licences? )?(away|back)\b|\bwithdraw|\bcancel|\brevo[kc]|"
        r"撤[销銷]|吊[销銷]",
        runs="explain revocation",
        example="Can they take it away again?",
    ),
    Pattern(
        asks=_all(r"什[么麼]是|是什[么麼]|what is a\b", r"通用[许許]可|general"),
        runs="explain general",
        example="What is a general licence?",
    ),
    Pattern(
        asks=r"\bwhat (do|did) (you|we) (know|have)\b|\boverview\b|\bsummary\b|\bin short\b|[现現][状狀]|概[况況]|"
        r"[总總]体|[總総]體",
        runs="status",
        example="What do you know?",
    ),
    Pattern(
        asks=r"\bwhat (are|is) (you|this|lodestone)\b|\bwho are you\b|what can (you|i|we)\b|how do (i|you|we)\b|"
        r"what do you do|how does (this|it) work|\bhelp\b|"
        r"怎[么麼]使?用|[帮幫]助|"
        r"能做什[么麼]|使用[说說]明|功能",
        runs="help",
        example="What can you do?",
    ),
)
