"""The only place that touches the web: a source in, its items out, every address checked where it is dialled."""

from jobs.fetch.client import Limits
from jobs.fetch.errors import FetchError, Refused
from jobs.fetch.fetcher import Fetcher
from jobs.fetch.offer import Article, Fetched, Item, SourceToFetch, Wishes

__all__ = ["Article", "FetchError", "Fetched", "Fetcher", "Item", "Limits", "Refused", "SourceToFetch", "Wishes"]
