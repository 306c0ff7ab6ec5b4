"""A bucket is as new before each run, and there for the store before anybody uses it."""

import contextlib

import pytest
from botocore.exceptions import ClientError

from workbook import servers
from workbook.checking import buckets
from workbook.checking.buckets import Bucket


@pytest.fixture
def bucket(home):
    made = Bucket(servers.ensure().store, "check_of_buckets")
    yield made
    made.remove()


def test_it_holds_just_what_was_asked_for_however_often_it_is_made_anew(bucket):
    for number in range(20):
        objects = {"nps/a.csv": b"1", "b": b"2"} if number % 2 else {"other/deep/c": b"3"}
        bucket.fresh(objects)
        bucket.client.put_object(Bucket=bucket.name, Key="written.csv", Body=b"x")
        assert bucket.keys() == sorted([*objects, "written.csv"])
        if number % 3 == 0:
            bucket.remove()


def test_a_bucket_that_stays_keeps_its_folder(bucket):
    bucket.fresh({"a": b"1"})
    folder = servers.ensure().store.folder / bucket.name
    was = folder.stat().st_ino
    bucket.fresh({})
    assert (folder.stat().st_ino, list(folder.iterdir())) == (was, [])


def test_a_new_bucket_is_waited_for(bucket, monkeypatch):
    looks, seen = [], bucket._listed

    def listed():
        looks.append(1)
        return None if len(looks) < 4 else seen()

    monkeypatch.setattr(bucket, "_listed", listed)
    bucket.fresh({})
    assert len(looks) == 4


def test_another_error_of_the_store_is_not_waited_out(bucket, monkeypatch):
    def get_paginator(name):
        raise ClientError({"Error": {"Code": "SignatureDoesNotMatch", "Message": "…"}}, "ListObjectsV2")

    monkeypatch.setattr(bucket._plain, "get_paginator", get_paginator)
    monkeypatch.setattr(buckets, "SEEN_SECONDS", 0.0)
    with pytest.raises(ClientError), contextlib.suppress(TimeoutError):
        bucket.fresh({})


def test_a_bucket_that_an_answer_has_deleted_holds_nothing(bucket):
    bucket.fresh({"a": b"x"})
    bucket.client.delete_object(Bucket=bucket.name, Key="a")
    bucket.client.delete_bucket(Bucket=bucket.name)
    assert bucket.keys() == []
    bucket.fresh({"b": b"y"})
    assert bucket.keys() == ["b"]
