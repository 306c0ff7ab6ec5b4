"""nbgrader's configuration: solutions/ is its source, exercises/ its release."""

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
