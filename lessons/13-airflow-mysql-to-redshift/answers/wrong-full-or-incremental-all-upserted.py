# expects: ✗ channels: you wrote 'UPSERT'
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "UPSERT",
    "orders": "UPSERT",
    "customers": "UPSERT",
    "last_logins": "UPSERT",
    "partner_scores": "UPSERT",
}
