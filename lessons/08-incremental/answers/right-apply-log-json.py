import json

SQL = """
INSERT INTO nps
SELECT *
FROM json_to_recordset(%s) AS r(
    id INT, created_at TIMESTAMP, score SMALLINT, modified TIMESTAMP, deleted BOOLEAN
)
"""


def as_json(value):
    return value.isoformat()


def apply_log(conn, events):
    cursor = conn.cursor()
    cursor.execute("SELECT max(position) FROM log_position")
    done = cursor.fetchone()[0]
    events = [event for event in events if event[0] > done]
    if events:
        there = {}
        for _, _, before, after in events:
            for side in (before, after):
                if side:
                    there[side["id"]] = None
            if after:
                there[after["id"]] = after
        rows = json.dumps([row for row in there.values() if row], default=as_json)
        cursor.execute("DELETE FROM nps WHERE id = ANY(%s)", (list(there),))
        cursor.execute(SQL, (rows,))
        cursor.execute("UPDATE log_position SET position = %s", (events[-1][0],))
        conn.commit()
