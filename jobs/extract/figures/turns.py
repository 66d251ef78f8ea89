"""Changes told in a row after as many amounts ("1,288 and 456 tonnes, up 27.9% and 18.3%"): which amounts those are."""

from jobs.extract.figures.amounts import Amount
from jobs.extract.figures.changes import Change


def rows(told: list[Change], amounts: list[Amount]) -> list[list[Change]]:
    """The changes between which no amount stands, together."""
    out: list[list[Change]] = []
    for change in told:
        last = out[-1][-1].number.end if out else 0
        if out and not any(last <= one.number.start < change.number.start for one in amounts):
            out[-1].append(change)
        else:
            out.append([change])
    return out


def owners(row: list[Change], fresh: list[Amount], *, shared: bool) -> list[Amount]:
    """The amounts before a row of changes that may be theirs in turn; `shared`: the sentence says "respectively"."""
    last = fresh[-len(row) :]
    if shared and _fetched(last):
        # "46,204.9 tonnes for 3.68 billion yuan, up 3.9% and down 22%".
        return last
    fresh = [one for one in fresh if not _fetched([one])]
    if shared and len(fresh) > len(row) and all(one.country for one in last):
        # "6,018 tonnes, of which Germany 1,260, Korea 598 and America 581, +4.1%, -8.7% and +3.0% respectively".
        return last
    if len(fresh) != len(row):
        # "To the EU (2,402 t; May: 2,440 t) and India (372 t; May: 381 t) both dropped, by 1.6 and 2.4%".
        newest = max((one.period or "" for one in fresh), default="")
        return [one for one in fresh if one.period == newest]
    return fresh


def _fetched(amounts: list[Amount]) -> bool:
    """Whether one of some amounts is of money."""
    return any(amount.number.kind == "money" for amount in amounts)
