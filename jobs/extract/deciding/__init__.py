"""Which door: what all statements about a company come to, what speaks against them, and whether a person is asked."""
