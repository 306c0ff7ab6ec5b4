# expects: ✗ channels: you predicted 'UPSERT'
{
    "nps": "UPSERT",
    "clicks": "UPSERT",
    "channels": "UPSERT",
    "orders": "UPSERT",
    "customers": "UPSERT",
    "last_logins": "UPSERT",
    "partner_scores": "UPSERT",
}
