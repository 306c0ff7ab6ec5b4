# expects: BEGIN did nothing but warn
{"closed": 0, "with": 1, "begin": 1, "caught": 0, "autocommit": 1}
