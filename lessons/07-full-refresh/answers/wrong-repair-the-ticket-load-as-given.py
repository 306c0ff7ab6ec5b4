# expects: The first row of each file is missing
def load_tickets(bucket, warehouse):
    """Replace the rows of tickets with those of the files under tickets/."""
    with warehouse.cursor() as cursor:
        cursor.execute("TRUNCATE tickets")
        warehouse.commit()
        cursor.execute(f"COPY tickets FROM 's3://{bucket}/tickets' CSV IGNOREHEADER 1")
        warehouse.commit()
