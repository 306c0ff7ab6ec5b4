# expects: it is slowed down, not killed
{
    "run at once on one node": ["extract", "train", "report", "publish"],
    "start when train has ended": ["score", "archive"],
    "run at once on two nodes": ["extract", "train", "score", "report", "publish", "archive"],
    "can never start": ["rebuild"],
    "killed for its memory": ["train", "report"],
    "slowed down": [],
    "evicted first": ["publish"],
}
