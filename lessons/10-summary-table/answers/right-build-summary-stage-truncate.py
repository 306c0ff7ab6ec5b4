from psycopg2 import sql


def build_summary(conn, table, select, checks):
    name, stage = sql.Identifier(table), sql.Identifier("stage_of_" + table)
    with conn, conn.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TABLE {} AS {}").format(stage, sql.SQL(select)))
        for check in checks:
            cursor.execute(sql.SQL(check).format(table=stage))
            if cursor.fetchall() != [(True,)]:
                raise ValueError(check)
        cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_name = %s", (table,))
        if cursor.fetchone()[0] == 0:
            cursor.execute(sql.SQL("ALTER TABLE {} RENAME TO {}").format(stage, name))
            return
        cursor.execute(sql.SQL("TRUNCATE {}").format(name))
        cursor.execute(sql.SQL("INSERT INTO {} TABLE {}").format(name, stage))
        cursor.execute(sql.SQL("DROP TABLE {}").format(stage))
