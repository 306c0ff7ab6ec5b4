-- An identity column: COPY puts the file's ids into it all the same.
CREATE TABLE nps (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL,
    score INT NOT NULL
);
