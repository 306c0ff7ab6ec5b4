-- expects: You took max() of each column
SELECT id, max(modified) AS modified, max(score) AS score FROM changes GROUP BY id
