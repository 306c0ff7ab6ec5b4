-- expects: with 2,600 answers: the rows differ
SELECT DISTINCT ON (created_at, score, modified) * FROM nps WHERE NOT deleted;
