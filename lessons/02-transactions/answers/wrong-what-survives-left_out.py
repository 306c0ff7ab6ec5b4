# expects: not predicted yet
{"closed": 0, "with": 1, "begin": 0, "caught": 0, "autocommit": ...}
