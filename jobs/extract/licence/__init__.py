"""What: which kind of licence, of which country, for which magnets, and which words tell of getting one."""
