-- expects: The source has no column loaded_by
CREATE TABLE nps (
    id INT PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT,
    loaded_by TEXT NOT NULL
);
