"""How far doubt reaches: whom it is about, what it denies, and whether the text has put it right since."""

import pytest

from jobs.extract import read
from storage.domain.claim import Document, Door
from storage.domain.names import KnownCompany, NameIndex

INDEX = NameIndex(
    [
        KnownCompany(
            key="lantai", name="Lantai Magnetics Co., Ltd.", roles=frozenset({"exporter"}), aliases=("Lantai",)
        ),
        KnownCompany(key="marlowe", name="Marlowe Motor Company", roles=frozenset({"customer"}), aliases=("Marlowe",)),
    ]
)


def doors(text: str, title: str = "Rare earth magnets") -> dict[str | None, Door]:
    document = Document(url="https://news.example/1", title=title, text=text, published="2026-05-04")
    return {claim.company: claim.door for claim in read(document, INDEX).claims if claim.door is not Door.KEEP}


@pytest.mark.parametrize(
    "text",
    [
        "The ministry issued Lantai a general licence, so that it ships without seeking approval for each contract.",
        "Lantai was granted a general licence in April, two people said. The paper does not say why.",
        "Lantai was granted a general licence in April. Whether we are a user we have asked and not been told.",
        "Lantai denied that its general licence had been suspended and went on shipping under it.",
        "Lantai was granted a general licence; whether traders may be named in it is unclear.",
        "A magnet plant, Lantai did not exist three years ago. In April it was granted a general licence.",
    ],
)
def test_doubt_about_something_else_leaves_a_plain_gain_told(text: str) -> None:
    assert doors(text)["lantai"] is Door.ALERT


@pytest.mark.parametrize(
    "text",
    [
        "Lantai was granted a general licence in April, a broker said. The company said it has no licence.",
        "Lantai denied that it had been granted a general licence.",
        "Lantai was granted a general licence, a post said; whether it is true is unclear.",
        "Lantai's general licence had been suspended, the company denied. In June its general licence was revoked.",
        "An online item said Lantai had been granted a general licence. We apologise for the mistake.",
    ],
)
def test_doubt_about_the_gain_itself_keeps_it_from_being_told(text: str) -> None:
    assert doors(text).get("lantai") is not Door.ALERT


def test_what_a_correction_puts_right_is_told_and_what_it_takes_back_is_not() -> None:
    right = (
        "(Corrects paragraph 1 of an earlier item.) Lantai was granted a general licence in April. We regret the error."
    )
    assert doors(right, title="Corrected: Lantai and its licence") == {"lantai": Door.ALERT}
    wrong = "Correction: we reported on Monday that Lantai was granted a general licence. It was an individual licence."
    assert Door.ALERT not in doors(wrong, title="Correction").values()


def test_a_customer_is_not_doubted_for_what_it_will_not_tell() -> None:
    text = (
        "Marlowe is now covered by general licences of its magnet suppliers, so the parts no longer wait for a permit. "
        "The company would not say which suppliers these are."
    )
    assert doors(text) == {"marlowe": Door.ALERT}
