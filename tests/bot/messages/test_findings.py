"""What one text says, for the one who asked."""

from bot.messages import findings, slack
from bot.messages.parts import Choices
from storage.domain.claim import Claim, ClaimStatus, Door, SubjectKind
from storage.domain.licence import LicenceKind
from tests.bot.limits import check, words


def claim(subject: str, door: Door = Door.ALERT) -> Claim:
    return Claim(
        subject=subject,
        kind=SubjectKind.EXPORTER,
        company=subject.casefold().replace(" ", "-"),
        licence=LicenceKind.GENERAL,
        status=ClaimStatus.GRANTED,
        quote=f"{subject} has one.",
        door=door,
    )


def test_every_company_a_text_speaks_of_has_a_button() -> None:
    said = findings.findings(
        "this message", "", None, (claim("Lanxi Magnetics"), claim("Wuyang Magnets", Door.REVIEW)), ""
    )
    payload = slack.payload(said)
    check(payload)
    [choices] = [part for part in said.parts if isinstance(part, Choices)]
    assert [button.command for button in choices.buttons] == ["who Lanxi Magnetics", "who Wuyang Magnets"]
    assert "In a watched source this would be an alert." in words(payload)
    assert "In a watched source an admin would be asked about it first." in words(payload)
