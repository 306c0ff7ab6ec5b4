# the keys in another order
{"autocommit": 1, "caught": 0, "begin": 0, "with": 1, "closed": 0}
