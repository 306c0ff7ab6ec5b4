"""Lesson 07's two readers, pipeline.py and fast.py: on any table COPY reads the same rows from what they write."""

import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from workbook.databases import loading, owned
from workbook.databases.fixtures import Fixture, Table
from workbook.exercises import registry

SOURCE = {
    "id": "BIGINT NOT NULL PRIMARY KEY",
    "word": "VARCHAR(100)",
    "price": "DECIMAL(20,4)",
    "paid": "BOOLEAN",
    "day": "DATE",
    "placed_at": "DATETIME(6)",
    "ratio": "DOUBLE",
    "info": "JSON",
    "note": "TEXT",
}
WAREHOUSE = SOURCE | {
    "word": "VARCHAR(400)",
    "price": "NUMERIC(20,4)",
    "placed_at": "TIMESTAMP",
    "ratio": "DOUBLE PRECISION",
    "info": "JSONB",  # so that equal documents are equal
}
# PostgreSQL takes no NUL in a text. Letters that mean something in CSV come often.
ORDINARY = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
LETTERS = st.sampled_from(",\"\\\n\r'; \t한🙂N.") | ORDINARY
TEXTS = st.text(LETTERS, max_size=40) | st.sampled_from(["", "NULL", r"\N", r"\.", "nan", '""'])
TIMES = st.datetimes(dt.datetime(1000, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999_999))
FLOATS = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        st.none() | TEXTS,
        st.none() | st.integers(-(10**19), 10**19).map(lambda n: Decimal(n).scaleb(-4)),
        st.none() | st.booleans(),
        st.none() | TIMES.map(dt.datetime.date),
        st.none() | TIMES,
        st.none() | FLOATS,
        st.none() | st.dictionaries(TEXTS, st.none() | st.integers(-9, 9) | TEXTS, max_size=3).map(json.dumps),
        st.none() | TEXTS,
    ),
    max_size=30,
    unique_by=lambda row: row[0],
)


@pytest.fixture(scope="module")
def servers(home):
    own = owned.OwnedDatabases("readers")
    yield own
    own.close()


@pytest.fixture
def readers(monkeypatch):
    """Both modules, the fast one with pages so small that a few rows are several, and some rows more than one."""
    fast = registry.load_module("07-full-refresh", "fast")
    for name, value in {"FIRST_ROWS": 3, "PAGE_BYTES": 300, "LONGEST": 400}.items():
        monkeypatch.setattr(fast, name, value)
    return registry.load_module("07-full-refresh", "pipeline"), fast


def loaded(warehouse, csv: bytes) -> list[tuple]:
    """What COPY makes of a file."""
    with warehouse.cursor() as cursor:
        cursor.execute("TRUNCATE t")
        cursor.copy_expert("COPY t FROM STDIN CSV", io.BytesIO(csv))
        cursor.execute("SELECT * FROM t ORDER BY id")
        return cursor.fetchall()


def test_both_readers_write_what_copy_reads_alike(servers, readers):
    plain, fast = readers
    warehouse = servers.warehouse()
    loading.load_warehouse(warehouse, Fixture("t", warehouse=[Table("t", WAREHOUSE, [])]))

    # Without shrinking: each try makes tables, and a hundred tries take minutes.
    @settings(
        max_examples=40, derandomize=True, database=None, deadline=None,
        suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate],
    )  # fmt: skip
    @given(ROWS)
    def alike(rows):
        servers.load_source(Fixture("t", source=[Table("t", SOURCE, rows)]))
        source, by_plain, by_fast = servers.source(autocommit=False), io.BytesIO(), io.BytesIO()
        with plain.snapshot(source):
            counts = plain.to_csv(source, "SELECT * FROM t", by_plain), fast.to_csv(source, "t", by_fast)
        source.close()
        came = loaded(warehouse, by_plain.getvalue())
        assert counts == (len(rows), len(rows))
        assert loaded(warehouse, by_fast.getvalue()) == came
        assert [row[:6] + row[8:] for row in came] == [row[:6] + row[8:] for row in sorted(rows)]

    alike()
    warehouse.close()
