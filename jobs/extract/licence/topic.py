"""Whether a text is about China's export licences for rare earths at all."""

from jobs.extract.text.cues import Hit


def concerns_us(hits: list[Hit], *, known: bool) -> bool:
    """True when the text speaks of a licence and of magnets, rare earths or China (or of a company we know)."""
    tags = frozenset().union(*(hit.tags for hit in hits)) if hits else frozenset()
    return bool(tags & {"general", "individual", "streamlined", "licence", "theirs"}) and (
        bool(tags & {"topic", "rare", "SmCo", "NdFeB", "Dy", "Tb", "maker", "smco_maker"}) or known
    )
