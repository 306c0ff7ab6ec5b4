"""nbgrader's exchange for a class on one server, as docs/hub.md describes it. Copy it to CLASS/nbgrader/.

Learners' servers find it there, and a teacher's commands with JUPYTER_CONFIG_PATH=CLASS/nbgrader.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "elt-workbook"
c.Exchange.root = str(Path(__file__).resolve().with_name("exchange"))
if my := os.environ.get("WORKBOOK_MY"):
    # Beside the copies that the workbook makes and keeps up to date.
    c.Exchange.assignment_dir = str(Path(my) / "homework")
