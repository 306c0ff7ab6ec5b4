-- LATERAL, quoted and schema-qualified
SELECT n."id", n."modified", n."score"
FROM (SELECT DISTINCT "id" FROM "public"."changes") AS k,
     LATERAL (SELECT * FROM "public"."changes" c WHERE c."id" = k."id" ORDER BY "modified" DESC NULLS LAST LIMIT 1) AS n
