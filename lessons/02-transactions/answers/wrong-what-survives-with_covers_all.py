# expects: The second INSERT began a new transaction
{"closed": 0, "with": 2, "begin": 0, "caught": 0, "autocommit": 1}
