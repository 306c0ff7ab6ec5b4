-- expects: answers came as text
SELECT count(*)::text AS answers FROM nps
