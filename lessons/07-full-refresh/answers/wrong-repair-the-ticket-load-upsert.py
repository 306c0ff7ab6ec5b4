# expects: Rows are still there that are in no file
def load_tickets(bucket, warehouse):
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE stage (LIKE tickets) ON COMMIT DROP")
        cursor.execute(f"COPY stage FROM 's3://{bucket}/tickets/' CSV")
        cursor.execute(
            """
            INSERT INTO tickets SELECT * FROM stage
            ON CONFLICT (id) DO UPDATE
            SET opened_at = EXCLUDED.opened_at, priority = EXCLUDED.priority, subject = EXCLUDED.subject
            """
        )
