"""Foreign firms in Chinese text: who speaks, and names that are half Latin."""

import re
from functools import cache

from jobs.extract.names.hanwords import Named, places, tokens_of
from jobs.extract.text.cues import table
from storage.domain.folding import fold, simplified


def mixed(text: str) -> list[Named]:
    """Names that begin with Latin letters: "LG电子"."""
    return [
        Named(match.start(), match.end(), text[match.start() : match.end()], True)
        for match in _mixed().finditer(simplified(text))
        if match["head"].lower() not in _GOODS
    ]


#: Goods and techniques in Latin letters, which begin no name.
_GOODS = frozenset(
    (
        "ndfeb",
        "smco",
        "ev",
        "ai",
        "cnc",
        "led",
        "dc",
        "ac",
        "bldc",
        "nev",
        "it",
        "ip",
        "pc",
        "usb",
        "mri",
        "vcm",
        "dy",
        "tb",
        "sm",
        "nd",
    )
)


@cache
def _mixed() -> re.Pattern[str]:
    names = table("zh")["parts"]
    tails = sorted(
        {*names["tail"], *names["weak"], *names["legal"], "公司"}
        - {"永磁", "磁体", "磁钢", "钐钴", "磁铁", "磁石", "稀土"},
        key=len,
        reverse=True,
    )
    return re.compile(rf"(?<![A-Za-z0-9])(?P<head>[A-Z][A-Za-z0-9&.-]{{1,14}})(?:{'|'.join(tails)})+")


def speakers(text: str) -> list[Named]:
    """Foreign firms have no trade in their name; they show as speakers or with the Latin name in brackets."""
    out = []
    for match in _HAN_SPEAKER.finditer(text):
        group = str(match.lastgroup)
        name, start = match[group], match.start(group)
        folded = fold(name).text
        if group == "c":
            out.append(Named(start, start + len(name), name, True))
            continue
        if group == "a" and _OFFICE.search(text, max(0, text.find(name) - 6), text.find(name)):
            # "主席谭志强……谭志强说": somebody introduced by an office.
            continue
        if _ORDINARY & set(folded) or folded.startswith(places()) or _NO_FIRM.search(folded) or _known(folded):
            continue
        out.append(Named(start, start + len(name), name, group == "b"))
    return out


def _known(folded: str) -> bool:
    """Whether an ordinary word of two or more characters stands in it."""
    return any(
        token.end - token.start > 1 and token.kind in ("word", "role", "office", "abroad")
        for token in tokens_of(folded)
    )


#: Characters of ordinary speech that stand in no company's own name.
_ORDINARY = frozenset(
    "的了是在有和与及其这那某各另该此并已未不可拿获得取先后若几多少五两一家张个批从事要产造出口向供应为被将把对给让也都还再又就"
    "只因等说称表示到没无非每些们我你他它谁何以所而但却则或如于由至自含做办买卖用找看问答请求准许证"
)

_HAN_SPEAKER = re.compile(
    r"(?:^|(?<=[，。；、\n「“：】]))(?P<a>[\u4e00-\u9fff]{2,6}?)(?:集团|集團|公司|方面)?"
    r"(?:采购主管|採購主管|采购总监|发言人|發言人|负责人|負責人|董事长|董事長|总裁|總裁|副总裁|副總裁|高管|执行长|執行長|财务长|財務長|采购部)?"
    r"(?:则|則|亦|也)?(?:说|說|称|稱|表示|证实|證實|确认|確認|透露|宣布|宣佈)"
    r"|(?:大厂|大廠|厂商|廠商|企业|企業|巨头|巨頭|[厂廠])?"
    r"(?P<b>[\u4e00-\u9fff]{2,8}?)[（(](?=[A-Z][A-Za-z.& -]{2,30}[）)])"
    r"|(?:^|(?<=[，。；、\n「“：】]))(?P<d>[\u4e00-\u9fff]{2,5})(?:，|——|,)(?:这家|这间|這家|這間|一家|一间|一間|这个|位于|位於|总部|總部|地处)[^，。；]{0,16}?(?:企业|企業|公司|厂商|廠商|工厂|工廠|厂家|制造商|製造商|供应商|供應商|品牌|小厂|大厂)"
    r"|(?:证券|股票|證券)(?:简称|簡稱)[:：]\s?(?P<c>[\u4e00-\u9fff]{3,5})(?![\u4e00-\u9fff])"
)

_OFFICE = re.compile(
    "(?:主席|董事[长長]|总经理|總經理|经理|經理|总裁|總裁|厂长|廠長|老板|老闆|创始人|創辦人|创办人|负责人|負責人|会长|會長|主任|书记|書記|局长|局長|"
    "司长|司長|处长|處長|科长|科長|教授|院士|律师|律師|分析师|分析師|博士|先生|女士|总监|總監|主管|执行长|執行長|代表|议员|議員|记者|記者|工程师|工程師)$"
)

#: What speaks in reports without being a company.
_NO_FIRM = re.compile(
    r"人士|知情|消息|记者|报道|外电|来源|商务|外交|财政|海关|总署|部长|官员|专家|律师|协会|会长|经理|主管|大使|先生|女士|白宫|政府|媒体|本刊|本报|公告|"
    r"分析|机构|券商|路透|彭博|日报|时报|新闻|董事|高层|业者|市场|交易|银行|证券|发言|欧盟|北京|中国|美国|德国|日本|韩国|印度|英国|总统|主席|总理|公司|小编|投资|负责|何亚东|商会|业务|上述|有关|相关|受访|客户|供应|买家|据"
)
