"""Questions about somebody who is named, about being told, and about what is looked at before any name. The first row
that fits is taken, so what is special stands above."""

from bot.questions.pattern import Pattern, every, none
from bot.questions.phrases import (
    DENIES,
    EXPORTS,
    FIRM,
    HAS_NONE,
    LICENCE,
    NEWS,
    REGIME,
    SERVED,
    SITE,
    SMCO,
    SOME,
    SOMEBODY,
    SOURCE,
    TELL,
)

_SAYS = r"\b(says?|said|saying|claim\w*|told|report\w*|wrote|writes?)\b|[说說]"
#: Asked before the rows of `bot.questions.matters`.
NAMED: tuple[Pattern, ...] = (
    Pattern(
        asks=every(TELL, SMCO),
        runs="follow smco",
        example="Tell me when an SmCo producer gets one",
        offered=True,
    ),
    Pattern(
        asks=TELL,
        needs=("name",),
        runs='follow company:"{name}"',
        example="Tell us when JL Mag loses it",
        offered=True,
    ),
    Pattern(
        asks=every(TELL, REGIME),
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
        asks=r"\b(wrong|false|incorrect|not true|untrue|misread|mistake|error)\b|[错錯]",
        needs=("claim",),
        runs="dispute {claim}",
        example="Is C1 wrong?",
        offered=True,
    ),
    Pattern(
        asks=r"\w",
        needs=("claim",),
        runs="evidence {claim}",
        example="What is the source of C1?",
    ),
    Pattern(
        asks=f"{DENIES}|{every(f'{SOMEBODY}|{_SAYS}', HAS_NONE, _SAYS)}",
        needs=("name",),
        runs="evidence denials {name}",
        example="Who says JL Mag has no licence?",
    ),
    Pattern(
        asks=DENIES,
        lacks=("supplier", "customer"),
        runs="evidence denials",
        example="Which exporters have denied it?",
    ),
    Pattern(
        asks=r"^(?:please |can you |could you )?(?:add|put|include)\b.*\b(?:watch-?list|names looked for)\b",
        runs="admin watch add",
        example="Please add Anhui Example Magnetics to the watchlist?",
        offered=True,
    ),
    Pattern(
        asks=r"\b(make|appoint|name|remove)\b.*\badmin(istrator)?s?\b|\badmin rights\b",
        runs="help admin grant",
        example="Can you make Bob an admin?",
        offered=True,
    ),
    Pattern(
        asks=r"\bwhat (do|does|is|are) .*\b(means?|stands? for|an? (origin|claim|badge))\b|\b(meaning|"
        r"explanation) of (the |your )?"
        r"(words?|colou?rs?|badges?)\b|\b(what|which) .*\b(colou?rs?|badges?|dots?|circles?|legend)\b|什么意思",
        lacks=("supplier", "customer"),
        runs="explain words",
        example="What does “reported” mean?",
    ),
    Pattern(
        asks=r"\bsources? (do|did|does) (you|u|we|it)\b|\b(what|which) (sources|news|papers|sites|feeds|pages) (do|"
        r"are) \w+ "
        r"(read|watch|monitor|follow|check|scan|watched|read)",
        runs="quality",
        example="Which sources do you read?",
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
    Pattern(
        asks=every(r"\bjapan|日本", r"\bmilitary\b|\barm(y|ed forces)\b|军|軍"),
        lacks=("supplier", "customer"),
        runs="explain military",
        example="May anything go to Japan's military?",
    ),
    Pattern(
        asks=r"\bmilitary\b|\barm(y|ed forces|s makers?)\b|\bdefen[cs]e (users?|companies|firms?|customers?)\b|军|軍",
        lacks=("supplier", "customer"),
        runs="explain military-users",
        example="Are military end users excluded?",
    ),
    Pattern(
        asks=r"\bvalue (rule|share|threshold|ratio)\b|\b(share|percent\w*|%) of (the )?value\b",
        lacks=("supplier", "customer"),
        runs="explain value-threshold",
        example="What is the 0.1 % value rule?",
    ),
    Pattern(
        asks=r"\bextraterritorial\w*|\b(made|produced|manufactured) (abroad|outside china)\b|\bforeign[- ]made\b|域外",
        lacks=("supplier", "customer"),
        runs="explain extraterritorial",
        example="Do the rules reach goods made outside China?",
    ),
    *(
        Pattern(
            asks=none(r"\b(if|can|could|may|might|would|will)\b|会|會|能")
            + every(
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
        asks=none(SMCO, SOURCE, EXPORTS) + every(NEWS),
        lacks=("supplier", "customer"),
        runs="changes 7d",
        example="What changed since last week?",
    ),
    Pattern(
        asks=every(EXPORTS, r"\bsources?\b|evidence|proofs?|quotes?|[来來]源|[证證][据據]"),
        lacks=("supplier", "customer"),
        runs="evidence figures",
        example="What is the source of the export figures?",
    ),
    Pattern(
        asks=none(r"\b(allowed|permitted|forbidden|banned|illegal|legal)\b") + every(EXPORTS),
        lacks=("supplier", "customer"),
        runs="figures magnets",
        example="Is China shipping more or less this month?",
    ),
    *(
        Pattern(
            asks=every(
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
        asks=r"\b(besides|other than|apart from|except)\b|除了",
        needs=("customer",),
        lacks=("supplier",),
        runs="customers",
        example="Who else besides Ford?",
    ),
    Pattern(
        asks=every(r"\b(besides|other than|apart from|except)\b|除了", SERVED),
        runs="customers",
        example="Is anyone covered besides Ford?",
    ),
    Pattern(
        asks=r"\b(besides|other than|apart from|except)\b|\b(alternatives? (to|for)|instead of|replac\w+) s\b|除了",
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
        r"怎[么麼]知道|\barticles?\b|\bstatements?\b|\bwhat (exactly )?(did|does|has) [sc] (say|said|confirm|tell|told|"
        r"claim|"
        r"announce)|[说說]了?什[么麼]",
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
)
