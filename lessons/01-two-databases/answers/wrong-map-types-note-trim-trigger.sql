-- expects: a trigger, a rule or a default changes them
CREATE TABLE orders (id numeric(20) PRIMARY KEY, amount numeric(12,2), paid smallint, placed_at timestamp, note text, tags json);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note = trim(NEW.note); RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION f();
