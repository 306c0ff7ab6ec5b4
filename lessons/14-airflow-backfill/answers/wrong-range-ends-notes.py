# expects: Both ends belong to the range
# The end is excluded, say the notes
{
    "three": ["2025-03-05", "2025-03-06"],
    "one": [],
    "turned": [],
    "backwards": ["2025-03-06", "2025-03-05"],
    "early": ["2025-02-27", "2025-02-28"],
    "noon": ["2025-03-06"],
    "again": [],
    "february": "2025-03-01",
}
