"""A client of the S3 store. boto3 takes half a second to import, so that waits until the first use."""

from functools import cache


@cache
def client(store):
    """A boto3 S3 client for `store`, a servers.Store; the same one each time."""
    return new_client(store)


def new_client(store):
    """A boto3 S3 client for `store` that no one else has."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        endpoint_url=store.endpoint,
        aws_access_key_id=store.key_id,
        aws_secret_access_key=store.secret,
        region_name="us-east-1",
        # Without it boto3 asks for a checksum with each read, which rclone does not send for a range.
        config=Config(response_checksum_validation="when_required", s3={"addressing_style": "path"}),
    )
