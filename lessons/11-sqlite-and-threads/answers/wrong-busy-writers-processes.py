# expects: 40 batches were written by 0 threads
import json
import subprocess
import sys

CODE = """
import json, sqlite3, sys
conn = sqlite3.connect(sys.argv[1], timeout=30)
for batch in json.load(sys.stdin):
    conn.executemany("INSERT INTO t (k, v) VALUES (?, ?)", batch)
conn.commit()
"""


def write_all(path, batches):
    subprocess.run([sys.executable, "-c", CODE, path], input=json.dumps(batches), text=True, check=True)
