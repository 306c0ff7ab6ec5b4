-- expects: equally new all stayed
SELECT c.* FROM changes c JOIN (SELECT id, max(modified) AS modified FROM changes GROUP BY id) m
ON c.id = m.id AND c.modified IS NOT DISTINCT FROM m.modified
