#!/usr/bin/env python3
"""An S3 server for tests, on loopback: moto's (PyPI), which checks every signature. Prints its address, a bucket and the
keys of the one user who may use it, as variables of the environment, and serves until its input ends.

    scripts/bucket.sh COMMAND     runs a command beside it
    s3_server.py --dump           all that its bucket holds, for a command beside it
"""

import logging
import os
import sys

# what the set-up below asks goes unsigned, nothing after it
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "3"

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "vanbang-tests"
POLICY = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'


def dump():
    s3 = boto3.client("s3", endpoint_url=os.environ["VANBANG_S3"], region_name="us-east-1")
    bucket = os.environ["VANBANG_S3_BUCKET"]
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", []):
            sys.stdout.buffer.write(found["Key"].encode() + b"\n")
            sys.stdout.buffer.write(s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read() + b"\n")


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    anybody = {"endpoint_url": address, "region_name": "us-east-1"}
    unsigned = {"aws_access_key_id": "setup", "aws_secret_access_key": "setup"}
    users = boto3.client("iam", **anybody, **unsigned)
    users.create_user(UserName="vanbangd")
    users.put_user_policy(UserName="vanbangd", PolicyName="bucket", PolicyDocument=POLICY)
    key = users.create_access_key(UserName="vanbangd")["AccessKey"]
    keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    boto3.client("s3", **anybody, **keys).create_bucket(Bucket=BUCKET)
    print(f"VANBANG_S3={address}")
    print(f"VANBANG_S3_BUCKET={BUCKET}")
    print(f"AWS_ACCESS_KEY_ID={key['AccessKeyId']}")
    print(f"AWS_SECRET_ACCESS_KEY={key['SecretAccessKey']}", flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    dump() if sys.argv[1:] == ["--dump"] else main()
