-- expects: the plan reads the whole table nps
SELECT * FROM nps WHERE modified + INTERVAL '0 day' >= '2025-06-01' AND modified + INTERVAL '0 day' < '2025-06-02';
