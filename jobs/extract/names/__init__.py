"""Who: companies the record knows, companies on no list, and the words that stand for one named before."""
