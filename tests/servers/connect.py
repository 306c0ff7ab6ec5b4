"""Connections of an administrator, to look behind a test's servers."""

import boto3
import psycopg2
import pymysql

from workbook.servers.addresses import Address, Store


def postgres(address: Address):
    connection = psycopg2.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        dbname=address.database,
    )
    connection.autocommit = True
    return connection


def mysql(address: Address):
    return pymysql.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        database=address.database,
        autocommit=True,
    )


def s3(store: Store):
    return boto3.client(
        "s3",
        endpoint_url=store.endpoint,
        aws_access_key_id=store.key_id,
        aws_secret_access_key=store.secret,
        region_name="us-east-1",
    )


def rows(connection, query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
