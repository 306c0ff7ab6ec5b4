-- What `workbook redshift` names, and the same as Redshift takes it: read by test_redshift_dialect.py.
-- Each case begins with `-- # ` and what is named; `-- here` ends the line that is named; `-- Redshift:` stands
-- above what must not be named.

-- ---- Queries

-- # DISTINCT ON
SELECT
  DISTINCT ON (id) * -- here
FROM nps ORDER BY id, modified DESC
-- Redshift:
SELECT * FROM nps AS n QUALIFY row_number() OVER (PARTITION BY id ORDER BY modified DESC NULLS LAST) = 1;

-- # QUALIFY
SELECT *
FROM nps QUALIFY rank() OVER (ORDER BY id) = 1 -- here
-- Redshift:
SELECT * FROM nps n QUALIFY rank() OVER (ORDER BY id) = 1;

-- # LATERAL
SELECT *
FROM a,
LATERAL (SELECT * FROM b WHERE b.id = a.id) AS c -- here
-- Redshift:
SELECT * FROM a JOIN (SELECT * FROM b) AS c ON c.id = a.id;

-- # VALUES as a table
SELECT *
FROM (VALUES (1), (2)) AS v (a) -- here
-- Redshift:
INSERT INTO t VALUES (1), (2);

-- # VALUES as a table
VALUES (1) -- here
-- Redshift:
INSERT INTO t (a) VALUES (1);

-- # TABLE as a query
TABLE nps -- here
-- Redshift:
SELECT * FROM nps;

-- # TABLE as a query
INSERT INTO copy
TABLE nps -- here
-- Redshift:
CREATE TABLE copy (LIKE nps);

-- # system column
DELETE FROM nps
WHERE ctid NOT IN (SELECT min(ctid) FROM nps GROUP BY id) -- here
-- Redshift:
DELETE FROM nps WHERE row_id NOT IN (SELECT min(row_id) FROM nps GROUP BY id);

-- # named WINDOW
SELECT rank() OVER w FROM nps
WINDOW w AS (ORDER BY id) -- here
-- Redshift:
SELECT rank() OVER (ORDER BY id) FROM nps;

-- # sum() OVER
SELECT id,
  sum(score) OVER (PARTITION BY day ORDER BY id) -- here
FROM nps
-- Redshift:
SELECT id,
  sum(score) OVER (PARTITION BY day),
  sum(score) OVER (PARTITION BY day ORDER BY id ROWS UNBOUNDED PRECEDING),
  row_number() OVER (PARTITION BY day ORDER BY id),
  lag(score) OVER (PARTITION BY day ORDER BY id)
FROM nps;

-- # last_value() OVER
SELECT last_value(score IGNORE NULLS) -- here
  OVER (ORDER BY id) FROM nps
-- Redshift:
SELECT last_value(score IGNORE NULLS)
  OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM nps;

-- # count() OVER
SELECT
  count(*) FILTER (WHERE a) OVER (ORDER BY id) FROM nps -- here
-- Redshift:
SELECT count(*) OVER () FROM nps;

-- # frame by RANGE
SELECT sum(x) OVER (ORDER BY ts
RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t -- here
-- Redshift:
SELECT x FROM t WHERE range BETWEEN 1 AND 2;

-- # EXCLUDE
SELECT sum(x) OVER (ORDER BY ts ROWS UNBOUNDED PRECEDING
EXCLUDE TIES) FROM t -- here
-- Redshift:
SELECT sum(x) OVER (ORDER BY ts ROWS UNBOUNDED PRECEDING) FROM t;

-- # FILTER
SELECT count(*)
  FILTER (WHERE score > 8) FROM nps -- here
-- Redshift:
SELECT count(CASE WHEN score > 8 THEN 1 END) FROM nps;

-- # FETCH FIRST
SELECT a FROM t ORDER BY a
FETCH FIRST 3 ROWS WITH TIES -- here
-- Redshift:
SELECT a FROM t ORDER BY a LIMIT 3 OFFSET 2;

-- # TABLESAMPLE
SELECT * FROM t
TABLESAMPLE BERNOULLI (1) -- here
-- Redshift:
SELECT * FROM t WHERE random() < 0.01;

-- # FOR UPDATE
SELECT * FROM t
FOR UPDATE -- here
-- Redshift:
LOCK t;

-- # IS DISTINCT FROM
SELECT * FROM t WHERE a
IS NOT DISTINCT FROM b -- here
-- Redshift:
SELECT extract(day FROM ts), DISTINCT_FROM FROM t WHERE a IS NOT NULL;

-- # row constructor
SELECT
ROW(a, b) FROM t -- here
-- Redshift:
SELECT a, b FROM t;

-- # comparison of rows
SELECT * FROM t
WHERE (a, b) > (1, 2) -- here
-- Redshift:
SELECT * FROM t WHERE (a > 1) OR (coalesce(a, b)) = 2 AND c IN (1, 2);

-- # ARRAY[…]
SELECT
ARRAY[1, 2] -- here
-- Redshift:
SELECT ARRAY(1, 2);

-- # ARRAY(SELECT
SELECT
ARRAY(SELECT id FROM t) -- here
-- Redshift:
SELECT listagg(id, ',') WITHIN GROUP (ORDER BY id) FROM t;

-- # ANY or ALL
SELECT * FROM t
WHERE id = ANY(:ids) -- here
-- Redshift:
SELECT * FROM t WHERE id = ANY (SELECT id FROM u) AND id IN (1, 2);

-- # subscript of a result
SELECT
(string_to_array(a, ','))[1] -- here
-- Redshift:
SELECT split_part(a, ',', 1), c.orders[0].key FROM t AS c;

-- # MATERIALIZED
WITH a AS -- here
MATERIALIZED (SELECT 1) SELECT * FROM a
-- Redshift:
CREATE MATERIALIZED VIEW v AS SELECT 1;

-- # changes data
WITH gone AS ( -- here
  DELETE FROM t WHERE a) SELECT count(*) FROM gone
-- Redshift:
WITH old AS (SELECT id FROM t) DELETE FROM t USING old WHERE t.id = old.id;

-- # WITH ORDINALITY
SELECT * FROM f()
WITH ORDINALITY -- here
-- Redshift:
SELECT row_number() OVER (ORDER BY a) FROM t;

-- # ALL in INTERSECT
SELECT a FROM t
EXCEPT ALL SELECT a FROM u -- here
-- Redshift:
SELECT a FROM t EXCEPT SELECT a FROM u UNION ALL SELECT a FROM v;

-- # BETWEEN SYMMETRIC
SELECT * FROM t WHERE a
BETWEEN SYMMETRIC 2 AND 1 -- here
-- Redshift:
SELECT * FROM t WHERE a BETWEEN 1 AND 2;

-- # COLLATE
SELECT a FROM t ORDER BY a
COLLATE "de_DE" -- here
-- Redshift:
CREATE TABLE t (a VARCHAR(9) COLLATE case_insensitive);

-- # JSON operator ->>
SELECT
a ->> 'b' FROM t -- here
-- Redshift:
SELECT json_extract_path_text(a, 'b'), a.b FROM t;

-- # operator @>
SELECT * FROM t WHERE a
@> b -- here
-- Redshift:
SELECT * FROM t WHERE a ~ '^x' AND b ILIKE 'y%';

-- ---- Changes, transactions and commands

-- # ON CONFLICT
INSERT INTO t VALUES (1)
ON CONFLICT (id) DO NOTHING -- here
-- Redshift:
BEGIN;
DELETE FROM t WHERE id = 1;
INSERT INTO t VALUES (1);
COMMIT;

-- # RETURNING
UPDATE t SET a = 1
RETURNING id -- here
-- Redshift:
UPDATE t SET a = s.a FROM s WHERE s.id = t.id;

-- # WITH before INSERT
WITH n AS (SELECT 1 AS a)
INSERT INTO t SELECT a FROM n -- here
-- Redshift:
INSERT INTO t WITH n AS (SELECT 1 AS a) SELECT a FROM n;

-- # alias of the table of INSERT
INSERT INTO t
AS x VALUES (1) -- here
-- Redshift:
INSERT INTO t SELECT a AS x FROM u;

-- # OVERRIDING
INSERT INTO t
OVERRIDING SYSTEM VALUE VALUES (1) -- here
-- Redshift:
INSERT INTO t DEFAULT VALUES;

-- # SET (a, b)
UPDATE t
SET (a, b) = (1, 2) -- here
-- Redshift:
UPDATE t AS x SET a = 1, b = 2;

-- # outer join in UPDATE
UPDATE t SET a = s.a FROM s
LEFT JOIN u ON u.id = s.id WHERE t.id = s.id -- here
-- Redshift:
UPDATE t SET a = s.a FROM (SELECT s.id, u.a FROM s LEFT JOIN u ON u.id = s.id) AS s WHERE t.id = s.id;

-- # WITH before MERGE
WITH a AS (SELECT 1)
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id) -- here
-- Redshift:
MERGE INTO t USING s ON t.id = s.id REMOVE DUPLICATES;

-- # The condition of MERGE
MERGE INTO t USING (SELECT * FROM s) AS x ON t.id = x.id
OR t.a = x.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (x.id) -- here
-- Redshift:
MERGE INTO t USING (SELECT * FROM s) AS x ON t.id = x.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (x.id);
MERGE INTO t USING s AS x ON t.id = x.id WHEN MATCHED THEN UPDATE SET a = x.a WHEN NOT MATCHED THEN INSERT VALUES (x.id, x.a);

-- # condition of MERGE
MERGE INTO t USING s ON t.id = s.id
OR t.a = s.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id) -- here
-- Redshift:
MERGE INTO t USING s ON t.id = s.id AND t.a = s.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id);

-- # AND behind
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED
AND s.a > t.a THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id) -- here
-- Redshift:
MERGE INTO #t USING #s ON #t.id = #s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (#s.id);

-- # MERGE
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE
WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT VALUES (s.id) -- here
-- Redshift:
DELETE FROM t USING s WHERE t.id = s.id;

-- # MATCHED BY
MERGE INTO t USING s ON t.id = s.id WHEN NOT
MATCHED BY SOURCE THEN DELETE -- here
-- Redshift:
DELETE FROM t WHERE id NOT IN (SELECT id FROM s);

-- # DO NOTHING in MERGE
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED
THEN DO NOTHING WHEN NOT MATCHED THEN INSERT VALUES (s.id) -- here
-- Redshift:
INSERT INTO t SELECT * FROM s WHERE id NOT IN (SELECT id FROM t);

-- # alias of the target
MERGE INTO nps
AS t USING s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id) -- here
-- Redshift:
MERGE INTO public.nps USING s ON nps.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id);

-- # SAVEPOINT
BEGIN;
SAVEPOINT a -- here
-- Redshift:
BEGIN;
COMMIT;

-- # ROLLBACK TO
ROLLBACK -- here
TO SAVEPOINT a
-- Redshift:
ROLLBACK;

-- # AND CHAIN
COMMIT
AND CHAIN -- here
-- Redshift:
START TRANSACTION ISOLATION LEVEL SERIALIZABLE;
END;

-- # mode of a LOCK
LOCK TABLE nps
IN ACCESS EXCLUSIVE MODE -- here
-- Redshift:
LOCK nps;

-- # TRUNCATE of several
TRUNCATE a
, b -- here
-- Redshift:
TRUNCATE TABLE a;

-- # option of TRUNCATE
TRUNCATE a
RESTART IDENTITY -- here
-- Redshift:
TRUNCATE a;

-- # COPY with a program's
COPY t
FROM STDIN -- here
-- Redshift:
COPY t FROM 's3://bucket/key' IAM_ROLE default CSV IGNOREHEADER 1 NULL AS '';

-- # COPY with a program's
COPY (SELECT 1)
TO STDOUT -- here
-- Redshift:
UNLOAD ('SELECT 1') TO 's3://bucket/key' IAM_ROLE default;

-- # COPY … WITH
COPY t FROM 's3://a/b' IAM_ROLE default
WITH (FORMAT csv) -- here
-- Redshift:
COPY t FROM 's3://a/b' IAM_ROLE default FORMAT AS JSON 'auto';

-- # EXPLAIN with options
EXPLAIN (COSTS OFF) SELECT 1 -- here
-- Redshift:
EXPLAIN SELECT 1;
EXPLAIN VERBOSE SELECT 2;

-- # option of VACUUM
VACUUM (ANALYZE) nps -- here
-- Redshift:
VACUUM FULL nps TO 100 PERCENT;
VACUUM;
VACUUM nps;

-- # ANALYZE of several
ANALYZE a
, b -- here
-- Redshift:
ANALYZE a (x, y);
ANALYZE;

-- # DO
DO $$ BEGIN NULL; END $$ -- here
-- Redshift:
CREATE PROCEDURE p() AS $$ BEGIN NULL;
END $$ LANGUAGE plpgsql;
CALL p();

-- # LISTEN
LISTEN loads -- here
-- Redshift:
SHOW search_path;
SET search_path TO a;
GRANT SELECT ON TABLE nps TO b;

-- ---- Definitions

-- # An index
CREATE UNIQUE
INDEX a ON t (b) -- here
-- Redshift:
CREATE TABLE t (b INT) DISTKEY (b) SORTKEY (b);

-- # An index
DROP INDEX a -- here
-- Redshift:
DROP TABLE IF EXISTS a;

-- # A trigger
CREATE OR REPLACE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f() -- here
-- Redshift:
ALTER TABLE t APPEND FROM u;

-- # A POLICY
CREATE POLICY a ON t USING (b = current_user) -- here
-- Redshift:
CREATE RLS POLICY a WITH (b VARCHAR(20)) USING (b = current_user);

-- # another language
CREATE FUNCTION f(a int) RETURNS int STABLE AS $$ return a $$
LANGUAGE plpythonu -- here
-- Redshift:
CREATE FUNCTION f(int) RETURNS int STABLE AS $$ SELECT $1 $$ LANGUAGE sql;

-- # A rule
CREATE RULE a AS ON INSERT TO t DO INSTEAD NOTHING -- here
-- Redshift:
ALTER TABLE t DROP COLUMN rule;

-- # A sequence
CREATE SEQUENCE a -- here
-- Redshift:
CREATE TABLE t (id BIGINT IDENTITY(1, 1), b BIGINT GENERATED BY DEFAULT AS IDENTITY(1, 1));

-- # type or domain
CREATE TYPE mood AS ENUM ('good') -- here
-- Redshift:
ALTER TABLE t DROP type;

-- # EXTENSION
CREATE EXTENSION hstore -- here
-- Redshift:
CREATE SCHEMA IF NOT EXISTS raw_data;

-- # A FUNCTION in another
CREATE FUNCTION f() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$ -- here
-- Redshift:
CREATE FUNCTION f(int) RETURNS int STABLE AS $$ SELECT $1 $$ LANGUAGE sql;

-- # UNLOGGED
CREATE
UNLOGGED TABLE t (a INT) -- here
-- Redshift:
CREATE TABLE t (a INT) BACKUP NO;

-- # ON COMMIT
CREATE TEMP TABLE t
ON COMMIT DROP AS SELECT 1 AS a -- here
-- Redshift:
CREATE TEMP TABLE t AS SELECT 1 AS a;
CREATE TABLE #t AS SELECT 1 AS a;
SELECT * FROM #t;

-- # CHECK
CREATE TABLE t (a INT,
CHECK (a > 0)) -- here
-- Redshift:
CREATE TABLE t (a INT NOT NULL DEFAULT 0);

-- # EXCLUDE
CREATE TABLE t (a INT,
EXCLUDE USING gist (a WITH =)) -- here
-- Redshift:
CREATE TABLE t (a INT ENCODE az64);

-- # partitioned table
CREATE TABLE t (a DATE)
PARTITION BY RANGE (a) -- here
-- Redshift:
CREATE TABLE t AS SELECT rank() OVER (PARTITION BY a ORDER BY b) AS r FROM u;

-- # INHERITS
CREATE TABLE t ()
INHERITS (u) -- here
-- Redshift:
CREATE TABLE t (LIKE u INCLUDING DEFAULTS);

-- # DEFERRABLE
ALTER TABLE t ADD PRIMARY KEY (a)
DEFERRABLE -- here
-- Redshift:
ALTER TABLE t ADD PRIMARY KEY (a);

-- # action of a foreign key
CREATE TABLE t (a INT REFERENCES u
ON DELETE CASCADE) -- here
-- Redshift:
CREATE TABLE t (a INT REFERENCES u);

-- # GENERATED ALWAYS
CREATE TABLE t (a INT
GENERATED ALWAYS AS IDENTITY) -- here
-- Redshift:
CREATE TABLE t (a INT GENERATED BY DEFAULT AS IDENTITY(1, 1));

-- # IDENTITY without
CREATE TABLE t (a INT GENERATED BY DEFAULT
AS IDENTITY, b INT) -- here
-- Redshift:
CREATE TABLE t (a INT GENERATED BY DEFAULT AS IDENTITY (1, 1), b INT IDENTITY(0, 1));

-- # option of LIKE
CREATE TABLE t (LIKE u
INCLUDING ALL) -- here
-- Redshift:
CREATE TABLE t (LIKE u EXCLUDING DEFAULTS);

-- # TABLESPACE
CREATE TABLE t (a INT)
TABLESPACE fast -- here
-- Redshift:
CREATE TABLE t (a INT) DISTSTYLE ALL;

-- # IF NOT EXISTS with AS
CREATE TABLE
IF NOT EXISTS t AS SELECT 1 AS a -- here
-- Redshift:
CREATE TABLE IF NOT EXISTS t (a INT);

-- # WITH [NO] DATA
CREATE TABLE t AS SELECT 1 AS a
WITH NO DATA -- here
-- Redshift:
CREATE TABLE t AS SELECT 1 AS a WHERE false;

-- # temporary view
CREATE
TEMP VIEW v AS SELECT 1 AS a -- here
-- Redshift:
CREATE OR REPLACE VIEW v AS SELECT 1 AS a WITH NO SCHEMA BINDING;

-- # CHECK OPTION
CREATE VIEW v AS SELECT a FROM t
WITH CHECK OPTION -- here
-- Redshift:
CREATE VIEW #v AS SELECT a FROM t;

-- # DEFAULT or NOT NULL
ALTER TABLE t ALTER a
SET DEFAULT 1 -- here
-- Redshift:
ALTER TABLE t ADD COLUMN a INT DEFAULT 1 NOT NULL;

-- # ALTER COLUMN … TYPE
ALTER TABLE t ALTER COLUMN a
TYPE BIGINT -- here
-- Redshift:
ALTER TABLE t ALTER COLUMN a TYPE VARCHAR(300);

-- # second action
ALTER TABLE t ADD a INT,
ADD b INT -- here
-- Redshift:
ALTER TABLE t ALTER SORTKEY (a), ALTER DISTKEY b;

-- # IF EXISTS in ALTER
ALTER TABLE t DROP COLUMN
IF EXISTS a -- here
-- Redshift:
ALTER TABLE t DROP COLUMN a CASCADE;

-- ---- Types

-- # type bigserial
CREATE TABLE t (id
BIGSERIAL) -- here
-- Redshift:
CREATE TABLE t (serial INT, uuid VARCHAR(36));

-- # type uuid
SELECT a
::uuid FROM t -- here
-- Redshift:
SELECT uuid FROM t;

-- # type bytea
ALTER TABLE t ADD a
BYTEA -- here
-- Redshift:
ALTER TABLE t ADD COLUMN a VARBYTE(20);

-- # type jsonb
SELECT CAST(a AS
jsonb) FROM t -- here
-- Redshift:
CREATE TABLE t (a SUPER, json VARCHAR(65535));
SELECT (a) AS json FROM t;

-- # type money
CREATE TABLE t (a
MONEY) -- here
-- Redshift:
SELECT money FROM t;

-- # type daterange
SELECT
daterange '[2026-01-01,)' -- here
-- Redshift:
SELECT date '2026-01-01';

-- # type of arrays
CREATE TABLE t (a
int[]) -- here
-- Redshift:
CREATE TABLE t (a SUPER);

-- # INTERVAL as a column
CREATE TABLE t (a
INTERVAL) -- here
-- Redshift:
CREATE TABLE t (a INTERVAL DAY TO SECOND, b GEOMETRY);

-- ---- Functions

-- # string_agg()
SELECT
string_agg(a, ',' ORDER BY b) FROM t -- here
-- Redshift:
SELECT listagg(a, ',') WITHIN GROUP (ORDER BY b) FROM t;

-- # array_agg()
SELECT
array_agg(a) FROM t -- here
-- Redshift:
SELECT count(DISTINCT a), any_value(b) FROM t;

-- # clock_timestamp()
SELECT
clock_timestamp() -- here
-- Redshift:
SELECT GETDATE(), SYSDATE;

-- # regexp_matches()
SELECT
regexp_matches(a, 'b') FROM t -- here
-- Redshift:
SELECT regexp_substr(a, 'b'), regexp_count(a, 'b') FROM t;

-- # format()
SELECT
format('%s', a) FROM t -- here
-- Redshift:
INSERT INTO format (a) VALUES (1);

-- # make_date()
SELECT
make_date(2026, 1, 1) -- here
-- Redshift:
SELECT to_date('20260101', 'YYYYMMDD'), date_trunc('day', ts), DATEADD(day, 1, ts) FROM t;

-- # json_agg()
SELECT
json_agg(a) FROM t -- here
-- Redshift:
SELECT json_parse(a) FROM t;

-- # nextval()
SELECT
nextval('s') -- here
-- Redshift:
SELECT max(id) FROM t;

-- # mode()
SELECT
mode() WITHIN GROUP (ORDER BY a) FROM t -- here
-- Redshift:
SELECT median(a) FROM t;

-- # percentile_disc()
SELECT
percentile_disc(0.5) WITHIN GROUP (ORDER BY a) FROM t -- here
-- Redshift:
SELECT APPROXIMATE PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY a), percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t;

-- # generate_series()
SELECT * FROM t JOIN
generate_series(1, 3) AS g (n) ON g.n = t.n -- here
-- Redshift:
SELECT * FROM generate_series(1, 3);

-- # now()
SELECT * FROM t WHERE ts >
now() - interval '1 day' -- here
-- Redshift:
SELECT now();

-- # now()
CREATE TABLE t (ts TIMESTAMP DEFAULT
now()) -- here
-- Redshift:
CREATE TABLE t (ts TIMESTAMP DEFAULT GETDATE(), b TIMESTAMP DEFAULT SYSDATE, c DATE DEFAULT CURRENT_DATE);

-- # now()
EXPLAIN SELECT
now() FROM t -- here
-- Redshift:
EXPLAIN SELECT GETDATE() FROM t;

-- # current_timestamp
UPDATE t SET ts =
CURRENT_TIMESTAMP -- here
-- Redshift:
SELECT current_timestamp, current_date FROM pg_database;

-- # age()
SELECT
age(a) FROM t -- here
-- Redshift:
WITH t AS (SELECT 1 AS a) SELECT age(a) FROM t;

-- # array_length()
SELECT
array_length(a, 1) FROM t -- here
-- Redshift:
SELECT array_length(a, 1) FROM pg_class;
