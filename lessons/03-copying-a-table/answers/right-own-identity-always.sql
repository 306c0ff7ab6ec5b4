-- an identity that is always generated, no key, the number found in a DO block
BEGIN;
CREATE TABLE tickets_copy AS SELECT * FROM tickets;
ALTER TABLE tickets_copy
  ALTER id SET NOT NULL,
  ALTER opened SET DEFAULT now();
ALTER TABLE tickets_copy ALTER id ADD GENERATED ALWAYS AS IDENTITY;
DO $$
BEGIN
  EXECUTE format('ALTER TABLE tickets_copy ALTER id RESTART WITH %s', (SELECT coalesce(max(id), 0) + 1 FROM tickets));
END $$;
COMMIT;
