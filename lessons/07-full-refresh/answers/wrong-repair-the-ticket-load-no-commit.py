# expects: it returns without COMMIT
def load_tickets(bucket, warehouse):
    with warehouse.cursor() as cursor:
        cursor.execute("DELETE FROM tickets")
        cursor.execute(f"COPY tickets FROM 's3://{bucket}/tickets/' CSV")
