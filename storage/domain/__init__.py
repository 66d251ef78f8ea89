"""What the record means, as pure functions: words, names, origins, weighing. No database, no web, no clock."""
