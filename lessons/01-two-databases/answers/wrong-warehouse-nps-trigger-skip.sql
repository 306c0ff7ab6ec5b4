-- expects: It should keep every row
CREATE TABLE nps (id int PRIMARY KEY, created_at timestamp, score smallint);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.score > 10 THEN RETURN NULL; END IF; RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON nps FOR EACH ROW EXECUTE FUNCTION f();
