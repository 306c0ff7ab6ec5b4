"""A bucket of its own for each process that runs answers, and an S3 client whose calls pass through a hook."""

import shutil
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError, EndpointConnectionError

from workbook.checking.instrumented_drivers import StatementHook
from workbook.databases import s3_client
from workbook.servers import s3
from workbook.servers.addresses import Store

if TYPE_CHECKING:
    from botocore.model import OperationModel

SEEN_SECONDS = 5.0  # for the store to see a bucket that is new, or emptied
REFUSED = {"Error": {"Code": "InsufficientStorage", "Message": "refused, to see what your function does"}}


class Bucket:
    """One bucket, made empty before a run and removed after it; `client` is boto3's own, with a hook.

    Each API call counts as one statement of the hook: "s3 PutObject nps/1.csv". It is watched where boto3 itself
    lets callers in, so that uploads by boto3's threads are, too.
    """

    def __init__(self, where: Store, name: str) -> None:
        self.name, self.hook = name.replace("_", "-"), StatementHook()
        self._where = where
        self._plain = s3_client.client(where)
        self.client = s3.client(where)
        self.client.meta.events.register("before-call.s3", self._before_call)

    def fresh(self, objects: Mapping[str, bytes]) -> None:
        """Leave the bucket with exactly these objects, by key."""
        if self._where.folder:  # a bucket of our own store is a folder
            self._fresh_folder(self._where.folder / self.name)
        else:
            self.remove()
            self._plain.create_bucket(Bucket=self.name)
        for key, body in objects.items():
            self._plain.put_object(Bucket=self.name, Key=key, Body=body)

    def _fresh_folder(self, folder: Path) -> None:
        """Empty the folder; one that is new is waited for: a store may hold for a while that it is not there."""
        if folder.is_dir():
            for each in folder.iterdir():
                shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
        else:
            folder.mkdir(parents=True)
        until = time.monotonic() + SEEN_SECONDS
        while not self._is_seen() and time.monotonic() < until:
            time.sleep(0.01)

    def _is_seen(self) -> bool:
        return self._listed() == {}

    def remove(self) -> None:
        """Remove the bucket and what is in it, if it is there."""
        if self._where.folder:
            folder = self._where.folder / self.name
            if folder.exists():
                shutil.rmtree(folder)
        elif self.name in [found["Name"] for found in self._plain.list_buckets()["Buckets"]]:
            for key in self.keys():
                self._plain.delete_object(Bucket=self.name, Key=key)
            self._plain.delete_bucket(Bucket=self.name)

    def keys(self) -> list[str]:
        """The keys of all objects, in order."""
        return list(self.written())

    def written(self) -> dict[str, datetime]:
        """The keys of all objects, in order, and when each was written, to the millisecond.

        There are none in a bucket that an answer has deleted.
        """
        return self._listed() or {}

    def _listed(self) -> dict[str, datetime] | None:
        """The same; None where there is no such bucket."""
        pages = self._plain.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        try:
            return {entry["Key"]: entry["LastModified"] for page in pages for entry in page.get("Contents", ())}
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise
            return None

    def body(self, key: str) -> bytes:
        """What an object holds."""
        return self._plain.get_object(Bucket=self.name, Key=key)["Body"].read()

    def put(self, key: str, body: bytes) -> None:
        """Write an object, past the hook."""
        self._plain.put_object(Bucket=self.name, Key=key, Body=body)

    def delete(self, key: str) -> None:
        """Delete an object, past the hook."""
        self._plain.delete_object(Bucket=self.name, Key=key)

    def _before_call(
        self, model: "OperationModel", params: dict[str, Any], **_: object
    ) -> tuple[AWSResponse, dict] | None:
        """Count the call. What is returned takes the place of the server's answer; raises what the client does."""
        key = params["url_path"].partition("?")[0].lstrip("/")
        cut = EndpointConnectionError(endpoint_url=params["url"])
        if not self.hook.fails(f"s3 {model.name} {key}".rstrip(), cut):
            return None
        return AWSResponse(params["url"], 507, {}, None), {**REFUSED, "ResponseMetadata": {"HTTPStatusCode": 507}}
