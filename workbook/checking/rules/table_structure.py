"""What the catalogue holds of a table beyond its rows, as text that can be compared with how it was before."""

from collections import Counter
from collections.abc import Collection, Sequence

from workbook.exercises.tables import Rows

SHOWN = 6  # differing parts

# part -> what of a table it is, as a sentence names it
PARTS = {
    "storage": "schema, owner or storage",
    "column": "columns",
    "not null": "NOT NULL",
    "default": "defaults",
    "key": "primary key",
    "constraint": "constraints",
    "index": "indexes",
    "trigger": "triggers",
    "rule": "rules",
    "policy": "row-level security",
    "view": "views",
    "grant": "grants",
}

# One row for each part of the table: (part, what). Names of constraints and indexes don't count, nor does the
# way in which the time of now() is written. Views are all that read the table, through other views too.
CATALOGUE = """
WITH RECURSIVE ours AS MATERIALIZED (
    SELECT oid, relname, relkind, relpersistence, relnamespace, relowner, relacl, reloptions, relrowsecurity,
           relforcerowsecurity
    FROM pg_class WHERE oid = to_regclass('{table}')
), readers (oid) AS (
    SELECT ev_class FROM ours
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = ours.oid
        AND classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite ON pg_rewrite.oid = objid AND ev_class <> ours.oid
    UNION
    SELECT ev_class FROM readers
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = readers.oid
        AND classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite ON pg_rewrite.oid = objid AND ev_class <> readers.oid
), views AS MATERIALIZED (
    SELECT pg_class.oid, relname, relkind, relowner, relacl, reloptions FROM readers
    JOIN pg_class ON pg_class.oid = readers.oid
)
SELECT 'storage', concat_ws(' ', CASE relpersistence WHEN 'u' THEN 'UNLOGGED' WHEN 't' THEN 'TEMPORARY' END,
    'table in ' || relnamespace::regnamespace, 'of', relowner::regrole), 0 FROM ours
UNION ALL
SELECT 'column', concat_ws(' ', attname, format_type(atttypid, atttypmod),
    CASE WHEN attcollation <> typcollation THEN 'COLLATE ' || attcollation::regcollation END), attnum
FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
JOIN pg_type ON pg_type.oid = atttypid
UNION ALL
SELECT 'not null', attname, attnum FROM ours
JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND attnotnull
UNION ALL
SELECT 'default', concat_ws(' ', attname, CASE WHEN attidentity <> '' THEN 'IDENTITY' END,
    regexp_replace(pg_get_expr(adbin, adrelid),
        '^(now|transaction_timestamp)\\(\\)$|^(CURRENT_TIMESTAMP|LOCALTIMESTAMP)$', 'now()')), attnum
FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE atthasdef OR attidentity <> ''
UNION ALL
SELECT CASE WHEN contype = 'p' THEN 'key' ELSE 'constraint' END,
    CASE WHEN conrelid = ours.oid THEN '' ELSE conrelid::regclass || ' ' END
    || pg_get_constraintdef(pg_constraint.oid), 0
FROM ours JOIN pg_constraint ON ours.oid IN (conrelid, confrelid) AND contype NOT IN ('n', 't')
UNION ALL
SELECT 'index',
    replace(pg_get_indexdef(indexrelid), 'INDEX ' || quote_ident(pg_class.relname) || ' ON', 'INDEX ON')
    || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END, 0
FROM ours JOIN pg_index ON indrelid = ours.oid JOIN pg_class ON pg_class.oid = indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = ours.oid)
UNION ALL
SELECT 'trigger', pg_get_triggerdef(pg_trigger.oid) || CASE WHEN tgenabled = 'O' THEN '' ELSE ' DISABLED' END, 0
FROM ours JOIN pg_trigger ON tgrelid = ours.oid AND NOT tgisinternal
UNION ALL
SELECT 'rule', pg_get_ruledef(pg_rewrite.oid), 0 FROM ours JOIN pg_rewrite ON ev_class = ours.oid
UNION ALL
SELECT 'policy', concat_ws(' ', polname, polcmd, pg_get_expr(polqual, polrelid),
    pg_get_expr(polwithcheck, polrelid)), 0
FROM ours JOIN pg_policy ON polrelid = ours.oid
UNION ALL
SELECT 'policy', concat_ws(' ', CASE WHEN relrowsecurity THEN 'ENABLE' END,
    CASE WHEN relforcerowsecurity THEN 'FORCE' END, 'ROW LEVEL SECURITY'), 0
FROM ours WHERE relrowsecurity OR relforcerowsecurity
UNION ALL
SELECT 'constraint', concat_ws(' ', 'inherits', inhparent::regclass, 'to', inhrelid::regclass), 0
FROM ours JOIN pg_inherits ON ours.oid IN (inhparent, inhrelid)
UNION ALL
SELECT 'view', concat_ws(' ', relname, reloptions::text, pg_get_viewdef(oid)), 0 FROM views
UNION ALL
SELECT 'grant', concat_ws(' ', privilege_type, 'on', relname, 'to',
    CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END,
    CASE WHEN is_grantable AND grantee <> relowner THEN 'WITH GRANT OPTION' END), 0
FROM (SELECT relname, relowner, relacl FROM ours UNION ALL SELECT relname, relowner, relacl FROM views) AS owned,
    aclexplode(coalesce(relacl, acldefault('r', relowner)))
UNION ALL
SELECT 'grant', concat_ws(' ', privilege_type, 'on the column', relname || '.' || attname, 'to',
    CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE grantee::regrole::text END), 0
FROM (SELECT oid, relname FROM ours UNION ALL SELECT oid, relname FROM views) AS owned
JOIN pg_attribute ON attrelid = owned.oid, aclexplode(attacl)
ORDER BY 1, 3, 2
"""


def catalogue(table: str) -> str:
    """SQL for the parts of `table`, as (part, what, place); no rows where there is no such table."""
    return CATALOGUE.format(table=table)


def changes(before: Sequence[tuple], now: Sequence[tuple], but: Collection[str]) -> list[tuple[str, str, str]]:
    """The parts that differ, each as ("gone" or "new", part, what); those in `but` don't count.

    `but` names whole parts ("index"), or begins what it means ("default created_date").
    """
    was, has = (
        Counter((part, what) for part, what, _ in rows if not _may_change(part, what, but))
        for rows in (before, now)
    )
    found = [("gone", *each) for each in (was - has).elements()] + [
        ("new", *each) for each in (has - was).elements()
    ]
    if not found and "column" not in but:
        orders = [", ".join(what for part, what, _ in rows if part == "column") for rows in (before, now)]
        if orders[0] != orders[1]:
            found = [("gone", "column", f"the order {orders[0]}"), ("new", "column", f"the order {orders[1]}")]
    return sorted(found, key=lambda each: (list(PARTS).index(each[1]), each[0], each[2]))


def _may_change(part: str, what: str, but: Collection[str]) -> bool:
    return any(f"{part} {what} ".startswith(f"{each} ") for each in but)


def named(found: Sequence[tuple[str, str, str]]) -> str:
    """What differs, in words: "defaults and indexes"."""
    words = list(dict.fromkeys(PARTS[part] for _, part, _ in found))
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def shown(found: Sequence[tuple[str, str, str]]) -> Rows:
    """What differs, as a table."""
    more = f"… and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return Rows(["", "of the table", "what"], [tuple(each) for each in found[:SHOWN]], more)
