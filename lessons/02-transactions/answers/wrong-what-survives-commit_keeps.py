# expects: The COMMIT of an aborted transaction is a ROLLBACK
{"closed": 0, "with": 1, "begin": 0, "caught": 2, "autocommit": 1}
