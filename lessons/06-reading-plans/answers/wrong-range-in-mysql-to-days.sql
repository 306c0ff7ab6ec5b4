-- expects: the plan reads the whole table: type is ALL
SELECT * FROM nps WHERE TO_DAYS(modified) = TO_DAYS('2025-06-01');
