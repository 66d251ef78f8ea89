"""Which language a text is in."""

import pytest

from jobs.fetch import language

TEXTS = {
    "en": "The company said that it has not heard from the ministry, and that its customers are waiting for an answer.",
    "de": "Das Unternehmen wartet auf die Antwort der Behörde und hat nicht mit einer Absage gerechnet.",
    "fr": "La société attend la réponse des autorités et ne prévoit pas de refus pour les clients qui attendent.",
    "zh": "公司表示尚未收到主管部门的答复，客户仍在等待许可结果。",
    "ja": "同社は当局の回答を待っているとしており、顧客への影響はまだ分からないという。",
    "ko": "회사는 당국의 답변을 기다리고 있으며 고객에 대한 영향은 아직 알 수 없다고 밝혔다.",
    "ru": "Компания сообщила, что ожидает ответа ведомства и пока не может назвать сроки.",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_says_its_language_itself(name: str) -> None:
    assert language.of(TEXTS[name]) == name


def test_letters_overrule_what_a_page_declares() -> None:
    assert language.of(TEXTS["zh"], "en-us") == "zh"
    assert language.of(TEXTS["en"], "zh-cn") == "en"
    assert language.of(TEXTS["zh"], "zh-hant") == "zh-hant"
    assert language.of(TEXTS["ru"], "uk") == "uk"
    assert language.of(TEXTS["en"], "en-gb") == "en-gb"


def test_what_nobody_can_tell_stays_as_declared() -> None:
    assert language.of("JL Mag 2025", "de") == "de"
    assert language.of("", None) is None
    assert language.of("Zxcv qwer asdf uiop hjkl bnm zxcv qwer asdf uiop", None) is None
