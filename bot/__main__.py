"""`python -m bot` is `lodestone`."""

from bot.cli import main

main()
