"""What this process counts while it works, for whoever scrapes it (`bot/metrics.py` shows it).

It lies beneath everything, so that jobs, bot and the record count in one place; where it is counted is one line. What
lies in the record is not counted here: whoever is scraped asks the record (`storage.backlog`), so that it is right with
any number of processes.

Labels come from closed sets, never from an address, a name or what anybody typed: what is in none of them is `other`.
https://prometheus.io/docs/practices/naming/
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

# A second series for every counter, which no rule needs.
disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

#: Seconds, from what nobody notices to what somebody is waiting for.
_WAITS = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 30)

POLLS = Counter(
    "lodestone_polls_total", "Visits to sources by this process, by how they fared.", ["outcome"], registry=REGISTRY
)
READING = Histogram(
    "lodestone_reading_seconds",
    "How long the reader took for one text.",
    buckets=(0.002, 0.01, 0.05, 0.2, 1, 5, 20),
    registry=REGISTRY,
)
DOCUMENTS = Counter(
    "lodestone_documents_total", "Texts that this process read, or could not read.", ["result"], registry=REGISTRY
)
CLAIMS = Counter(
    "lodestone_claims_total",
    "Claims that this process newly kept, by the door they went through: told at once (alert), put before a person"
    " (review), or kept only (none).",
    ["door"],
    registry=REGISTRY,
)
CARDS = Counter(
    "lodestone_cards_total",
    "Cards that this process tried to send, edit or look for. Done: it is; refused: not yet, again later; failed: not"
    " like this; uncertain: it may have arrived.",
    ["what", "result"],
    registry=REGISTRY,
)
SLACK_CALLS = Counter(
    "lodestone_slack_calls_total",
    "Calls of Slack's Web API by this process. Refused: Slack said no; ratelimited: it asked for a pause; failed: it"
    " stumbled; unreachable: no connection; lost: no answer came, so it may have been done.",
    ["method", "result"],
    registry=REGISTRY,
)
SLACK_SECONDS = Histogram(
    "lodestone_slack_call_seconds",
    "How long Slack took to answer a call.",
    ["method"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
JOBS_FAILED = Counter(
    "lodestone_jobs_failed_total",
    "Jobs that broke off: the record could not be used (record), or this program stumbled (fault).",
    ["job", "why"],
    registry=REGISTRY,
)
DATABASE_ERRORS = Counter(
    "lodestone_database_errors_total",
    "Times this process could not read or write the record.",
    ["doing"],
    registry=REGISTRY,
)
WRITE_WAIT = Histogram(
    "lodestone_database_write_wait_seconds",
    "How long a unit of work waited to begin: for others of this process, then for the database's lock.",
    ["where"],
    buckets=_WAITS,
    registry=REGISTRY,
)
LOOP_LAG = Histogram(
    "lodestone_event_loop_lag_seconds",
    "How late the event loop of this process was, looked at twice a second.",
    buckets=_WAITS,
    registry=REGISTRY,
)
CLOCK_KEPT = Gauge("lodestone_clock_kept", "1 while this process keeps the clock, else 0.", registry=REGISTRY)
CLOCK_TICK = Gauge(
    "lodestone_clock_tick_timestamp_seconds",
    "When the clock last ticked in this process, in seconds since 1970; 0 when it never did.",
    registry=REGISTRY,
)
SLACK_SILENCE = Gauge(
    "lodestone_slack_silence_seconds",
    "How long ago this process last heard Slack by Socket Mode, be it by a ping; 0 where it does not listen so.",
    registry=REGISTRY,
)
BUILD = Gauge(
    "lodestone_build_info",
    "Always 1; the labels say which program this is and which schema it knows.",
    ["version", "python", "schema"],
    registry=REGISTRY,
)

METHODS = frozenset(
    {
        "apps.connections.open",
        "auth.test",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.open",
        "conversations.replies",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "response_url",
        "views.open",
        "views.publish",
        "views.push",
        "views.update",
    }
)
RESULTS = ("ok", "ratelimited", "refused", "failed", "unreachable", "lost")

# A counter that is not there yet shows no increase when it begins with one.
for _outcome in ("ok", "unchanged", "error", "refused"):
    POLLS.labels(_outcome)
for _door in ("alert", "review", "none"):
    CLAIMS.labels(_door)
for _result in ("read", "failed"):
    DOCUMENTS.labels(_result)
for _what in ("send", "edit", "look"):
    for _result in ("done", "refused", "failed", "uncertain"):
        CARDS.labels(_what, _result)
for _where in ("process", "database"):
    WRITE_WAIT.labels(_where)
for _doing in ("read", "write"):
    DATABASE_ERRORS.labels(_doing)


def slack_called(method: str, result: str, seconds: float) -> None:
    """Slack answered this method after so long, or did not; `result` is one of RESULTS."""
    known = method if method in METHODS else "other"
    SLACK_CALLS.labels(known, result).inc()
    SLACK_SECONDS.labels(known).observe(seconds)


@contextmanager
def waiting(where: str) -> Iterator[None]:
    """What is waited for inside is waited for by a unit of work that has not begun: `process` or `database`."""
    asked = time.perf_counter()
    yield
    WRITE_WAIT.labels(where).observe(time.perf_counter() - asked)
