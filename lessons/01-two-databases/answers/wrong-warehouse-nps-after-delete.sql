-- expects: It should keep every row
CREATE TABLE nps (id int PRIMARY KEY, created_at timestamp, score smallint); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM nps WHERE id < 0; RETURN NULL; END $$; CREATE TRIGGER t AFTER INSERT ON nps EXECUTE FUNCTION f();
