# expects: half done
def load_tickets(bucket, warehouse):
    with warehouse.cursor() as cursor:
        cursor.execute("DELETE FROM tickets")
        warehouse.commit()
        cursor.execute(f"COPY tickets FROM 's3://{bucket}/tickets/' CSV")
        warehouse.commit()
