# expects: fits on none, however many there are
{
    "run at once on one node": ["extract", "train", "report", "publish"],
    "start when train has ended": ["score", "archive"],
    "run at once on two nodes": ["extract", "train", "score", "report", "publish", "archive", "rebuild"],
    "can never start": [],
    "killed for its memory": ["train"],
    "slowed down": ["report"],
    "evicted first": ["publish"],
}
