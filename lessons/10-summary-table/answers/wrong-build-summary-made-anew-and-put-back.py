# expects: is another table than before
def build_summary(conn, table, select, checks):
    """Swaps by name, and puts back what hung on the old table, from the catalogue: grants, and views on it."""
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        is_there = cursor.fetchone()[0] is not None
        grants, views = [], []
        if is_there:
            cursor.execute(
                "SELECT grantee, privilege_type FROM information_schema.role_table_grants"
                " WHERE table_name = %s AND grantee <> current_user",
                [table],
            )
            grants = cursor.fetchall()
            cursor.execute(
                """
                WITH RECURSIVE hang (oid, depth) AS (
                    SELECT to_regclass(%s)::oid, 0
                    UNION
                    SELECT ev_class, depth + 1
                    FROM hang JOIN pg_depend ON refobjid = hang.oid AND deptype = 'n'
                    JOIN pg_rewrite ON pg_rewrite.oid = objid
                    WHERE ev_class <> hang.oid
                )
                SELECT oid::regclass::text, pg_get_viewdef(oid) FROM hang WHERE depth > 0
                GROUP BY oid ORDER BY max(depth)
                """,
                [table],
            )
            views = cursor.fetchall()
        cursor.execute(f"CREATE TABLE {table}_new AS {select}")
        for check in checks:
            cursor.execute(check.replace("{table}", f"{table}_new"))
            if cursor.fetchone() != (True,):
                raise ValueError(check)
        cursor.execute(f"DROP TABLE IF EXISTS {table} CASCADE")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
        for grantee, privilege in grants:
            cursor.execute(f"GRANT {privilege} ON {table} TO {grantee}")
        for name, definition in views:
            cursor.execute(f"CREATE VIEW {name} AS {definition}")
