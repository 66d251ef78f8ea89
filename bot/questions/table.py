"""Which question asks for which command. The first row that fits is taken, so what is special stands above.

What people say for one thing stands once, in English and in Chinese, under one name; a row says which it wants.
"""

from dataclasses import dataclass

_SMCO = r"sm-?co\b|smco|sm2co17|samarium|钐|釤"
_LICENCE = r"licen[cs]|permit|approv|许可|許可|批文"
_FIRM = (
    r"\b(exporter|supplier|maker|manufacturer|producer|compan(y|ies)|factor(y|ies)|firm|mill|vendor|seller)s?\b|"
    r"公司|企业|企業|厂|廠|供应商|供應商|出口商"
)
_WHO = (
    r"\b(who|whom|whose|which|what|any|anybody|anyone|somebody|someone|everybody|everyone|nobody|all|list|names|"
    r"how many)\b|谁|誰|哪|几家|幾家|多少家|有没有|有沒有|名单|名單"
)
_HOLDS = (
    r"\b(hold(s|ers?|ing)?|has|have|had|got|gets?|getting|own(s|ed)?|granted|given|receiv\w+|obtain\w*|licen[cs]ed|"
    r"approv\w+|issued|allowed|permitted|cleared|qualif\w+|with (a |the )?(general )*(licen[cs]|one)|"
    r"can (\w+ )?(export|ship)|able to (export|ship))|持有|[获獲]得|拿到|取得|得到|[获獲]批|批准|有.{0,6}[许許]可|"
    r"能出口"
)
_SERVED = (
    r"\b(customers?|buyers?|carmakers?|automakers?|oems?|clients?|importers?|covered|beneficiar\w+|benefits?|"
    r"left out|leave out|excluded|skipped)\b|\bcover\w* (us|me)\b|客户|客戶|买家|買家|车企|車企|覆盖|覆蓋|涵盖|"
    r"涵蓋|排除|漏掉|在.{0,4}名[单單]"
)
_WE = r"\b(me|my|mine|we|us|our|ours|i)\b|我们|我們|我司|我的|本公司"
_ENDS = (
    r"\bexpir\w*|\b(is|are|be) (it|this|that|they) (all )?over\b|\blast day\b|\b(year|term|period)\b.*\bover\b|"
    r"\bvalid (until|till|to)\b|"
    r"\btime .*left\b|"
    r"\bhow (long|much longer) .*\bstill\b|\brenew\w*|\blaps\w+|\b(run|runs|ran|running) out\b|\b(end|ends|ended|"
    r"ending)\b(?![ -](use|product|customer))|\buntil when\b|"
    r"\bstill (valid|good|run\w*)|\bover (yet|soon)|\bhow long .*\bleft\b|到期|[过過]期|失效|[续續]期|[续續][签簽]|"
    r"[续續]展|有效期|截止|延期"
)
_SOURCE = (
    r"\bwho (says|said|claims|told|reported|reports|confirmed|confirms|wrote)\b|\bbased on\b|\b(on )?(what|"
    r"which) basis\b|"
    r"\bhow come (you|u) know\b|\bnewspapers?\b|\boriginal (article|report|text|source)\b|\bsays who\b|"
    r"\bsources?\b|\bevidence\b|\bproofs?\b|\bprove\b|"
    r"\bcitations?\b|\breferences?\b|\blinks?\b|\bquotes?\b|\bpassages?\b|\bhow (do|did|can|would) (you|u|we|"
    r"i) know\b|"
    r"\baccording to w|\bwhere\b.*\b(from|read|see|say|says|written|find|found)\b|\bwhich (reports?|articles?|"
    r"papers?)\b|"
    r"\bis (that|it|this) (really )?(confirmed|true|sure|official|real)\b|\bare you sure\b|"
    r"[谁誰][说說讲講]|[来來]源|[证證][据據]|依据|依據|出[处處]|怎[么麼]知道|[凭憑]什[么麼]|哪[里裡裏]看到|"
    r"[确確][认認][吗嗎]|[报報]道|哪[里裡裏]?[来來]的"
)
_NEWS = (
    r"\bwhat('s| is| has| have|s)?\s*(new|changed|happened|moved|the latest)\b|\banything (new|happen\w*|chang\w*|"
    r"else)|"
    r"\bany (news|changes?|updates?|developments?|progress)\b|\bsince (last|yesterday|monday|friday)\b|"
    r"\b(changed|changes|changing|news|updates?) (since|this|last|lately|today|recently)|\blatest\b|\bnews\b|"
    r"\bupdate (me|us)\b|\bdid (i|we) miss\b|\bwhat happened\b|\bwhat is happening\b|\bgoing on\b|\b(fill|catch|"
    r"bring) (me|us) (in|up)\b|"
    r"更新|\bmissed\b|新[闻聞]|消息|最新|最近|[变變]化|[进進]展|[动動][态態]"
)
_REGIME = (
    r"\bcontrols?\b.*\b(until|paus|lift|suspend)|\bwhat\b.*\bhappen\w*\b.*\b(in|on|after) (\d|jan|feb|mar|apr|may|"
    r"jun|jul|aug|sep|oct|nov|dec)|"
    r"\bcurrent (law|regulation|regime|situation of the)|october (rules|controls)|10 nov|november 10|2026-11-10|"
    r"2027-01-10|suspen(ded|sion)|announcement \d|"
    r"truce|kuala lumpur|busan|controls? (back|in force|return|apply|still|(will )?(be|come|coming) back)|\b(come|"
    r"coming) back\b|\bdeal between\b|what happens (in|on|after) (\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)|\bregime\b|in force|deadlines?|"
    r"\brules (right )?(now|today|at the moment|currently)|\bcurrent (rules|controls)|"
    r"管制.*([暂暫]停|什[么麼]|哪些|[现現]在|目前)|([现現]在|目前|哪些).*管制|[暂暫]停|恢[复復]管制|新[规規]|公告"
)
_EXPORTS = (
    r"(magnet|rare[- ]earth|china's|chinese) exports?\b|\bexports (in|of|for|to|last|this)\b|"
    r"\b(more|less|fewer) (magnets?|rare earths?)\b|(export|ship)(s|ed|ing|ping|ments?)? (more|less|fewer|volumes?|"
    r"figures?|numbers?|data|statistics|stats)|"
    r"tonnes|tonnage|\btons\b|customs (data|figures|statistics)|(more|less|fewer|how (many|much)) .*(ship|export)|"
    r"(exports?|shipments?) (rise|rising|rose|fall\w*|fell|up|down|go\w*|grow\w*|drop\w*|recover\w*)|"
    r"\bexports\b(?! (to|magnets under))|\b(rise|rising|fall|drop|grow|recover|up|down)\w* .*(exports?|shipments?)|"
    r"出口.*([趋趨][势勢]|怎[么麼][样樣]|如何|增加|[减減]少)|出口(量|[数數]据|[数數]字|[统統][计計]|了?多少|"
    r".{0,4}(增|[减減]|[涨漲]|跌))|多少[吨噸]|海[关關][数數]据"
)
_TELL = (
    r"\b(alert|notify|warn|ping|remind|inform|update) (me|us)\b.*\b(when|if|as soon|before|once|about|on)\b|"
    r"\b(alert|notify|warn|ping|remind) (me|us)\b|\btell (me|us) (when|if|as soon|once)\b|\blet (me|us) know\b|"
    r"\bkeep (me|us) (posted|informed|updated|in the loop)\b|\bsend (me|us) (the |any |all )?(updates?|alerts?|"
    r"news)\b|"
    r"\b(get|receive) (a|an) (e?mail|message|note|alert|ping)\b|"
    r"\b(want|need|get|receive|like|set up|have) (the |some |any )?(alerts|notifications|reminders)\b|\be?mail (me|"
    r"us)\b|"
    r"\bsubscribe\b|\bsign (me|us) up\b|通知我|提醒我|[订訂][阅閱]|告[诉訴]我.*([时時]|如果|一旦)|"
    r"[有].*告[诉訴]我$|([时時]|如果|一旦).*告[诉訴]我"
)
_ORDER = (
    r"\b(suppliers?|orders?|shipments?|deliver\w*|goods|parts?|ship|buy|purchase|import|order)\b|[订訂][单單]|"
    r"[发發][货貨]|[购購][买買]"
)
_MAY = r"\b(will|can|could|may|might|allowed|ok|okay|covers?|covered|fine|possible|legal)\b|能|可以|[吗嗎]"


def _all(*wanted: str) -> str:
    """Found in words that have each of these somewhere."""
    return "^" + "".join(f"(?=.*(?:{each}))" for each in wanted)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A row of the table. `asks` must be found in the words and each of `needs` be filled; `runs` is the command, with
    what was found in braces. `offered`: it changes something, so it is named and not run."""

    asks: str
    runs: str
    example: str
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    offered: bool = False


_SOME_FIRM = rf"\b(which|what|any)\b.*({_FIRM})"
_SITE = "site|plant|factory|subsidiary|facility|branch|company|entity|office"
_SOMEBODY = (
    r"\b(who|whom|whose|anybody|anyone|any one|somebody|someone|everybody|everyone|nobody|all of them)\b|"
    r"[谁誰]|哪[几幾些]?[家个個]"
)
_SOME = r"\b(which|what|any|every|all|list|names?|how many|each|other)\b|哪|[几幾]家|多少家|有没有|有沒有|名[单單]"


def _none(*unwanted: str) -> str:
    """Put before `_all`: none of these is found."""
    return "^" + "".join(f"(?!.*(?:{each}))" for each in unwanted)


#: Which question asks for which command.
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        asks=_all(_TELL, _SMCO),
        runs="follow smco",
        example="Tell me when an SmCo producer gets one",
        offered=True,
    ),
    Pattern(
        asks=_TELL,
        needs=("supplier",),
        runs='follow company:"{supplier}"',
        example="Tell us when JL Mag loses it",
        offered=True,
    ),
    Pattern(
        asks=_all(_TELL, _REGIME),
        runs="follow regime",
        example="Remind me before the suspension ends",
        offered=True,
    ),
    Pattern(
        asks=_TELL,
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
    Pattern(
        asks=_REGIME,
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
        asks=_none(_SMCO, _SOURCE) + _all(_NEWS),
        lacks=("supplier", "customer"),
        runs="changes 7d",
        example="What changed since last week?",
    ),
    Pattern(
        asks=_all(_EXPORTS, r"\bsources?\b|evidence|proofs?|quotes?|[来來]源|[证證][据據]"),
        lacks=("supplier", "customer"),
        runs="evidence figures",
        example="What is the source of the export figures?",
    ),
    Pattern(
        asks=_EXPORTS,
        lacks=("supplier", "customer"),
        runs="figures magnets",
        example="Is China shipping more or less this month?",
    ),
    *(
        Pattern(
            asks=_all(r"\b(csv|excel|spreadsheet|download|xlsx?)\b|下[载載]|[导導]出|表格", rf"\b{what}|{chinese}"),
            runs=f"download csv {what}",
            example=f"Can I have the {what} as a spreadsheet?",
        )
        for what, chinese in (("customers", "客[户戶]"), ("evidence", "[证證][据據]|[来來]源"), ("changes", "[变變]化"))
    ),
    Pattern(
        asks=r"\b(csv|excel|spreadsheet|download|xlsx?)\b|下[载載]|[导導]出|表格",
        runs="download csv holders",
        example="Can I get the list in Excel?",
    ),
    Pattern(
        asks=rf"\bjapan(ese)?\b.*\b({_SITE})\b|\b({_SITE})\b.*\bjapan\b",
        lacks=("customer",),
        runs="explain watch-list",
        example="Can we ship to our plant in Japan under JL Mag's licence?",
    ),
    Pattern(
        asks=rf"\b(us|usa|u\.s\.|american) ({_SITE})\b|\b({_SITE}) in (the )?(us|usa|u\.s\.|united states|america)\b",
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
        asks=r"\w",
        needs=("supplier", "customer"),
        runs="check {supplier} for {customer} {facts}",
        example="Does Yunsheng's licence cover SmCo for Bosch?",
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
        r"\bwhose\b|\bcustomers?\b|\bwho(m)? (is|are|does|do|will)\b.*\bcover|\b(cover|includ|nam)\w* (me|us)\b|"
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
            _SMCO, r"\bsources?\b|evidence|proofs?|quotes?|citations?|which (reports|articles)|[来來]源|[证證][据據]"
        ),
        runs="evidence smco",
        example="What are your sources on SmCo?",
    ),
    Pattern(
        asks=_none(r"\bstill\b|until when|\bthey\b", _SOME_FIRM)
        + _all(r"how long .*\b(valid|last|run)s?\b|\bvalidity\b|\bwhy\b.*year[- ]long|\bvalid for\b"),
        runs="explain year-long",
        example="How long is a general licence valid?",
    ),
    Pattern(
        asks=r"how long(?!.*\bleft\b)|how many (days|weeks|months)|lead[- ]?time|waiting time|how fast|how soon|"
        r"多久|多[长長][时時][间間]",
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
        asks=_none(_SMCO, _SOME_FIRM)
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
        asks=_none(r"\b(which|what|who|any|every|how many)\b") + _all(_WE, _ORDER, _MAY),
        runs="check",
        example="Does my supplier's licence cover me?",
    ),
    Pattern(
        asks=_all(
            _SMCO,
            r"controlled|\balways\b|restrict|banned|control[- ]list|\b(need|require)s?\b.*licen|licen.*\b(needed|"
            r"required)\b|"
            r"受.{0,2}管|管制|需要",
        ),
        runs="explain smco",
        example="Does SmCo always need a licence?",
    ),
    Pattern(
        asks=_SMCO,
        runs="smco",
        example="Is SmCo covered?",
    ),
    Pattern(
        asks=_all(
            _ENDS,
            r"\b(soon|next|about to|coming|nearly|almost|this (week|month|quarter)|(end|ends|ending) (within|in|by|"
            r"before))\b|快|即[将將]|下[个個]?月|本月",
        ),
        runs="expiring 90d",
        example="Which licences expire soon?",
    ),
    Pattern(
        asks=_ENDS,
        runs="expiring 365d",
        example="When do the licences end?",
    ),
    Pattern(
        asks=_SOURCE,
        runs="evidence",
        example="Who says so?",
    ),
    Pattern(
        asks=rf"{_SERVED}|\b(are|is|am) (we|i|our company|my company|us)\b.*\b(on|named|customer|list|included|in)\b",
        runs="customers",
        example="Are we on it as a customer?",
    ),
    Pattern(
        asks=_all(_SOMEBODY, _HOLDS),
        runs="holders",
        example="Who holds a general licence?",
    ),
    Pattern(
        asks=_all(_SOME, _HOLDS, f"{_FIRM}|{_LICENCE}"),
        runs="holders",
        example="Which suppliers have a licence?",
    ),
    Pattern(
        asks=rf"\bholders?\b|(?:{_FIRM}) (that|who|which|with|having) |持有[人者]|\b(licensed|"
        rf"approved) (?:{_FIRM})|(?:{_FIRM}).*\b(licensed|approved|with (a )?(general )?licen)|"
        r"\b(give|show|send|see|have) (me |us )?(the |a )?list\b|[许許]可.*名[单單]",
        runs="holders",
        example="Show me the list",
    ),
    Pattern(
        asks=rf"\bwhich ({_FIRM}) (should|could|to)\b",
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
