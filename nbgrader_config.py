"""nbgrader's configuration: solutions/ is its source, exercises/ its release."""

import os
import shutil
import sys
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

from workbook.build.release import ClearSolutionsByLanguage

c = get_config()  # noqa: F821 - nbgrader defines it

c.CourseDirectory.course_id = "elt-workbook"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

c.GenerateAssignment.preprocessors = [
    ClearSolutionsByLanguage if preprocessor is ClearSolutions else preprocessor
    for preprocessor in GenerateAssignment.preprocessors.default()
]

if not shutil.which("alembic"):  # nbgrader calls it, and it is beside nbgrader where no environment is active
    os.environ["PATH"] += os.pathsep + str(Path(sys.executable).parent)
