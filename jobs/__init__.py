"""Everything that happens on its own: watching sources, reading what they say, telling whoever follows."""
