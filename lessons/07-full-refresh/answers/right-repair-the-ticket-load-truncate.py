# another way: TRUNCATE in the same transaction. In PostgreSQL readers wait for it; in Redshift it would commit.
def load_tickets(bucket, warehouse):
    cursor = warehouse.cursor()
    try:
        cursor.execute("TRUNCATE tickets")
        cursor.execute("COPY tickets (id, opened_at, priority, subject) FROM %s CSV", [f"s3://{bucket}/tickets/"])
        warehouse.commit()
    except Exception:
        warehouse.rollback()
        raise
