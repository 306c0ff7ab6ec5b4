-- expects: syntax error at or near "AUTO_INCREMENT"
CREATE TABLE nps (
    id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
