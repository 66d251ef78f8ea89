"""`make bench`: every benchmark, one after the other. Figures are ratios within one run; nothing here fails a build.

`python -m tests.bench large` is the one that takes too long to be among them.
"""

import importlib
import sys

BENCHES = ("startup", "feeds", "watching", "noise", "reading", "corpora", "answers", "outbox", "scraping")


def main() -> None:
    for name in [word for word in sys.argv[1:] if word.isalpha()] or BENCHES:
        print(f"\n== {name}\n")
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main()
