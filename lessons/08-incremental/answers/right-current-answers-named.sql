SELECT modified, id, created_at, score, deleted FROM nps WHERE deleted = FALSE ORDER BY modified DESC
