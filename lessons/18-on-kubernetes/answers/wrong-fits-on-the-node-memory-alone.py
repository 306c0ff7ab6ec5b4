# expects: what it asks for, of CPU and of memory, is still free
{
    "run at once on one node": ["extract", "train", "score", "report", "publish"],
    "start when train has ended": ["score", "archive"],
    "run at once on two nodes": ["extract", "train", "score", "report", "publish", "archive"],
    "can never start": ["rebuild"],
    "killed for its memory": ["train"],
    "slowed down": ["report"],
    "evicted first": ["publish"],
}
