"""Questions about rules, goods and lists, where nobody is named. The first row that fits is taken, so what is special
stands above."""

from bot.questions.pattern import Pattern, every, none
from bot.questions.phrases import (
    ASSEMBLY,
    CONTROLLED,
    DENIED,
    ENDS,
    FIRM,
    HOLDS,
    LICENCE,
    MAY,
    NDFEB,
    ORDER,
    SAFE,
    SERVED,
    SMCO,
    SOME,
    SOME_FIRM,
    SOMEBODY,
    SOURCE,
    WE,
)

#: Asked behind the rows of `bot.questions.named`.
MATTERS: tuple[Pattern, ...] = (
    Pattern(
        asks=every(
            r"\b(if|can|could|may|might|would|will)\b|会|會|能",
            r"\brevo[kc]\w*|\bwithdr[ae]w\w*|\bcancel\w*|\b(take|taken|taking) (it |them |one )?(away|back)\b|撤[销銷]|"
            r"吊[销銷]",
        ),
        runs="explain revocation",
        example="What if the supplier's licence is revoked after we order?",
    ),
    Pattern(
        asks=r"\breplac\w+ .*\bindividual\b|\binstead of (an )?individual\b|\bindividual\b.*\bstill\b",
        runs="explain supplement",
        example="Does a general licence replace individual ones?",
    ),
    Pattern(
        asks=r"redesign|design (it |them |our \w+ )?out|substitut|alternative|\breplac(e|ing)\b|"
        r"instead of (smco|dy|rare)|替代|替[换換]",
        runs="explain redesign",
        example="Can we redesign out of Dy/Tb or SmCo?",
    ),
    Pattern(
        asks=r"\bmagnets? (inside|built[- ]in|embedded|in (it|them|the))\b|\bwith (a |the )?magnets?( inside)?\b|"
        r"\bcontain\w* (a |the )?magnets?\b|\b(finished|assembled) (goods|products?|motors?)\b",
        runs="explain assemblies",
        example="Do loudspeakers with magnets inside need a licence?",
    ),
    Pattern(
        asks=every(
            SMCO,
            r"\b(your|the|which|what|any|show) sources?\b|\bsources? (on|for|of|about|behind)\b|evidence|proofs?|"
            r"quotes?|"
            r"citations?|which (reports|articles)|[来來]源|[证證][据據]",
        ),
        runs="evidence smco",
        example="What are your sources on SmCo?",
    ),
    Pattern(
        asks=none(r"\bstill\b|until when|\bthey\b", SOME_FIRM)
        + every(r"how long .*\b(valid|last|run)s?\b|\bvalidity\b|\bwhy\b.*year[- ]long|\bvalid for\b"),
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
        r"\b(which|what) (forms?|certificates?|information|stamps?)\b.*\b(want|need|ask|require|fill|have to|must)|"
        r"什[么麼](文件|[资資]料)|哪些(文件|[资資]料)",
        runs="explain papers",
        example="Must the certificate be an original, one per PO?",
    ),
    Pattern(
        asks=r"\b(end[- ]?users?|end[- ]?uses?|uses?|parts?|part numbers?|country|destination|site|plant|address)\b"
        r"( is| are| has| have)? (chang\w*|differ\w*)|\bchang\w* (the |our |of |in )*(end[- ]?user|end[- ]?use|part|"
        r"country|"
        r"destination|site|address)",
        runs="explain change",
        example="Must we tell the ministry if the end user changes?",
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
        asks=none(SMCO, SOME_FIRM)
        + every(
            r"\bwhat\b.*\b(cover(s|ed)?|included|in scope)\b(?! by us)|"
            r"\bdoes (it|one|this|that|(a |the )?(general )?licen[cs]e) (also |really )?(cover|include|"
            r"extend to)\b(?! (us|me|our)\b)|"
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
        asks=none(r"\b(which|what|who|any|every|how many)\b") + every(WE, ORDER, f"{MAY}|{SAFE}"),
        runs="check",
        example="Does my supplier's licence cover me?",
    ),
    Pattern(
        # A magnet's rule says more than the answer on some goods, unless it is told what is in them.
        asks=rf"^(?!.*(?:{ASSEMBLY}))(?:(?!.*(?:{SMCO}|{NDFEB}))|(?=.*(?:{DENIED})))(?=.*(?:{CONTROLLED}))",
        needs=("goods",),
        runs="explain {goods}",
        example="Is ferrite controlled?",
    ),
    Pattern(
        asks=every(
            f"{SOMEBODY}|{SOME}|{FIRM}",
            f"{HOLDS}|\\bcover",
            r"\b(for|cover\w*|of) (dysprosium|terbium|yttrium|gadolinium|scandium|lutetium|dy|tb|"
            r"ndfeb)( magnets?)?\W*$",
        ),
        needs=("goods",),
        runs="holders material:{goods}",
        example="Who is licensed for dysprosium?",
    ),
    Pattern(
        asks=every(
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
        asks=every(
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
        asks=every(
            f"{SOMEBODY}|{SOME}", r"\b(year|months|ever|so far)\b|今年|去年", r"\blost\b|\bloses?\b|\blosing\b|失去"
        ),
        runs="changes 365d",
        example="Which suppliers lost their licence this year?",
    ),
    Pattern(
        asks=every(f"{SOMEBODY}|{SOME}", r"\blost\b|\bloses?\b|\blosing\b|失去"),
        runs="changes 30d",
        example="Who has lost its licence?",
    ),
    Pattern(
        asks=every(
            f"{SOMEBODY}|{SOME}",
            r"\b(has|have|got) no\b|\blacks?\b|\bwithout\b|\bno longer\b|[没沒]有|未[获獲]|"
            r"\b(do|does|did)(n't| not) (yet |really )?(have|hold|own|get)\b",
        ),
        runs="holders",
        example="Which exporters have no licence?",
        offered=True,
        why="Who has none is not on record: silence is no proof. Who is reported to hold one is.",
    ),
    Pattern(
        asks=none(r"\bwho (has |have )?confirm")
        + every(
            f"{SOMEBODY}|{SOME}|{FIRM}",
            r"\bconfirmed\b",
            f"{LICENCE}|"
            r"{FIRM}",
        ),
        runs="holders certainty:confirmed",
        example="Do we have any supplier with a confirmed licence?",
    ),
    Pattern(
        asks=every(SOMEBODY, HOLDS),
        runs="holders",
        example="Who holds a general licence?",
    ),
    Pattern(
        asks=every(SOME, HOLDS, f"{FIRM}|{LICENCE}"),
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
        asks=rf"\bwhich ({FIRM}) (should|could|to)\b|\bwhich\b.*(?:{FIRM}).*(?:{SAFE})",
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
        asks=every(r"什[么麼]是|是什[么麼]|what is a\b", r"通用[许許]可|general"),
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
        asks=r"\bwhat (are|is) (you|this|lodestone)\b|\bwho are you\b|what can (you|i|we)\b|\bcommands?\b|how do (i|"
        r"you|we)\b|"
        r"what do you do|how does (this|it) work|\bhelp\b|"
        r"怎[么麼]使?用|[帮幫]助|"
        r"能做什[么麼]|使用[说說]明|功能",
        runs="help",
        example="What can you do?",
    ),
)
