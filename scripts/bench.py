#!/usr/bin/env python3
"""Measures paths or whole files with vanbang and, on the same bytes in the same run, with others.

    target/judges-venv/bin/python scripts/bench.py --bin target/release/vanbang paths
    target/judges-venv/bin/python scripts/bench.py --bin target/release/vanbang verify
    target/judges-venv/bin/python scripts/bench.py --bin target/release/vanbang draw
    target/judges-venv/bin/python scripts/bench.py --bin target/release/vanbang sign
    target/judges-venv/bin/python scripts/bench.py --bin target/release/vanbang --count 200 slow

`paths`: OpenSSL's X509_verify_cert (the libcrypto of this system) and pyHanko's path validator.
`verify`: pyHanko's validation of every signature of a file, with path, revocation lists and changes.
`sign`: ready documents signed with an RSA-2048 key of SoftHSM2, synced and verified from disk, by one session and by
four at once; pyHanko signs the same files with the same key as a file, neither synced nor verified. Time on the wall
counts. Then as many are drawn and signed.
`slow`: the same without pyHanko, with a token that takes 300 ms for each signature: the module of the tests, which
`rustc` compiles, before SoftHSM2. What is told is the share of the time on the wall that is not the token's.
`draw`: PyPI's typst (`pip install typst`), one compiler for all documents, on the same Typst files, data, symbol
(an SVG) and fonts, to the same standards. It cannot be told of heads of rows (`pdf.header-cell`), which are left
out for it. Making the symbol and checking what was drawn counts for vanbang alone.
Everything else runs on one core, and processor time counts. `scripts/setup.sh` makes the Python environment with pyHanko.
"""

import argparse
import asyncio
import ctypes
import ctypes.util
import datetime
import json
import logging
import os
import pathlib
import subprocess
import sys
import tempfile
import time


def ours(program, what, count, keep, *more):
    """The object of `vanbang bench`, and items a second of processor time, as the others are measured."""
    command = [program, "bench", what, "--count", str(count), "--threads", "1", "--json", "--keep", keep, *more]
    numbers = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return numbers, 1000 / numbers["cpu_ms_per_document"]


def per_second(work, items):
    """How many items a second `work` takes; it says whether it accepted each, and it must have."""
    began = time.process_time()
    for item in items:
        if not work(item):
            sys.exit("one that vanbang accepted was refused: the measurement would compare different things")
    return len(items) / (time.process_time() - began)


def tell(name, speed, own=None):
    ratio = "" if own is None else f", vanbang is {own / speed:.1f} times as fast"
    print(f"{name}: {speed:.0f} a second, {1000 / speed:.3f} ms each{ratio}", flush=True)


def split_der(data):
    """DER elements one after another."""
    found, at = [], 0
    while at < len(data):
        length = data[at + 1]
        head = 2
        if length > 0x80:
            digits = length & 0x7F
            length, head = int.from_bytes(data[at + 2 : at + 2 + digits], "big"), 2 + digits
        found.append(data[at : at + head + length])
        at += head + length
    return found


class OpenSsl:
    """X509_verify_cert over a store with the root and both lists; the authority stands beside it."""

    CRL_CHECK, CRL_CHECK_ALL = 0x4, 0x8

    def __init__(self, root, authority, lists):
        library = ctypes.CDLL(ctypes.util.find_library("crypto"))
        pointer, integer = ctypes.c_void_p, ctypes.c_int
        for name, answer, arguments in [
            ("d2i_X509", pointer, [pointer, pointer, ctypes.c_long]),
            ("d2i_X509_CRL", pointer, [pointer, pointer, ctypes.c_long]),
            ("X509_free", None, [pointer]),
            ("X509_STORE_new", pointer, []),
            ("X509_STORE_add_cert", integer, [pointer, pointer]),
            ("X509_STORE_add_crl", integer, [pointer, pointer]),
            ("X509_STORE_set_flags", integer, [pointer, ctypes.c_ulong]),
            ("X509_STORE_CTX_new", pointer, []),
            ("X509_STORE_CTX_init", integer, [pointer, pointer, pointer, pointer]),
            ("X509_STORE_CTX_cleanup", None, [pointer]),
            ("X509_verify_cert", integer, [pointer]),
            ("OPENSSL_sk_new_null", pointer, []),
            ("OPENSSL_sk_push", integer, [pointer, pointer]),
            ("OpenSSL_version", ctypes.c_char_p, [integer]),
        ]:
            function = getattr(library, name)
            function.restype, function.argtypes = answer, arguments
        self.library = library
        self.version = library.OpenSSL_version(0).decode()
        self.store = library.X509_STORE_new()
        library.X509_STORE_add_cert(self.store, self.read("d2i_X509", root))
        for revoked in lists:
            library.X509_STORE_add_crl(self.store, self.read("d2i_X509_CRL", revoked))
        if lists:
            library.X509_STORE_set_flags(self.store, self.CRL_CHECK | self.CRL_CHECK_ALL)
        self.pool = library.OPENSSL_sk_new_null()
        library.OPENSSL_sk_push(self.pool, self.read("d2i_X509", authority))
        self.context = library.X509_STORE_CTX_new()

    def read(self, function, der):
        place = ctypes.c_char_p(der)
        return getattr(self.library, function)(None, ctypes.byref(place), len(der))

    def accepts(self, person):
        library, certificate = self.library, self.read("d2i_X509", person)
        library.X509_STORE_CTX_init(self.context, self.store, certificate, self.pool)
        accepted = library.X509_verify_cert(self.context) == 1
        library.X509_STORE_CTX_cleanup(self.context)
        library.X509_free(certificate)
        return accepted


def certvalidator(root, authority, lists):
    """pyHanko's validator, with a context for each path, as its validation of files makes."""
    from asn1crypto import crl, x509
    from pyhanko_certvalidator import CertificateValidator, ValidationContext

    loop = asyncio.new_event_loop()
    now = datetime.datetime.now(datetime.timezone.utc)
    roots, others = [x509.Certificate.load(root)], [x509.Certificate.load(authority)]
    lists = [crl.CertificateList.load(der) for der in lists]

    def accepts(person):
        context = ValidationContext(
            trust_roots=roots,
            other_certs=others,
            crls=lists,
            moment=now,
            allow_fetching=False,
            revocation_mode="hard-fail" if lists else "soft-fail",
        )
        validator = CertificateValidator(x509.Certificate.load(person), validation_context=context)
        return loop.run_until_complete(validator.async_validate_usage({"digital_signature"})) is not None

    return accepts


def bench_paths(program, count, others, folder):
    for name, more in [("with revocation lists", []), ("without", ["--revocation", "ignore"])]:
        keep = os.path.join(folder, name.split()[0])
        _, own = ours(program, "paths", count, keep, *more)
        read = lambda file: pathlib.Path(keep, file).read_bytes()
        root, authority, persons = read("root.der"), read("authority.der"), split_der(read("persons.der"))
        lists = [] if more else [read("root.crl"), read("authority.crl")]
        openssl = OpenSsl(root, authority, lists)
        print(f"paths {name}, {count} of them:")
        tell("  vanbang", own)
        tell(f"  {openssl.version}", per_second(openssl.accepts, persons), own)
        tell("  pyHanko's validator", per_second(certvalidator(root, authority, lists), persons[:others]), own)


def pyhanko(trust):
    from asn1crypto import crl
    from pyhanko.keys import load_certs_from_pemder
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext
    from asn1crypto import pem

    roots = list(load_certs_from_pemder([str(file) for file in pathlib.Path(trust, "anchors").iterdir()]))
    lists = []
    for file in pathlib.Path(trust, "crls").iterdir():
        data = file.read_bytes()
        lists.append(crl.CertificateList.load(pem.unarmor(data)[2] if pem.detect(data) else data))

    def accepts(path):
        with open(path, "rb") as stream:
            signatures = PdfFileReader(stream).embedded_signatures
            for signature in signatures:
                context = ValidationContext(
                    trust_roots=roots, crls=lists, allow_fetching=False, revocation_mode="hard-fail"
                )
                if not validate_pdf_signature(signature, context).bottom_line:
                    return False
            return len(signatures) == 3

    return accepts


def bench_verify(program, count, others, folder):
    numbers, own = ours(program, "verify", count, folder)
    files = sorted(pathlib.Path(folder, "signed").iterdir())
    print(f"{len(files)} signed files, three signatures each, with path and revocation lists:")
    tell("  vanbang", own)
    print(f"    of {numbers['raw_per_second']:.0f} that reading, digests and signatures alone would allow, ", end="")
    print(f"peak memory {numbers['peak_rss_mib']:.0f} MiB")
    tell("  pyHanko", per_second(pyhanko(os.path.join(folder, "trust")), files[:others]), own)


def typst_compiler(folder):
    import typst

    library = pathlib.Path(folder, "vanbang.typ")
    library.write_text(library.read_text().replace("pdf.header-cell(scope: \"row\", table.cell(..rest, body))", "table.cell(..rest, body)"))
    main = os.path.join(folder, "main.typ")
    fonts = os.path.join(folder, "fonts")
    compiler = typst.Compiler(main, root=folder, font_paths=[fonts], ignore_system_fonts=True)
    return lambda: compiler.compile(main, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=0)


def bench_draw(program, count, others, folder):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    numbers, own = ours(program, "draw", count, folder)
    print(f"{count} transcripts of two pages, as PDF/A-3a and PDF/UA-1:")
    tell("  vanbang", own)
    print(f"    {2 * own:.0f} pages a second, peak memory {numbers['peak_rss_mib']:.0f} MiB")
    compile_one, spent = typst_compiler(folder), 0.0
    for number in range(min(others, count)):
        for file in pathlib.Path(folder, str(number)).iterdir():
            pathlib.Path(folder, file.name).write_bytes(file.read_bytes())
        began = time.process_time()
        if not compile_one().startswith(b"%PDF"):
            sys.exit("one that vanbang drew was not drawn: the measurement would compare different things")
        spent += time.process_time() - began
    tell("  PyPI's typst", min(others, count) / spent, own)


def authority_and_signer(folder):
    """A root and an RSA key that it certified, as files: root.pem, signer.pem, signer.der, signer.p8."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    now = datetime.datetime.now(datetime.timezone.utc)
    named = lambda text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

    def certified(subject, key, issuer, by, authority):
        builder = x509.CertificateBuilder(named(issuer), named(subject), key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(days=1))
        builder = builder.not_valid_after(now + datetime.timedelta(days=365))
        builder = builder.add_extension(x509.BasicConstraints(authority, None), critical=True)
        usage = dict.fromkeys(
            "key_encipherment data_encipherment key_agreement encipher_only decipher_only crl_sign".split(), False
        )
        usage |= {"digital_signature": not authority, "content_commitment": not authority, "key_cert_sign": authority}
        builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
        return builder.sign(by, hashes.SHA256())

    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = certified("Root", root_key, "Root", root_key, True)
    signer = certified("Signer", key, "Root", root_key, False)
    encoding = serialization.Encoding
    folder = pathlib.Path(folder)
    (folder / "root.pem").write_bytes(root.public_bytes(encoding.PEM))
    (folder / "signer.pem").write_bytes(signer.public_bytes(encoding.PEM))
    (folder / "signer.der").write_bytes(signer.public_bytes(encoding.DER))
    plain = serialization.NoEncryption()
    (folder / "signer.p8").write_bytes(key.private_bytes(encoding.PEM, serialization.PrivateFormat.PKCS8, plain))


def token_with(folder, pin):
    """A token of SoftHSM2 with that key; answers its module."""
    (tokens := pathlib.Path(folder, "tokens")).mkdir()
    configuration = pathlib.Path(folder, "softhsm2.conf")
    configuration.write_text(f"directories.tokendir = {tokens}\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    places = ["/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib/aarch64-linux-gnu/softhsm"]
    found = [os.environ.get("VANBANG_SOFTHSM", "")] + [f"{place}/libsofthsm2.so" for place in places]
    module = next(path for path in found if path and os.path.exists(path))
    run = lambda *command: subprocess.run(command, check=True, capture_output=True)
    run("softhsm2-util", "--init-token", "--free", "--label", "bench", "--so-pin", "12345678", "--pin", pin)
    key = os.path.join(folder, "signer.p8")
    run("softhsm2-util", "--import", key, "--token", "bench", "--label", "key", "--id", "01", "--pin", pin)
    write = ["--write-object", os.path.join(folder, "signer.der"), "--type", "cert", "--label", "cert", "--id", "01"]
    run("pkcs11-tool", "--module", module, "--token-label", "bench", "--login", "--pin", pin, *write)
    return module


def pyhanko_signer(folder):
    """Signs one file, visibly and certifying, as vanbang's first signature does."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    key, certificate, root = (os.path.join(folder, name) for name in ("signer.p8", "signer.pem", "root.pem"))
    signer = signers.SimpleSigner.load(key, certificate, ca_chain_files=[root])
    metadata = signers.PdfSignatureMetadata(
        field_name="homeroom_confirm", certify=True, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    field = fields.SigFieldSpec("homeroom_confirm", on_page=0, box=(60, 100, 210, 160))

    def sign(path):
        with open(path, "rb") as stream, open(str(path) + ".signed", "wb") as out:
            writer = IncrementalPdfFileWriter(stream)
            signers.PdfSigner(metadata, signer=signer, new_field_spec=field).sign_pdf(writer, output=out)
        return True

    return sign


def office_with_token(program, folder, pin):
    """An office that trusts the signer, and the arguments of its token."""
    authority_and_signer(folder)
    module = token_with(folder, pin)
    office = os.path.join(folder, "office")
    subprocess.run([program, "init", office], check=True, capture_output=True)
    root = os.path.join(folder, "root.pem")
    subprocess.run([program, "--office", office, "trust", "add", root, "--yes"], check=True, capture_output=True)
    with open(os.path.join(office, "vanbang.toml"), "a") as settings:
        settings.write('\n[sign]\nrevocation = "ignore"\n')
    return office, module


def signed(program, office, module, pin, what, count, *more):
    """The object of `vanbang bench` for documents signed with the token."""
    command = [program, "--office", office, "bench", what, "--count", str(count), "--json", *more]
    command += ["--module", module, "--token", "bench", "--pin-fd", "0"]
    answer = subprocess.run(command, input=pin + "\n", check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def slowed(folder, module, milliseconds):
    """A module that waits before each signature and leaves the rest to the one behind it."""
    source = pathlib.Path(__file__).resolve().parent.parent / "tests/fake_token/module.rs"
    slow = os.path.join(folder, "slow.so")
    compiler = os.environ.get("RUSTC", "rustc")
    command = [compiler, "--edition", "2024", "--crate-type", "cdylib", "-O", "-o", slow, str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (orders := pathlib.Path(folder, "orders-of-the-token")).mkdir()
    (orders / "orders").write_text(f"inner={module}\ndelay={milliseconds}\n")
    os.environ["FAKE_TOKEN"] = str(orders)
    return slow


def bench_slow(program, count, _others, folder):
    pin, milliseconds = "654321", 300
    office, module = office_with_token(program, folder, pin)
    numbers = signed(program, office, slowed(folder, module, milliseconds), pin, "sign", count)
    print(f"{count} ready documents signed with a token that takes {milliseconds} ms for each signature:")
    print(f"  vanbang: {numbers['documents_per_second']:.3f} a second, bare C_Sign {numbers['raw_per_second']:.3f}")
    print(f"  share of the time on the wall that is not the token's: {100 * (1 - numbers['ratio']):.1f} %")


def apart(folder):
    """Before ext4 gives out an inode it looks at each one that was deleted near it within the last minutes: what an
    earlier measurement left behind would be measured. Folders below this one begin elsewhere on the disk."""
    subprocess.run(["chattr", "+T", folder], capture_output=True)
    os.environ["TMPDIR"] = folder


def bench_sign(program, count, others, folder):
    pin = "654321"
    apart(folder)
    office, module = office_with_token(program, folder, pin)
    keep = os.path.join(folder, "keep")
    numbers = signed(program, office, module, pin, "sign", count, "--keep", keep)
    four = signed(program, office, module, pin, "sign", count, "--sessions", "4")
    drawn_too = signed(program, office, module, pin, "issue", count)
    files = sorted(pathlib.Path(keep).iterdir())
    sign = pyhanko_signer(folder)
    began = time.perf_counter()
    for file in files[:others]:
        sign(file)
    theirs = len(files[:others]) / (time.perf_counter() - began)
    own = numbers["documents_per_second"]
    print(f"{count} ready documents signed with one token of SoftHSM2, RSA-2048:")
    for sessions, run in (("one session", numbers), ("four sessions at once", four)):
        speed, processor = run["documents_per_second"], run["cpu_ms_per_document"]
        print(f"  vanbang, {sessions}: {speed:.0f} a second, synced and verified from disk, {processor:.2f} ms of processor")
        print(f"    bare C_Sign on one session: {run['raw_per_second']:.0f} a second, share {run['ratio']:.2f}")
    print(f"  pyHanko, neither: {theirs:.1f} a second, vanbang is {own / theirs:.1f} times as fast")
    both = drawn_too["documents_per_second"]
    print(f"  vanbang, drawn and signed: {both:.0f} a second, {both / theirs:.1f} times what pyHanko signs alone")
    print(f"  peak memory: {numbers['peak_rss_mib']:.0f} MiB signing, {drawn_too['peak_rss_mib']:.0f} MiB drawing too")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["paths", "verify", "draw", "sign", "slow"])
    parser.add_argument("--bin", default="target/release/vanbang")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--others", type=int, default=200, help="how many of them pyHanko gets, which is slow")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        run = {"paths": bench_paths, "verify": bench_verify, "draw": bench_draw, "sign": bench_sign, "slow": bench_slow}[arguments.what]
        run(arguments.bin, arguments.count, arguments.others, folder)


main()
