def load_tickets(bucket, warehouse):
    """Replace the rows of tickets with those of the files under tickets/."""
    with warehouse, warehouse.cursor() as cursor:  # commits; after an error rolls back and raises
        cursor.execute("DELETE FROM tickets")
        cursor.execute(f"COPY tickets FROM 's3://{bucket}/tickets/' CSV")
