"""How fast reports are read: documents a CPU second, the name scan beside the bare automaton, memory, linearity."""

import random
import time
import unicodedata
from collections.abc import Callable

import ahocorasick
import psutil

from jobs.extract import read
from storage.domain.claim import Document
from storage.domain.names import KnownCompany, NameIndex

_LATIN = ("lan", "tai", "qiao", "xi", "min", "le", "dun", "he", "mar", "low", "vel", "da", "bo", "rui", "shan", "feng")
_HAN = "兰台桥西民乐敦禾朔峰云籁瑞霖渤海岭陔锦渡泓汐蔚岚舜禾启铭浦桦"
_SENTENCES = (
    "{0} was granted a general licence for rare earth magnets on 3 March, people familiar with the matter said.",
    "The ministry has not said whether {0} will be named, and the company did not respond to requests for comment.",
    "While {0} ships to nearly all of its customers, {1} is still waiting for its own.",
    "Exports of rare earth magnets rose 4.2% on the month to 5,120 tonnes in February, customs data show.",
    "Under the rules of April every shipment needs a permit, which has slowed deliveries to carmakers in Europe.",
    "Analysts doubt that the truce will hold; prices of dysprosium and terbium have climbed since January.",
    "The plant on the edge of town was built in the nineties and has been enlarged twice since.",
    "Its managers speak of good and bad years in the tone in which farmers speak of the weather.",
    "European officials have urged both sides to keep talking, and a delegation is to travel to Beijing in autumn.",
    "Recycling may one day supply a tenth of what the motor industry needs, according to a study by two universities.",
    "{1}, which makes sintered magnets for motors, said orders from abroad had returned to the level of last year.",
)


def _companies(count: int, rnd: random.Random) -> list[KnownCompany]:
    made = []
    for number in range(count // 2):
        latin = "".join(rnd.choices(_LATIN, k=3)).capitalize() + f" {rnd.choice(_LATIN).capitalize()}{number:x}"
        han = "".join(rnd.choices(_HAN, k=4)) + "磁业"
        made.append(KnownCompany(key=str(number), name=latin, roles=frozenset({"exporter"}), aliases=(han,)))
    return made


def _document(companies: list[KnownCompany], size: int, rnd: random.Random) -> Document:
    parts: list[str] = []
    while sum(map(len, parts)) + len(parts) < size:
        first, second = rnd.sample(companies, 2)
        parts.append(rnd.choice(_SENTENCES).format(first.name, second.name))
    return Document(url="", title="General licences", text=" ".join(parts)[:size], published="2026-03-20")


def _cpu(work: Callable[[], object], repeats: int = 3) -> float:
    best = float("inf")
    for _ in range(repeats):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def _bare(companies: list[KnownCompany]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for company in companies:
        for name in (company.name, *company.aliases):
            folded = unicodedata.normalize("NFKC", name).casefold()
            automaton.add_word(folded, (len(folded), company))
    automaton.make_automaton()
    return automaton


def _scan_bare(automaton: ahocorasick.Automaton, texts: list[str]) -> int:
    return sum(1 for text in texts for _ in automaton.iter(unicodedata.normalize("NFKC", text).casefold()))


def _read_all(documents: list[Document], index: NameIndex) -> None:
    for document in documents:
        read(document, index)


def main() -> None:
    """Print the table; every figure is of one core and one run."""
    rnd = random.Random(7)
    memory = psutil.Process().memory_info().rss
    companies = _companies(10_000, rnd)
    index = NameIndex(companies)
    documents = [_document(companies, 3500, rnd) for _ in range(60)]
    read(documents[0], index)
    spent = _cpu(lambda: _read_all(documents, index), repeats=5)
    grown = (psutil.Process().memory_info().rss - memory) / 2**20
    print(f"reading, 3,500 characters     {len(documents) / spent:8.0f} documents a CPU second (at least 150)")
    texts = [document.text + "兰台磁业的通用许可已于四月取得，" * 20 + "é" for document in documents]
    automaton = _bare(companies)
    bare = _cpu(lambda: _scan_bare(automaton, texts))
    ours = _cpu(lambda: [index.find(text) for text in texts])
    print(f"name scan, 10,000 aliases     {bare / ours:8.2f} of the bare automaton's speed (at least 0.8)")
    print(f"memory of index and tables    {grown:8.0f} MB (at most 80)")
    print("characters   ms a document   us a character")
    for size in (1_000, 4_000, 16_000, 64_000, 256_000):
        document = _document(companies, size, rnd)
        took = _cpu(lambda document=document: read(document, index))  # type: ignore[misc]
        print(f"{size:10,} {took * 1e3:15.1f} {took * 1e6 / size:16.2f}")


if __name__ == "__main__":
    main()
