"""Everything that knows people are asking: the command line, the console and Slack."""
