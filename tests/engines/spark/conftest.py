"""A cluster for the tests of a module."""

import pytest

from workbook import paths
from workbook.engines.spark import services
from workbook.engines.spark.cluster import Cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A home of its own with a cluster that is up; the databases' servers are not needed."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WORKBOOK_HOME", str(tmp_path_factory.mktemp("한 home")))
        services.up(lambda text: None)
        try:
            yield Cluster(paths.home())
        finally:
            services.down(lambda text: None)
