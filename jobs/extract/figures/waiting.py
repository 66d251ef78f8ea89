"""Changes told before anything was named that they could be of: the next sentence may tell it."""

from dataclasses import replace

from jobs.extract.figures.bases import cumulative
from jobs.extract.figures.periods import shifted
from jobs.extract.figures.talk import Bound

#: How far a change may lie from what two amounts give, in percentage points.
_ROUNDED = 0.1


def borne_out(pending: tuple[float, ...], out: list[Bound]) -> list[Bound]:
    """Changes without a period that two amounts bear out ("A leap of 157.5%. May had brought 1,238 tonnes, June 3,188")."""
    found = [
        replace(one, change=value, basis=cumulative(kind, one.period))
        for value in pending
        for one in out
        for months, kind in ((-1, "mom"), (-12, "yoy"))
        for then in out
        if then.period == shifted(one.period, months) and _gives(one, then, value)
    ]
    return list(dict.fromkeys(found))


def _gives(one: Bound, then: Bound, value: float) -> bool:
    """Whether so great a change leads from one amount to another of the same thing."""
    if not one.tonnes or not then.tonnes or (one.series, one.country) != (then.series, then.country):
        return False
    return abs((one.tonnes / then.tonnes - 1) * 100 - value) < _ROUNDED


def matched(waiting: tuple[Bound, ...], out: list[Bound]) -> list[Bound]:
    """Changes with a period as those of the first amount of the same one ("Minus 74% in May. 1,238 tonnes of magnets ...")."""
    found = []
    for change in waiting:
        same = [one for one in out if one.tonnes and one.period == change.period]
        if same and not any(one.change is not None and one.basis == change.basis for one in same):
            found.append(replace(same[0], change=change.change, basis=change.basis))
    return found
