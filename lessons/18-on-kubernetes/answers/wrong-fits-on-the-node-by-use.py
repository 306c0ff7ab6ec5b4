# expects: what pods use does not count
{
    "run at once on one node": ["extract", "train", "score", "report", "publish", "archive", "rebuild"],
    "start when train has ended": ["score", "archive"],
    "run at once on two nodes": ["extract", "train", "score", "report", "publish", "archive"],
    "can never start": ["rebuild"],
    "killed for its memory": ["train"],
    "slowed down": ["report"],
    "evicted first": ["publish"],
}
