# one dict
{"closed": 0, "with": 1, "begin": 0, "caught": 0, "autocommit": 1}
