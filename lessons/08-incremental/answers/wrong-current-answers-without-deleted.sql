-- expects: missing: deleted
SELECT id, created_at, score, modified FROM nps WHERE NOT deleted;
