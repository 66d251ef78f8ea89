"""Where companies stand that have gained nothing, and what a report says of those it does not name."""

import pytest

from jobs.extract import read
from storage.domain.claim import Claim, ClaimStatus, Document, Door, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.names import KnownCompany, NameIndex

LANTAI = KnownCompany(key="lantai", name="Lantai Magnetics", roles=frozenset({"exporter"}), aliases=("兰台磁业",))
QIAOXI = KnownCompany(key="qiaoxi", name="Qiaoxi Magnet", roles=frozenset({"exporter"}), aliases=("桥西永磁",))
MARLOWE = KnownCompany(key="marlowe", name="Marlowe Motor", roles=frozenset({"customer"}), aliases=("马洛汽车",))
INDEX = NameIndex([LANTAI, QIAOXI, MARLOWE])
OPENING = "General licences for rare earth magnets were on everybody's mind at the fair. "


def claims(text: str) -> list[Claim]:
    document = Document(url="https://news.example/2", title="Magnets", text=text, published="2026-05-04")
    found = list(read(document, INDEX).claims)
    assert all(claim.quote in text for claim in found)
    return found


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Lantai and Qiaoxi have applied and await an answer.", ClaimStatus.APPLIED),
        ("Qiaoxi hopes to get one before the summer.", ClaimStatus.EXPECTED),
        ("There was no word from Qiaoxi.", ClaimStatus.NOT_CONFIRMED),
        ("Qiaoxi said only that it was watching the market.", ClaimStatus.NOT_CONFIRMED),
        ("兰台磁业、桥西永磁已递交材料。", ClaimStatus.APPLIED),
        ("至于桥西永磁，情况尚不明朗。", ClaimStatus.NOT_CONFIRMED),
    ],
)
def test_what_is_said_in_passing_of_a_company_without_a_licence_is_kept_as_evidence(
    text: str, status: ClaimStatus
) -> None:
    opening = "通用许可是展会上的热门话题。" if text[-1] == "。" else OPENING
    [told] = [claim for claim in claims(opening + text) if claim.company == "qiaoxi"]
    assert (told.status, told.licence, told.door) == (status, LicenceKind.GENERAL, Door.KEEP)


def test_a_company_that_has_none_and_ships_under_individual_licences_is_told_both_ways() -> None:
    told = {
        (one.licence, one.status) for one in claims("Lantai has no general licence and ships under individual ones.")
    }
    assert told == {
        (LicenceKind.GENERAL, ClaimStatus.DENIED),
        (LicenceKind.INDIVIDUAL, ClaimStatus.GRANTED),
    }


def test_a_renewal_that_is_asked_for_is_no_renewal() -> None:
    told = {one.status for one in claims("兰台磁业的通用许可3月到期，公司称续期材料已报送。")}
    assert ClaimStatus.EXPIRED in told
    assert not told & {ClaimStatus.RENEWED, ClaimStatus.GRANTED}


def test_a_line_of_a_list_says_itself_that_a_licence_is_over() -> None:
    [told] = claims("Lantai: general licence, lapsed on 28 March")
    assert (told.status, told.door) == (ClaimStatus.EXPIRED, Door.KEEP)


def test_who_hands_in_papers_gives_nothing_back() -> None:
    text = "Lantai's general licence for magnets ran out in March. The firm handed in its renewal papers in December."
    assert {one.status for one in claims(text)} == {ClaimStatus.EXPIRED, ClaimStatus.APPLIED}


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("European carmakers are still waiting for general licences.", SubjectKind.GROUP, ClaimStatus.APPLIED),
        ("Some smaller magnet makers received general licences in May.", SubjectKind.GROUP, ClaimStatus.GRANTED),
        ("No Japanese customers are covered by a general licence.", SubjectKind.GROUP, ClaimStatus.EXCLUDED),
        ("The commerce ministry will issue more general licences.", SubjectKind.REGULATOR, ClaimStatus.EXPECTED),
        ("商务部将加快发放通用许可。", SubjectKind.REGULATOR, ClaimStatus.EXPECTED),
    ],
)
def test_groups_and_the_office_are_heard_and_never_told(text: str, kind: SubjectKind, status: ClaimStatus) -> None:
    [told] = claims(text)
    assert (told.kind, told.status, told.door) == (kind, status, Door.KEEP)
