CREATE TABLE nps (id bigint PRIMARY KEY CHECK (id BETWEEN -2147483648 AND 2147483647), created_at timestamptz NOT NULL, score numeric, loaded timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON nps (created_at);
