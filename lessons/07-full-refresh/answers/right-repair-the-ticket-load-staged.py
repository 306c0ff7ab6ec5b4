def load_tickets(bucket, warehouse):
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE stage (LIKE tickets) ON COMMIT DROP")
        cursor.execute(f"COPY stage FROM 's3://{bucket}/tickets/' CSV")
        cursor.execute("DELETE FROM tickets")
        cursor.execute("INSERT INTO tickets SELECT * FROM stage")
