"""What people say for one thing, in English and in both scripts of Chinese: parts of patterns, over small letters."""

SMCO = r"sm-?co\b|smco|sm2co17|samarium|钐|釤"
NDFEB = r"nd-?fe-?b|neodymium(?! (?:oxide|metal|chloride|carbonate))|\bn\d\d\w{0,2}\b|钕铁硼|釹鐵硼"
ASSEMBLY = r"\b(rotors?|stators?|(sub)?assembl\w+|moulded sensors?)\b|转子|定子"
DENIED = r"\b(no|not|without|free|neither|contain\w*|with)\b|%|[不无無含]"
#: Somebody says that there is none; what needs none is another matter.
DENIES = r"\b(den(y|ies|ied|ying|ials?)|refut\w*)\b|否[认認]"
HAS_NONE = (
    r"\b(has|have|holds?|got|with|is|are)( still| yet)? (no|none|not)\b(?! need)|\bwithout (an? |the |one\b|\w*licen)|"
    r"\b(does|do|did|has|have|is|are)(n't| not) (yet |really |actually )?(have|hold|own|got|get|been|licen\w+)\b|"
    r"\black\w*\b|"
    r"[没沒]有?.{0,4}([许許]可|拿到|[获獲])"
)
LICENCE = r"licen[cs]|permit|approv|许可|許可|批文"
FIRM = (
    r"\b(exporter|supplier|maker|manufacturer|producer|compan(y|ies)|factor(y|ies)|firm|mill|vendor|seller)s?\b|"
    r"公司|企业|企業|厂|廠|供应商|供應商|出口商"
)
HOLDS = (
    r"\b(hold(s|ers?|ing)?|has|have|had|got|gets?|getting|own(s|ed)?|granted|given|receiv\w+|obtain\w*|licen[cs]ed|"
    r"approv\w+|issued|allowed|permitted|cleared|qualif\w+|with (a |the )?(general )*(licen[cs]|one)|"
    r"can (\w+ )?(export|ship)|able to (export|ship))|持有|[获獲]得|拿到|取得|得到|[获獲]批|批准|有.{0,6}[许許]可|"
    r"能出口"
)
SERVED = (
    r"\b(customers?|buyers?|carmakers?|automakers?|oems?|clients?|importers?|covered|beneficiar\w+|benefits?|"
    r"left out|leave out|excluded|skipped)\b|\bcover\w* (us|me)\b|客户|客戶|买家|買家|车企|車企|覆盖|覆蓋|涵盖|"
    r"涵蓋|排除|漏掉|在.{0,4}名[单單]"
)
WE = r"\b(me|my|mine|we|us|our|ours|i)\b|我们|我們|我司|我的|本公司"
ENDS = (
    r"\bexpir\w*|\b(is|are|be) (it|this|that|they) (all )?over\b|\blast day\b|\b(year|term|period)\b.*\bover\b|"
    r"\bvalid (until|till|to)\b|"
    r"\b(time|days|weeks|months)\b.*\bleft\b|"
    r"\bhow (long|much longer) .*\bstill\b|\brenew\w*|\blaps\w+|\b(run|runs|ran|running) out\b|\b(end|ends|ended|"
    r"ending)\b(?![ -](use|product|customer))|\buntil when\b|"
    r"\bstill (valid|good|run\w*)|\bover (yet|soon)|\bhow long .*\bleft\b|到期|[过過]期|失效|[续續]期|[续續][签簽]|"
    r"[续續]展|有效期|截止|延期"
)
SOURCE = (
    r"\bback (that|it|this) up\b|\bbase (this|that|it) on\b|\bwho (says|said|claims|told|reported|reports|"
    r"confirmed|confirms|wrote)\b|\bbased on\b|\b(on )?(what|"
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
NEWS = (
    r"\bwhat('s| is| has| have|s)?\s*(new|changed|happened|moved|the latest)\b|\banything (new|happen\w*|chang\w*|"
    r"else)|"
    r"\bany (news|changes?|updates?|developments?|progress)\b|\bsince (last|yesterday|monday|friday)\b|"
    r"\b(changed|changes|changing|news|updates?) (since|this|last|lately|today|recently)|\blatest\b|\bnews\b|"
    r"\bupdate (me|us)\b|\banything (i|we) (should|need to|must|have to) know\b|\bdid (i|we) miss\b|"
    r"\bwhat happened\b|\bwhat is happening\b|\bgoing on\b|\b(fill|catch|"
    r"bring) (me|us) (in|up)\b|"
    r"更新|\bmissed\b|新[闻聞]|消息|最新|最近|[变變]化|[进進]展|[动動][态態]"
)
REGIME = (
    r"\b(key|important|next|coming|upcoming) (dates?|days|events?)\b|\bcalendar\b|\bdates (ahead|to watch)\b|"
    r"管制.*恢[复復]|恢[复復].*管制|"
    r"\bcontrols?\b.*\b(until|paus|lift|suspend)|\bwhat\b.*\bhappen\w*\b.*\b(in|on|after) (\d|jan|feb|mar|apr|may|"
    r"jun|jul|aug|sep|oct|nov|dec)|"
    r"\b(what|which) rules\b.*\b(apply|now|today)\b|\boctober package\b|\bcurrent (law|regulation|regime|"
    r"situation of the)|october (rules|controls)|10 nov|november 10|2026-11-10|"
    r"2027-01-10|suspen(ded|sion)|announcement \d|"
    r"truce|kuala lumpur|busan|controls? (back|in force|return|apply|still|(will )?(be|come|coming) back)|\b(come|"
    r"coming) back\b|\bdeal between\b|what happens (in|on|after) (\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|"
    r"dec)|\bregime\b|in force|deadlines?|"
    r"\brules (right )?(now|today|at the moment|currently)|\bcurrent (rules|controls)|"
    r"管制.*([暂暫]停|什[么麼]|哪些|[现現]在|目前)|([现現]在|目前|哪些).*管制|[暂暫]停|恢[复復]管制|新[规規]|公告"
)
EXPORTS = (
    r"(magnet|rare[- ]earth|china's|chinese) exports?\b(?! (licen|control|permit|approv|rule|ban|law))|\bexports (in|"
    r"of|for|to|last|this)\b|"
    r"\b(more|less|fewer) (magnets?|rare earths?)\b|(export|ship)(s|ed|ing|ping|ments?)? (more|less|fewer|volumes?|"
    r"figures?|numbers?|data|statistics|stats)|"
    r"tonnes|tonnage|\btons\b|customs (data|figures|numbers|statistics)|(more|less|fewer|how (many|much)) .*(ship|"
    r"export)|"
    r"(exports?|shipments?)( \w+){0,3} (increas\w*|declin\w*|go\w* (up|down))|(exports?|shipments?) (rise|rising|rose|"
    r"fall\w*|fell|up|down|go\w*|grow\w*|drop\w*|recover\w*)|"
    r"\bexports\b(?! (to|magnets under))|\b(rise|rising|fall|drop|grow|recover|up|down)\w* .*(exports?|shipments?)|"
    r"[一二三四五六七八九十\d]月.*出口|出口.*([趋趨][势勢]|怎[么麼][样樣]|如何|增加|[减減]少)|出口(量|[数數]据|"
    r"[数數]字|[统統][计計]|了?多少|"
    r".{0,4}(增|[减減]|[涨漲]|跌))|多少[吨噸]|海[关關][数數]据"
)
TELL = (
    r"\b(alert|notify|warn|ping|remind|inform|update) (me|us)\b.*\b(when|if|as soon|before|once|about|on)\b|"
    r"\b(alert|notify|warn|ping|remind) (me|us)\b|\btell (me|us) (when|if|as soon|once)\b|\blet (me|us) know\b|"
    r"\bkeep (me|us) (posted|informed|updated|in the loop)\b|\bsend (me|us) (the |any |all )?(updates?|alerts?|"
    r"news)\b|"
    r"\b(get|receive) (a|an) (e?mail|message|note|alert|ping)\b|"
    r"\b(want|need|get|receive|like|set up|have) (the |some |any )?(alerts|notifications|reminders)\b|\be?mail (me|"
    r"us)\b|"
    r"\bto be (alerted|told|notified|informed|warned)\b|\bsubscribe\b|\bsign (me|us) up\b|通知我|提醒我|"
    r"[订訂][阅閱]|告[诉訴]我.*([时時]|如果|一旦)|"
    r"[有].*告[诉訴]我$|([时時]|如果|一旦).*告[诉訴]我"
)
ORDER = (
    r"\b(suppliers?|orders?|shipments?|deliver\w*|goods|parts?|ship|buy|purchase|import|order)\b|[订訂][单單]|"
    r"[发發][货貨]|[购購][买買]"
)
MAY = r"\b(will|can|could|may|might|allowed|ok|okay|covers?|covered|fine|possible|legal)\b|能|可以|[吗嗎]"
SAFE = r"\b(safe|risky?|trusted|reliable|legit(imate)?|licen[cs]ed|approved|certified|secure)\b|安全|可靠"
CONTROLLED = (
    r"\b(un)?controlled\b|\brestricted\b|\bbanned\b|\bregulated\b|\bfree to (export|ship)\b|\bunder (export )?control|"
    r"\b(need|needs|require|requires|needed|required)\b.*\b(licen|permit)|licen[cs]e\b.*\b(needed|required|for)\b|"
    r"\b(covered|affected) by (the |an? |chin\w+ )*(\w+ )?(rules?|controls?|laws?|announcements?|export)|"
    r"受.{0,2}管|管制|需要.*[许許]可|要.*[许許]可"
)
SOME_FIRM = rf"\b(which|what|any)\b.*({FIRM})"
SITE = "site|plant|factory|subsidiary|facility|branch|company|entity|office"
SOMEBODY = (
    r"\b(who|whom|whose|anybody|anyone|any one|somebody|someone|everybody|everyone|nobody|all of them)\b|"
    r"[谁誰]|哪[几幾些]?[家个個]"
)
SOME = r"\b(which|what|any|every|all|list|names?|how many|each|other)\b|哪|[几幾]家|多少家|有没有|有沒有|名[单單]"
