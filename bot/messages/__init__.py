"""What Lodestone says: views in, messages out, and every word of them is here.

A message is built once, of the parts in `parts`, and shown twice: `slack` makes blocks of it, `terminal` lines.
"""
