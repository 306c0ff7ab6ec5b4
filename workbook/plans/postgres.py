"""PostgreSQL's `EXPLAIN (FORMAT JSON)` as a tree."""

from workbook.plans.tree import Node

# What of a node's JSON is shown below its line, under the names that PostgreSQL gives.
CONDITIONS = (
    "Index Cond", "Recheck Cond", "Filter", "Hash Cond", "Merge Cond", "Join Filter", "TID Cond", "Order By",
    "Sort Key", "Presorted Key", "Group Key", "Window", "Run Condition", "Cache Key", "One-Time Filter",
)  # fmt: skip
NAMES = ("Relation Name", "CTE Name", "Function Name")  # of what a scan reads
AGGREGATES = {"Sorted": "GroupAggregate", "Hashed": "HashAggregate", "Mixed": "MixedAggregate"}


def tree(found: dict) -> Node:
    """The tree of a plan in PostgreSQL's `EXPLAIN (FORMAT JSON)`."""
    return _node(found, _times_of_ctes(found), stopped=False, expected=1.0)


def _node(found: dict, ctes: dict[str, float], stopped: bool, expected: float) -> Node:
    """A node and all below it; `expected` is how often the planner thought that it would run."""
    kind = _kind(found)
    goes_on = stopped and not _is_blocking(found)
    children = tuple(
        _node(child, ctes, goes_on or _may_stop(found, child), _expected_runs(found, child, expected))
        for child in found.get("Plans", ())
    )
    loops = int(found.get("Actual Loops", 1))
    analyzed = "Actual Rows" in found
    # A bitmap of two others counts no rows.
    counts = analyzed and found["Node Type"] not in ("BitmapAnd", "BitmapOr")
    actual = round(found["Actual Rows"] * loops) if counts else None
    removed = sum(found.get(f"Rows Removed by {name}", 0) for name in ("Filter", "Index Recheck")) * loops
    is_scan = "Scan" in found["Node Type"] and found["Node Type"] not in ("Subquery Scan", "Bitmap Index Scan")
    conditions = [(name, _words(found[name])) for name in CONDITIONS if name in found]
    table = next((found[name] for name in NAMES if name in found), "")
    return Node(
        kind=kind,
        table=table,
        index=found.get("Index Name", ""),
        label=_label(kind, table, found),
        role=_role(found),
        conditions=tuple(conditions),
        estimated=round(found["Plan Rows"] * expected),
        actual=actual,
        read=actual + removed if counts and is_scan else None,
        runs=loops,
        milliseconds=_own_time(found, ctes, loops) if "Actual Total Time" in found else None,
        stopped=stopped,
        children=children,
    )


def _expected_runs(found: dict, child: dict, expected: float) -> float:
    """How often the planner thought that a child of `found` would run, where `found` was to run `expected` times.

    Its rows are those of one run: multiplied by the runs that came, a wrong number of runs would not be seen.
    """
    relation = child.get("Parent Relationship")
    if found["Node Type"] == "Nested Loop" and relation == "Inner":
        [outer] = [each for each in found["Plans"] if each.get("Parent Relationship") == "Outer"]
        return expected * max(outer["Plan Rows"], 1)
    if relation == "SubPlan":  # once for each row that asks: how many the planner expected, EXPLAIN does not say
        return max(child.get("Actual Loops", 1), 1)
    if relation == "InitPlan" or found["Node Type"] in ("Materialize", "Hash"):
        return 1.0  # what it keeps is read again without the child
    if found["Node Type"] in ("Gather", "Gather Merge"):
        # As in costsize.c: the leader helps the less the more workers there are.
        workers = found.get("Workers Planned", 0)
        return expected * (workers + max(0.0, 1 - 0.3 * workers))
    return expected


def _is_blocking(found: dict) -> bool:
    """Whether a node reads all of its input before it gives a row: a LIMIT above then stops nothing below it."""
    if found["Node Type"] == "Aggregate":
        return found.get("Strategy") != "Sorted"
    return found["Node Type"] in ("Sort", "Hash")


def _may_stop(found: dict, child: dict) -> bool:
    """Whether a node stops asking a child for rows when it has enough of them."""
    if found["Node Type"] in ("Limit", "Merge Join"):
        return True
    one_will_do = found.get("Inner Unique") or found.get("Join Type") in ("Semi", "Anti")
    return found["Node Type"] == "Nested Loop" and child.get("Parent Relationship") == "Inner" and one_will_do


def _kind(found: dict) -> str:
    kind, join = found["Node Type"], found.get("Join Type", "Inner")
    if kind == "ModifyTable":
        return found["Operation"]
    if kind == "Aggregate":
        kind = AGGREGATES.get(found.get("Strategy", ""), kind)
        return f"{found['Partial Mode']} {kind}" if found.get("Partial Mode", "Simple") != "Simple" else kind
    if join != "Inner":
        return f"Nested Loop {join} Join" if kind == "Nested Loop" else kind.replace("Join", f"{join} Join")
    if found.get("Scan Direction") == "Backward":
        return f"{kind} Backward"
    return kind


def _label(kind: str, table: str, found: dict) -> str:
    label = kind
    if "Index Name" in found:
        label += f" using {found['Index Name']}" if table else f" on {found['Index Name']}"
    if table:
        label += f" on {table}"
    alias = found.get("Alias", table)
    if alias == table:
        return label
    return f"{label} {alias}" if table else f"{label} on {alias}"


def _role(found: dict) -> str:
    if "Subplan Name" in found:
        return found["Subplan Name"]
    return found["Parent Relationship"] if found.get("Parent Relationship") in ("InitPlan", "SubPlan") else ""


def _words(value) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _total_time(found: dict) -> float:
    return found.get("Actual Total Time", 0.0) * found.get("Actual Loops", 1)


def _times_of_ctes(found: dict) -> dict[str, float]:
    """The time of each CTE, by name: it is counted a second time in the scan that asks it for its rows."""
    times = {}
    for child in found.get("Plans", ()):
        if child.get("Subplan Name", "").startswith("CTE "):
            times[child["Subplan Name"][4:]] = _total_time(child)
        times |= _times_of_ctes(child)
    return times


def _own_time(found: dict, ctes: dict[str, float], loops: int) -> float:
    inside = [child for child in found.get("Plans", ()) if child.get("Parent Relationship") != "InitPlan"]
    own = found["Actual Total Time"] * loops - sum(map(_total_time, inside))
    # The scan that met the CTE first waited for it; the others did not.
    waited = ctes.get(found.get("CTE Name", ""), 0.0)
    return max(own - waited if own > waited else own, 0.0)
