"""The text: its sentences and clauses without typesetting, and where the words of the cue tables stand in them."""
