"""What can be wrong with the record itself, each as one sentence for people."""

#: How long a writer waits for another one before it gives up, in seconds.
BUSY_SECONDS = 30


class RecordError(Exception):
    """The record cannot be used; the message is one sentence that says why and what to do."""


class RecordAway(RecordError):
    """The server does not answer for now; nothing has to be changed for it to be there again."""


class NewerRecord(RecordError):
    """The record was written by a newer Lodestone."""


class RecordInUse(RecordError):
    """Another `lodestone run` holds the record."""
