# expects: The first row of each file is missing
def load_tickets(bucket, warehouse):
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("DELETE FROM tickets")
        cursor.execute(f"COPY tickets FROM 's3://{bucket}/tickets/' CSV IGNOREHEADER 1")
