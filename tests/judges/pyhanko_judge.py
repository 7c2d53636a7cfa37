"""Lets pyHanko judge files: one JSON object a line for each signature, or for a file it refuses.

Usage: pyhanko_judge.py CA.pem FILE...
"""

import json
import logging
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def judge(path, roots):
    with open(path, "rb") as stream:
        for signature in PdfFileReader(stream).embedded_signatures:
            context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
            status = validate_pdf_signature(signature, context)
            level = status.modification_level
            stamp = status.timestamp_validity
            yield {
                "file": path,
                "field": signature.field_name,
                "verdict": "VALID" if status.bottom_line else "INVALID",
                "intact": status.intact,
                "valid": status.valid,
                "trusted": status.trusted,
                "coverage": status.coverage.name,
                "modification": level.name if level is not None else None,
                "docmdp_ok": status.docmdp_ok,
                "timestamp": stamp is not None and stamp.valid and stamp.trusted,
            }


def main():
    logging.disable(logging.CRITICAL)
    roots = list(load_certs_from_pemder([sys.argv[1]]))
    for path in sys.argv[2:]:
        try:
            for line in judge(path, roots):
                print(json.dumps(line))
        except Exception as error:
            print(json.dumps({"file": path, "error": f"{type(error).__name__}: {error}"}))


main()
