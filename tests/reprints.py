"""A wire's report and what becomes of it in print: copies, edits, cuts, additions, and other papers' own reports."""

import random

_MAKERS = ("Oakmag", "Lindmag Werke", "Tarn Magnetics", "Feldspar Motion", "Brook Alloys", "Hollis Rare Metals")
_PLACES = ("Ghent", "Lodz", "Turku", "Graz", "Leeds", "Malmo", "Trieste", "Porto")
_WHO = ("a board member", "two brokers", "its shipping agent", "people at the harbour", "a customs clerk", "a rival")
_DID = ("said", "recalled", "wrote in a letter", "told a meeting", "conceded", "hinted over lunch", "confirmed")
_WHAT = (
    "that the first crates would leave {place} within {n} days",
    "that {n} tonnes of sintered magnets were waiting in {place}",
    "how the permit for {maker} had lain on a desk for {n} weeks",
    "why buyers in {place} had begun to look for another maker after {n} letters",
    "that {maker} would hire {n} people for the works in {place}",
    "that nobody in {place} knew whether the {n} open orders would be met",
    "that prices had climbed by {n} points since {maker} last shipped",
    "what the paper allows {maker} to send abroad, and that {n} buyers are named in it",
)
_WIDE_WHO = ("董事会成员", "两名经纪人", "货运代理", "港口人士", "海关职员", "同业人士", "工厂负责人")
_WIDE_WHAT = (
    "第一批货物将在{n}天内离开{place}港口",
    "{place}仓库里还有{n}吨烧结磁材等待装船",
    "{maker}的许可文件在办公桌上放了{n}周之久",
    "{place}的买家在寄出{n}封信后开始寻找其他供应商",
    "{maker}计划为{place}的工厂再招聘{n}名工人",
    "自{maker}上次发货以来价格已经上涨了{n}个百分点",
    "文件写明{maker}可以向{n}家客户出口哪些产品",
)


class Wire:
    """One event as a wire tells it (`report`); every method is somebody else's text about it."""

    def __init__(self, number: int, language: str) -> None:
        self._draw = random.Random(f"wire {number} {language}")
        self._wide = language == "zh"
        self._maker = self._draw.choice(_MAKERS)
        self._sentences = [self._sentence(self._draw) for _ in range(self._draw.randint(9, 20))]
        self.report = self._joined(self._sentences)

    def copied(self) -> str:
        """Letter by letter, in other paragraphs."""
        return self.report.replace("。", "。\n\n") if self._wide else self.report.replace(". ", ".\n\n")

    def edited(self) -> str:
        """A desk changed a word here and there."""
        return self._joined([self._touched(s) if n % 5 == 2 else s for n, s in enumerate(self._sentences)])

    def headed(self) -> str:
        """Another headline, a dateline and a credit line."""
        head = "快讯：许可到手。本报综合外电。" if self._wide else "Papers at last. From our wire services, Monday: "
        return head + self.report

    def cut(self) -> str:
        """The second half fell to an advertisement."""
        return self._joined(self._sentences[: (len(self._sentences) + 1) // 2])

    def extended(self) -> str:
        """A paragraph of the paper's own at the end."""
        own = random.Random(f"own {self.report[:40]}")
        return self._joined([*self._sentences, *(self._sentence(own) for _ in range(3))])

    def elsewhere(self) -> str:
        """Another paper's own report of the same event: the same maker, other words and other people."""
        other = random.Random(f"elsewhere {self.report[:40]}")
        return self._joined([self._sentence(other) for _ in range(12)])

    def next_month(self) -> str:
        """The same words with other figures, as an office repeats its notice."""
        digits = str.maketrans("0123456789", "3795148260")
        return self.report.translate(digits)

    def _sentence(self, draw: random.Random) -> str:
        facts = {"place": draw.choice(_PLACES), "maker": self._maker, "n": draw.randint(11, 990)}
        if self._wide:
            return f"{draw.choice(_WIDE_WHO)}表示，{draw.choice(_WIDE_WHAT).format(**facts)}。"
        return f"{draw.choice(_WHO).capitalize()} {draw.choice(_DID)} {draw.choice(_WHAT).format(**facts)}."

    def _touched(self, sentence: str) -> str:
        if self._wide:
            return sentence.replace("表示", "说").replace("已经", "")
        return sentence.replace(" that ", " in passing that ").replace("had ", "had long ")

    def _joined(self, sentences: list[str]) -> str:
        return ("" if self._wide else " ").join(sentences)
