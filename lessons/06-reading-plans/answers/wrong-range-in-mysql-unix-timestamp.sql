-- expects: the plan reads the whole table: type is ALL
SELECT * FROM nps
WHERE UNIX_TIMESTAMP(modified) >= UNIX_TIMESTAMP('2025-06-01') AND UNIX_TIMESTAMP(modified) < UNIX_TIMESTAMP('2025-06-02');
