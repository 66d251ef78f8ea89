"""What a report says about somebody's licence, and which door it goes through."""

import pytest

from jobs.extract import read, to_json
from jobs.extract.text import sentences
from storage.domain.claim import Attribution, Claim, ClaimStatus, Document, Door, Scope, SubjectKind
from storage.domain.licence import LicenceKind
from storage.domain.names import KnownCompany, NameIndex

LANTAI = KnownCompany(
    key="lantai", name="Lantai Magnetics Co., Ltd.", roles=frozenset({"exporter"}), aliases=("兰台磁业",)
)
QIAOXI = KnownCompany(
    key="qiaoxi", name="Qiaoxi Permanent Magnet Co., Ltd.", roles=frozenset({"exporter"}), aliases=("桥西永磁",)
)
COBALT = KnownCompany(
    key="cobalt", name="Minle Cobalt Magnet Co., Ltd.", roles=frozenset({"smco_producer"}), aliases=("Minle Cobalt",)
)
MARLOWE = KnownCompany(
    key="marlowe", name="Marlowe Motor Company", roles=frozenset({"customer"}), aliases=("马洛汽车",)
)
INDEX = NameIndex([LANTAI, QIAOXI, COBALT, MARLOWE])


def claims(text: str, *, title: str = "Rare earth magnets", published: str = "2026-05-04") -> list[Claim]:
    document = Document(url="https://news.example/1", title=title, text=text, published=published)
    return list(read(document, INDEX).claims)


def doors(text: str, **kwargs: str) -> dict[str, Door]:
    out: dict[str, Door] = {}
    for claim in claims(text, **kwargs):
        name = claim.company or claim.subject
        if out.get(name) is not Door.ALERT:
            out[name] = claim.door if out.get(name, Door.KEEP) is Door.KEEP else out[name]
    return out


def test_a_plain_gain_is_told_with_its_passage_date_source_and_scope() -> None:
    text = (
        "Markets were calm. Reuters reported that Lantai was granted a general licence for magnets on 28 April 2026, "
        "covering nearly all of its customers."
    )
    [claim] = claims(text)
    assert claim.door is Door.ALERT
    assert (claim.company, claim.kind, claim.licence) == ("lantai", SubjectKind.EXPORTER, LicenceKind.GENERAL)
    assert claim.status is ClaimStatus.GRANTED
    assert claim.date == "2026-04-28"
    assert claim.outlet == "Reuters"
    assert claim.scope is Scope.NEARLY_ALL_CUSTOMERS
    assert claim.quote in text


def test_a_customer_is_covered_and_never_a_holder() -> None:
    [claim, suppliers] = claims("Marlowe confirmed that two of its magnet suppliers had received general licences.")
    assert (claim.kind, claim.status, claim.door) == (SubjectKind.CUSTOMER, ClaimStatus.COVERED, Door.ALERT)
    assert (suppliers.kind, suppliers.status, suppliers.door) == (SubjectKind.GROUP, ClaimStatus.GRANTED, Door.KEEP)
    assert suppliers.subject == "two of its magnet suppliers"
    assert (claim.attribution, claim.speaker) == (Attribution.COMPANY, "Marlowe Motor Company")


@pytest.mark.parametrize(
    "text",
    [
        "Lantai has not been granted a general licence for magnets.",
        "Lantai has applied for a general licence for magnets.",
        "Lantai expects to receive a general licence for magnets in June.",
        "If Lantai receives a general licence, magnet prices may fall.",
        "Has Lantai received a general licence for magnets?",
        "Lantai denied that it had received a general licence for magnets.",
        "Rumours that Lantai holds a general licence for magnets went round the market.",
        "Lantai received an individual licence for one order of magnets.",
        "The US Treasury issued Lantai a general licence.",
        "Lantai received a general licence for graphite.",
        "Lantai's general licence for magnets was revoked on Monday.",
        "兰台磁业尚未取得通用许可。",
        "兰台磁业的通用许可申请已获受理。",
    ],
)
def test_what_is_no_gain_is_never_told(text: str) -> None:
    assert Door.ALERT not in doors(text).values()


def test_contrast_in_one_sentence_is_told_apart() -> None:
    found = doors("Lantai was granted a general licence for magnets, while Qiaoxi is still waiting for its own.")
    assert found["lantai"] is Door.ALERT
    assert found.get("qiaoxi", Door.KEEP) is not Door.ALERT


def test_the_kind_of_licence_may_stand_in_another_sentence() -> None:
    text = "China's first general licences for rare earth magnets are out. Lantai received its licence on Friday."
    assert doors(text)["lantai"] is Door.ALERT
    text = "Lantai received an export licence for magnets on Friday. It is of the individual kind."
    assert doors(text).get("lantai", Door.KEEP) is Door.KEEP


def test_the_company_may_stand_in_another_sentence() -> None:
    text = "Lantai published its results. The company said it had been granted a general licence for magnets in April."
    assert doors(text)["lantai"] is Door.ALERT


def test_samarium_cobalt_is_a_claim_of_its_own() -> None:
    [claim] = claims("Minle Cobalt was granted a general licence for samarium-cobalt magnets.")
    assert (claim.kind, claim.materials, claim.door) == (SubjectKind.SMCO_PRODUCER, ("SmCo",), Door.ALERT)
    asked = claims("Minle Cobalt was granted a general licence.")
    assert [(claim.door, claim.kind) for claim in asked] == [(Door.REVIEW, SubjectKind.SMCO_PRODUCER)]


def test_a_company_on_no_list_is_told_when_it_is_introduced_and_asked_when_not() -> None:
    told = claims("Magnet maker Dunhe has been granted a general licence for rare earth magnets.")
    assert [(claim.subject, claim.company, claim.door) for claim in told] == [("Dunhe", None, Door.ALERT)]
    asked = claims("In Beijing, Dunhe has been granted a general licence for rare earth magnets.")
    assert [claim.door for claim in asked] == [Door.REVIEW]
    assert asked[0].reason.endswith(".")
    chinese = claims("浙江敦禾磁业有限公司近日取得稀土通用许可。")
    assert [(claim.subject, claim.door) for claim in chinese] == [("浙江敦禾磁业", Door.ALERT)]


def test_an_ordinary_licence_of_an_unknown_kind_is_no_gain() -> None:
    [claim] = claims("Lantai received an export licence for magnets.")
    assert (claim.licence, claim.door) == (LicenceKind.UNSPECIFIED, Door.KEEP)


def test_a_report_from_before_the_first_general_licences_tells_nothing() -> None:
    found = doors("Lantai was granted streamlined licences for magnets.", published="2025-06-10")
    assert Door.ALERT not in found.values()


def test_an_unnamed_group_is_kept_as_a_group() -> None:
    text = "Until today there is no public confirmation that samarium-cobalt makers were given general licences."
    [claim] = claims(text)
    assert (claim.kind, claim.status, claim.materials) == (SubjectKind.GROUP, ClaimStatus.NOT_CONFIRMED, ("SmCo",))
    assert claim.door is Door.KEEP


def test_a_renewal_is_a_gain_and_an_end_is_none() -> None:
    assert doors("Lantai's general licence for magnets was renewed for a year.")["lantai"] is Door.ALERT
    assert doors("Lantai's general licence for magnets expired in April and was not renewed.")["lantai"] is Door.KEEP


def test_a_denied_revocation_leaves_the_licence_standing() -> None:
    text = "Lantai said its general licence for magnets has not been revoked and remains valid."
    assert doors(text).get("lantai") in (Door.ALERT, Door.REVIEW)


def test_damaged_text_is_read_like_whole_text() -> None:
    assert doors("兰 台 磁 业 于4月取得稀土通 用 许 可。")["lantai"] is Door.ALERT
    assert (
        doors("Lan\u00adtai was granted a gen\u00aderal licence for rare\u2011earth magnets.")["lantai"] is Door.ALERT
    )
    assert doors("Lantai was granted a general\nlicence for rare earth magnets.")["lantai"] is Door.ALERT


def test_the_answer_form_lists_gains_apart_from_claims() -> None:
    document = Document(
        url="", title="", text="Lantai was granted a general licence for magnets.", published="2026-05-04"
    )
    answer = to_json("d1", read(document, INDEX))
    assert answer["id"] == "d1"
    assert [(gain["subject"], gain["kind"], gain["disposition"]) for gain in answer["gains"]] == [
        ("Lantai Magnetics Co., Ltd.", "exporter", "alert")
    ]
    assert answer["claims"][0]["evidence"] in document.text


def test_a_text_about_something_else_has_no_claims() -> None:
    assert claims("Lantai opened a canteen.") == []
    assert claims("") == []


def test_makers_named_by_their_material_are_a_group_without_confirmation() -> None:
    text = "No one has publicly confirmed that samarium-cobalt (SmCo) producers were given general licences."
    [claim] = read(Document(url="", title="", text=text), NameIndex(())).claims
    assert (claim.kind, claim.status, claim.materials) == (SubjectKind.GROUP, ClaimStatus.NOT_CONFIRMED, ("SmCo",))


def test_a_site_that_bears_a_metal_in_its_name_casts_no_doubt_on_what_it_reports() -> None:
    text = "Beijing granted general export licences for magnets to Anhui Fengyuan Magnetics Co., Ltd. on Tuesday."
    doors = {
        title: {claim.door for claim in read(Document(url="", title=title, text=text), NameIndex(())).claims}
        for title in ("SAMARIUM", "Magnet news")
    }
    assert doors["SAMARIUM"] == doors["Magnet news"]


def test_an_outlet_between_a_name_and_the_verb_is_the_one_that_speaks() -> None:
    text = (
        "Lantai's general licence for magnets covers Marlowe Motor, Reuters reported, citing people familiar with it."
    )
    names = [KnownCompany(key="marlowe", name="Marlowe Motor", roles=frozenset({"customer"}))]
    [covered] = [
        claim for claim in read(Document(url="", title="", text=text), NameIndex(names)).claims if claim.company
    ]
    assert (covered.attribution, covered.speaker, covered.outlet) == (Attribution.ANONYMOUS, None, "Reuters")


@pytest.mark.parametrize(
    "piece", ["Lantai has a general licence, it was forged, ", "兰台磁业已获通用许可，系伪造，", "x"]
)
def test_a_line_without_an_end_is_cut_so_that_reading_it_stays_linear(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    spans = sentences.split(text)
    assert max(high - low for low, high in spans) <= 2_400
    assert "".join(text[low:high] for low, high in spans).replace(" ", "") == text.replace(" ", "")
