-- expects: The midnight that ends the day is included
SELECT * FROM nps WHERE modified BETWEEN '2025-06-01' AND '2025-06-02';
