# expects: A container that uses more memory than its limit is killed
{
    "run at once on one node": ["extract", "train", "report", "publish"],
    "start when train has ended": ["score", "archive"],
    "run at once on two nodes": ["extract", "train", "score", "report", "publish", "archive"],
    "can never start": ["rebuild"],
    "killed for its memory": ["train", "publish"],
    "slowed down": ["report"],
    "evicted first": ["publish"],
}
