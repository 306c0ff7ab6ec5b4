-- row by row, the oldest first
DO $$
DECLARE s stage%ROWTYPE;
BEGIN
    FOR s IN SELECT * FROM stage ORDER BY modified LOOP
        UPDATE nps
        SET created_at = s.created_at, score = s.score, modified = s.modified, deleted = s.deleted
        WHERE id = s.id AND modified <= s.modified;
        IF NOT FOUND THEN
            INSERT INTO nps VALUES (s.id, s.created_at, s.score, s.modified, s.deleted) ON CONFLICT DO NOTHING;
        END IF;
    END LOOP;
END $$;
