# by what the source offers: stamps for each change, and marks in place of DELETE
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "REPLACE",
    "orders": "REPLACE",
    "customers": "REPLACE",
    "last_logins": "UPSERT",
    "partner_scores": "REPLACE",
}
