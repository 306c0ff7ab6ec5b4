# expects: and the next one gets its turn
{
    "run at once on one node": ["extract", "train"],
    "start when train has ended": ["score", "archive"],
    "run at once on two nodes": ["extract", "train", "score", "report", "publish", "archive"],
    "can never start": ["rebuild"],
    "killed for its memory": ["train"],
    "slowed down": ["report"],
    "evicted first": ["publish"],
}
