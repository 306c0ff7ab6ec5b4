-- Wider integers, a time with a zone, other order, a further column with a default, all inside a transaction.
BEGIN;
CREATE TABLE public."nps" (
    score INTEGER,
    created_at TIMESTAMP WITH TIME ZONE,
    id INT8,
    loaded_at TIMESTAMPTZ DEFAULT now(),
    PRIMARY KEY (id)
);
COMMIT;
