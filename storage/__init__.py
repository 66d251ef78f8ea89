"""The record: what we know, how sure, who said so, since when, and what was told to whom. Not merely SQL."""
