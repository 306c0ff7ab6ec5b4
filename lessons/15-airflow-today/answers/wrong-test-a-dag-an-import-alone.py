# expects: your tests notice 1 of 6
from airflow.models import DagBag


def test_the_file_is_imported():
    bag = DagBag()
    assert bag.import_errors == {}
    assert "daily_orders" in bag.dags
