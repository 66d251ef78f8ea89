"""Texts in capitals throughout, or without any, are read as prose."""

from jobs.extract.names.casing import sentence_case
from storage.domain.names import KnownCompany, NameIndex

INDEX = NameIndex(
    [
        KnownCompany(key="bosch", name="Bosch", roles=frozenset(("customer",)), aliases=("Robert Bosch GmbH",)),
        KnownCompany(key="zf", name="ZF", roles=frozenset(("customer",)), aliases=("ZF Friedrichshafen",)),
    ]
)


def test_a_telex_keeps_the_capitals_that_prose_would_have() -> None:
    telex = (
        "BEIJING, MAY 12 - QILAN SPECIAL ALLOYS CO MAY SHIP TO BOSCH AND ZF IN THE US, MOFCOM SAID. IT'S ON ITS LIST."
    )
    prose = (
        "Beijing, May 12 - Qilan Special Alloys Co may ship to Bosch and ZF in the US, MOFCOM said. It's on its list."
    )
    assert sentence_case(telex, INDEX) == prose


def test_only_the_lines_in_capitals_change() -> None:
    text = "BRIEF-BOSCH GETS ITS MAGNETS UNDER A GENERAL LICENCE\nThe CEO of BOSCH said so on Monday."
    assert sentence_case(text, INDEX) == (
        "BRIEF-Bosch gets its magnets under a general licence\nThe CEO of BOSCH said so on Monday."
    )


def test_in_a_message_without_capitals_names_get_theirs() -> None:
    message = "heard from bosch: qilan special alloys has its licence, and qilan won't say for whom."
    prose = "Heard from Bosch: Qilan Special Alloys has its licence, and Qilan won't say for whom."
    assert sentence_case(message, INDEX) == prose


def test_other_languages_and_every_length_stay_as_they_are() -> None:
    assert sentence_case("Die LIZENZ GILT NUR FÜR DIE FIRMA UND IHRE KUNDEN.", INDEX) == (
        "Die LIZENZ GILT NUR FÜR DIE FIRMA UND IHRE KUNDEN."
    )
    for text in (
        "STRASSE: ŉ İ ẞ ﬁ " + "GROSSE FREUDE BEI DEN MAGNETEN",
        "ß ŉ magnets for the straße in october",
        "\n" * 30,
    ):
        assert len(sentence_case(text, INDEX)) == len(text)
