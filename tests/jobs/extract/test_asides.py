"""What a report says besides: claims that only stand around another one, and licences of no named kind."""

from jobs.extract import read
from storage.domain.claim import Claim, ClaimStatus, Document, Door
from storage.domain.licence import LicenceKind
from storage.domain.names import KnownCompany, NameIndex

INDEX = NameIndex(
    [
        KnownCompany(key="lantai", name="Lantai Magnetics", roles=frozenset({"exporter"}), aliases=("兰台磁业",)),
        KnownCompany(key="qiaoxi", name="Qiaoxi Magnet", roles=frozenset({"exporter"}), aliases=("桥西永磁",)),
        KnownCompany(key="marlowe", name="Marlowe Motor", roles=frozenset({"customer"}), aliases=("马洛汽车",)),
    ]
)


def told(text: str, title: str = "Rare earth magnets") -> set[tuple[str | None, LicenceKind, ClaimStatus]]:
    return {(claim.company, claim.licence, claim.status) for claim in claims(text, title)}


def claims(text: str, title: str) -> tuple[Claim, ...]:
    document = Document(url="https://news.example/1", title=title, text=text, published="2026-05-04")
    return read(document, INDEX).claims


def test_a_licence_that_is_held_was_of_course_once_applied_for() -> None:
    text = (
        "Lantai was granted a general licence for rare earth magnets on Monday. "
        "Lantai had applied for the general licence in January."
    )
    assert told(text) == {("lantai", LicenceKind.GENERAL, ClaimStatus.GRANTED)}


def test_a_refusal_of_no_named_kind_says_nothing_where_nobody_speaks_of_general_licences() -> None:
    text = "Lantai has been refused a licence to export rare earth magnets."
    assert told(text) == set()


def test_a_refusal_where_general_licences_are_the_matter_is_one_of_a_general_licence() -> None:
    text = "Qiaoxi holds a general licence for rare earth magnets. Lantai has been denied the corresponding permit."
    assert ("lantai", LicenceKind.GENERAL, ClaimStatus.DENIED) in told(text)


def test_a_buyer_served_order_by_order_is_covered_by_individual_licences() -> None:
    text = (
        "Lantai has received a general licence for rare earth magnets. "
        "Marlowe is still supplied under individual licences and sees no shortage."
    )
    assert ("marlowe", LicenceKind.INDIVIDUAL, ClaimStatus.COVERED) in told(text)


def test_being_relieved_of_filing_for_each_shipment_is_no_individual_licence() -> None:
    text = "Lantai has been relieved of the duty to file for each shipment: a general licence was granted."
    assert (LicenceKind.INDIVIDUAL, ClaimStatus.GRANTED) not in {(kind, status) for _, kind, status in told(text)}


def test_what_nobody_has_confirmed_is_not_denied() -> None:
    text = "稀土磁体通用许可：兰台磁业、桥西永磁均未公开证实取得此类许可。"
    assert {(company, status) for company, _, status in told(text)} == {
        ("lantai", ClaimStatus.NOT_CONFIRMED),
        ("qiaoxi", ClaimStatus.NOT_CONFIRMED),
    }


def test_the_end_of_a_general_licence_is_not_of_those_that_follow_it() -> None:
    text = (
        "General licences for magnets run out this week. Lantai's lapsed at midnight. "
        "Until there is a new one it will apply shipment by shipment."
    )
    assert ("lantai", LicenceKind.GENERAL, ClaimStatus.EXPIRED) in told(text)


def test_a_general_licence_named_only_to_say_that_this_is_none_makes_none() -> None:
    text = (
        "Approvals have been given to Marlowe for magnets from China. "
        "Nothing in the report describes them as general licences."
    )
    assert all(
        claim.licence is not LicenceKind.GENERAL or claim.door is Door.KEEP
        for claim in claims(text, "Magnets for cars")
    )
