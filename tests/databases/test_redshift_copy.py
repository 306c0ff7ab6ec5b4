import gzip
import io
import json

import psycopg2
import pytest

from workbook import servers
from workbook.databases import owned, redshift_copy
from workbook.databases import s3_client as stores
from workbook.databases.fixtures import Fixture, Table


@pytest.mark.parametrize(
    "text",
    [
        "COPY t FROM 's3://b/k' CSV",
        "copy t from 's3://b/k' iam_role default csv;",
        "COPY t FROM 's3://b/k' CREDENTIALS AS 'aws_iam_role=x' REGION 'ap-northeast-2' FORMAT AS CSV",
        "-- load\nCOPY t FROM 's3://b/k' IAM_ROLE 'arn:aws:iam::1:role/r' CSV EMPTYASNULL",
    ],
)
def test_the_spellings_of_redshifts_copy_are_read(text):
    copy = redshift_copy.parse(text)
    assert (copy.target, copy.bucket, copy.prefix) == ("t", "b", "k")


def test_columns_header_and_options_are_read():
    copy = redshift_copy.parse(
        "COPY s.t (a, \"B c\") FROM 's3://b/x/y' CSV QUOTE AS '^' DELIMITER ';' IGNOREHEADER AS 1 GZIP"
    )
    assert copy.target == 's.t (a, "B c")'
    assert (copy.bucket, copy.prefix, copy.skip, copy.gzip) == ("b", "x/y", 1, True)
    assert copy.options == {"QUOTE": "^", "DELIMITER": ";"}


@pytest.mark.parametrize(
    "text", ["COPY t FROM STDIN CSV", "SELECT 's3://b/k' AS copy", "SELECT 1", "COPY t TO STDOUT"]
)
def test_other_statements_are_left_alone(text):
    assert redshift_copy.parse(text) is None


@pytest.mark.parametrize(
    "text, words",
    [
        ("COPY t FROM 's3://b/k'", "CSV only"),
        ("COPY t FROM 's3://b/k' PARQUET", "does not know 'PARQUET'"),
        ("COPY t FROM 's3://b/k' FORMAT AS JSON 'auto'", "CSV only, not JSON"),
        ("COPY t FROM 's3://b/k' CSV IGNOREHEADER", "needs a value"),
        ("COPY t FROM 's3://b/k' CSV IGNOREHEADER 'x'", "number of lines"),
    ],
)
def test_what_the_local_warehouse_does_not_load_is_said(text, words):
    with pytest.raises(redshift_copy.CopyError, match=words):
        redshift_copy.parse(text)


@pytest.fixture(scope="module")
def loaded(home):
    """A connection to an empty table t(a int, b text), the store's client and a bucket."""
    claimed = owned.OwnedDatabases("copy_test")
    claimed.load(Fixture("t", warehouse=[Table("t", {"a": "INT", "b": "TEXT"})]))
    client = stores.client(servers.ensure().store)
    bucket = claimed.name.replace("_", "-")
    if bucket not in [found["Name"] for found in client.list_buckets()["Buckets"]]:
        client.create_bucket(Bucket=bucket)
    connection = claimed.warehouse()
    yield connection, client, bucket
    connection.close()
    claimed.close()


@pytest.fixture
def put(loaded):
    """Empties table and bucket; `put(key, text)` then stores an object."""
    connection, client, bucket = loaded
    connection.cursor().execute("TRUNCATE t")
    for found in client.list_objects_v2(Bucket=bucket).get("Contents", ()):
        client.delete_object(Bucket=bucket, Key=found["Key"])
    return lambda key, body: client.put_object(Bucket=bucket, Key=key, Body=body)


def copied(loaded, key, options="CSV"):
    connection, _, bucket = loaded
    with connection.cursor() as cursor:
        cursor.execute(f"COPY t FROM 's3://{bucket}/{key}' {options}")
        cursor.execute("SELECT * FROM t ORDER BY a")
        return cursor.fetchall()


def test_every_object_under_the_prefix_is_loaded_each_without_its_header(loaded, put):
    put("day/1.csv", "a,b\n1,x")  # its last line is not ended
    put("day/2.csv", "a,b\n2,한글 😀\n")
    put("days.csv", "a,b\n3,caught by the prefix\n")
    assert copied(loaded, "day/", "CSV IGNOREHEADER 1") == [(1, "x"), (2, "한글 😀")]
    assert len(copied(loaded, "day", "CSV IGNOREHEADER 1")) == 5


def test_null_and_the_empty_string_stay_apart(loaded, put):
    put("n.csv", '1,\n2,""\n3,"a ""quoted""\nline"\n')
    assert copied(loaded, "n.csv") == [(1, None), (2, ""), (3, 'a "quoted"\nline')]


def test_gzip_and_large_objects_arrive_whole(loaded, put):
    lines = "".join(f"{n},{'x' * 50}\n" for n in range(60_000)).encode()
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(lines)
    put("big.csv.gz", packed.getvalue())
    put("big.csv", lines)
    assert len(copied(loaded, "big.csv.gz", "CSV GZIP")) == 60_000
    connection = loaded[0]
    connection.cursor().execute("TRUNCATE t")
    connection.cursor().execute(f"COPY t FROM 's3://{loaded[2]}/big.csv' CSV IGNOREHEADER 59990")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(a) FROM t")
        assert cursor.fetchone() == (10, 59_990)


def test_a_manifest_names_the_objects_and_no_other_is_loaded(loaded, put):
    bucket = loaded[2]

    def listed(*entries):
        put("day.manifest", json.dumps({"entries": entries}))

    put("day/1.csv", "1,x\n")
    put("day/2.csv", "2,y\n")
    put("day/3.csv", "3,not listed\n")
    one, two = ({"url": f"s3://{bucket}/day/{n}.csv", "mandatory": True} for n in (1, 2))
    gone = {"url": f"s3://{bucket}/day/4.csv"}
    listed(two, one, gone)
    assert copied(loaded, "day.manifest", "CSV MANIFEST") == [(1, "x"), (2, "y")]
    for entries, words in (
        ([one, {**gone, "mandatory": True}], "lists s3://.*/day/4.csv, which is not there"),
        ([gone], "no object that the manifest .* lists is there"),
        (["day/1.csv"], "is not a manifest: a manifest is JSON"),
    ):
        listed(*entries)
        with pytest.raises(redshift_copy.CopyError, match=words):
            copied(loaded, "day.manifest", "CSV MANIFEST")
    with pytest.raises(redshift_copy.CopyError, match=r"there is no manifest s3://.*/nowhere"):
        copied(loaded, "nowhere", "CSV MANIFEST")


def test_one_bad_line_loads_nothing(loaded, put):
    put("bad/1.csv", "1,x\n")
    put("bad/2.csv", "2,y\nthree,z\n")
    with pytest.raises(psycopg2.DataError, match="invalid input syntax"):
        copied(loaded, "bad/")
    assert copied_count(loaded) == 0


def copied_count(loaded):
    with loaded[0].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM t")
        return cursor.fetchone()[0]


def test_a_missing_object_or_bucket_is_named(loaded, put):
    with pytest.raises(redshift_copy.CopyError, match="no object's key begins with"):
        copied(loaded, "nothing-here")
    with pytest.raises(redshift_copy.CopyError, match="no bucket 'no-such-bucket'"):
        loaded[0].cursor().execute("COPY t FROM 's3://no-such-bucket/k' CSV")


def test_an_address_may_be_a_parameter_and_other_sql_runs_as_ever(loaded, put):
    put("p.csv", "7,p\n")
    with loaded[0].cursor() as cursor:
        cursor.execute("COPY t FROM %s CSV", (f"s3://{loaded[2]}/p.csv",))
        assert cursor.rowcount == 1
        cursor.execute("SELECT a, b FROM t WHERE b LIKE 'p%%' AND a = %s", (7,))
        assert cursor.fetchall() == [(7, "p")]


@pytest.mark.parametrize("begin", ["", "BEGIN; "])
def test_several_statements_in_one_text_are_all_or_none(loaded, put, begin):
    put("good.csv", "1,new\n")
    put("bad.csv", "2,new\nthree,new\n")
    connection, _, bucket = loaded
    connection.autocommit = True
    end = "; COMMIT" if begin else ""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO t (a, b) VALUES (7, 'old')")
        with pytest.raises(psycopg2.DataError, match="invalid input syntax"):
            cursor.execute(f"{begin}DELETE FROM t; COPY t FROM 's3://{bucket}/bad.csv' CSV{end}")
        if begin:
            cursor.execute("ROLLBACK")
        cursor.execute("SELECT a, b FROM t")
        assert cursor.fetchall() == [(7, "old")]
        cursor.execute(f"{begin}DELETE FROM t; COPY t FROM 's3://{bucket}/good.csv' CSV{end}")
        cursor.execute("SELECT a, b FROM t")
        assert cursor.fetchall() == [(1, "new")]
