# expects: no object's key begins with
def load_tickets(bucket, warehouse):
    with warehouse, warehouse.cursor() as cursor:
        cursor.execute("DELETE FROM tickets")
        cursor.execute(f"COPY tickets FROM 's3://{bucket}/tickets/0' CSV")
