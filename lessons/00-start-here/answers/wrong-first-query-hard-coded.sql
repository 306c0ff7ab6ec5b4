-- expects: the same rows whatever the table holds
SELECT 771 AS answers;
