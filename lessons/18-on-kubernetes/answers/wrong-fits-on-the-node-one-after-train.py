# expects: Add up what extract, report and publish still ask for
{
    "run at once on one node": ["extract", "train", "report", "publish"],
    "start when train has ended": ["score"],
    "run at once on two nodes": ["extract", "train", "score", "report", "publish", "archive"],
    "can never start": ["rebuild"],
    "killed for its memory": ["train"],
    "slowed down": ["report"],
    "evicted first": ["publish"],
}
