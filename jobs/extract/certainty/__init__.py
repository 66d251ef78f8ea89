"""How sure, and when: what a clause negates, hedges, expects or ends, who says so, and the date it gives."""
