"""JSON interfaces, read by what a source's mapping says is where."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from jobs.fetch import FetchError, Item, json_api
from jobs.fetch.json_api import BadMapping

T0 = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HERE = "https://register.example/api/search.json?q=magnets"
MAPPING = {
    "_read_in": "register.example/developers",
    "items": "hits.list",
    "title": "head",
    "url": "links[0].href",
    "id": "number",
    "date": "printed",
    "text": "abstract",
    "publisher": "office.name",
}
ENTRY: dict[str, Any] = {
    "number": 17,
    "head": "A <b>rule</b> on magnets",
    "links": [{"href": "/d/17"}],
    "printed": "2025-12-02",
    "abstract": "What it says.",
    "office": {"name": "Office of Rules"},
}


def read(entries: Any, mapping: dict[str, str] = MAPPING) -> tuple[Item, ...]:
    answer = json.dumps({"hits": {"list": entries}})
    return json_api.read(answer, HERE, T0, json_api.shape(json.dumps(mapping))).items


def test_the_mapping_says_what_is_where() -> None:
    assert read([ENTRY]) == (
        Item(
            url="https://register.example/d/17",
            title="A rule on magnets",
            summary="What it says.",
            content="",
            published="2025-12-02",
            publisher="Office of Rules",
            id="17",
        ),
    )


def test_an_address_may_be_put_together() -> None:
    template = MAPPING | {"url": "https://files.example/{office.name}/{number}.pdf"}
    assert read([ENTRY], template)[0].url == "https://files.example/Office%20of%20Rules/17.pdf"
    assert read([ENTRY | {"office": None}], template)[0].url.startswith(HERE)


@pytest.mark.parametrize("printed", [1_764_662_400, 1_764_662_400_000, "1764662400000"])
def test_a_date_may_be_a_number(printed: object) -> None:
    assert read([ENTRY | {"printed": printed}])[0].published == "2025-12-02T08:00:00+00:00"


@pytest.mark.parametrize("printed", [None, True, [], 10**40, -(10**40), "soon", {}])
def test_what_is_no_date_is_none(printed: object) -> None:
    assert read([ENTRY | {"printed": printed}])[0].published is None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("{", "damaged JSON"),
        ("[" * 100_000, "damaged JSON"),
        ('{"hits": {"list": {}}}', "no list at “hits.list”"),
        ('{"error": "quota"}', "no list at “hits.list”"),
        ('{"hits": {"list": [{"other": 1}]}}', "nothing in it is where the mapping says"),
    ],
)
def test_an_interface_that_changed_is_a_fault(answer: str, sentence: str) -> None:
    with pytest.raises(FetchError, match=sentence):
        json_api.read(answer, HERE, T0, json_api.shape(json.dumps(MAPPING)))


def test_an_empty_list_is_no_fault() -> None:
    assert read([]) == ()
    assert json_api.read("[]", HERE, T0, json_api.shape('{"title": "t"}')).items == ()


def test_odd_entries_are_passed_over() -> None:
    assert [item.id for item in read([None, "x", 3, [], {}, ENTRY])] == ["17"]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("", "JSON object"),
        ("[]", "JSON object"),
        ("[" * 1_500, "JSON object"),
        ('{"title": "' + "x" * 3_000 + '"}', "at most 2,000"),
        ('{"titel": "a"}', "no field “titel”"),
        ('{"title": 3}', "no path for title"),
        ('{"title": "a..b"}', "no path for title"),
        ('{"title": "a[x]"}', "no path for title"),
        ('{"title": "{a}"}', "no path for title"),
        ('{"title": "a", "url": "https://x/{a"}', "no path for url"),
        ('{"url": "a"}', "at least a title or a text"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_with_one_sentence(mapping: str, sentence: str) -> None:
    with pytest.raises(BadMapping, match=sentence):
        json_api.shape(mapping)
