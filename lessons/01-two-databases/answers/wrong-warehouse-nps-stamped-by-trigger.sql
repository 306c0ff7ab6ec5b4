-- expects: created_at (timestamp without time zone) does not come back as sent
CREATE TABLE nps (
    id INT NOT NULL PRIMARY KEY,
    created_at TIMESTAMP,
    score SMALLINT
);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.created_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER stamped BEFORE INSERT ON nps FOR EACH ROW EXECUTE FUNCTION stamp();
