"""Who is told to have what: from one clause, from tables and rows, and from one sentence to the next."""
