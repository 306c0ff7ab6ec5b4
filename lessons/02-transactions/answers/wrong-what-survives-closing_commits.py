# expects: Closing without COMMIT undid it
{"closed": 1, "with": 1, "begin": 0, "caught": 0, "autocommit": 1}
