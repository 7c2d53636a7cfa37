#!/usr/bin/env python3
"""Prints pages, scans and photographs them, reads their codes: all simulated, always with the same dice.

    cargo build --release
    cargo build --release --no-default-features --features scan --example scan
    scripts/print_and_read.py --bin target/release/vanbang --reader target/release/examples/scan

`vanbang bench code --keep` draws a page for each version of the code that is printed. Each is printed at 300 and at
600 dpi, goes through the conditions below, and is read by zxing-cpp and by our own reader. A read counts when
the text is the printed one to the last digit. The Python environment is made in the target folder.

Conditions (what varies is drawn anew for each trial):
  print        the dots of the printer, which spread by 0 to 40 µm; toner not all black, paper not all white
  scan-300/200/150  an office scanner: up to 1.5° askew, its blur, shadow at an edge, noise, JPEG
  photocopy    copied at 300 dpi with hard contrast and new spreading, then scanned at 200 dpi
  page-photo   a telephone's photograph of the whole A4, 12 megapixels, at up to 4°, in perspective
  close-photo  a frame of 1080 × 1920 around the code, 300 to 450 dpi
  hard         a frame of 1080 × 1920 of the width of an A5, 185 dpi, at up to 4°, in perspective, out of focus
"""

import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

NEEDED = ["numpy==2.4.6", "opencv-python-headless==5.0.0.93", "zxing-cpp==3.1.1"]
DPI = 600
MM = DPI / 25.4


def environment():
    """Runs this script again with the packages that it needs."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", pathlib.Path(__file__).parent.parent / "target"))
    folder = target / "print-venv"
    python = folder / "bin" / "python"
    if pathlib.Path(sys.prefix).resolve() == folder.resolve():
        return
    stamp = folder / "needed"
    if not stamp.is_file() or stamp.read_text() != "\n".join(NEEDED):
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *NEEDED], check=True)
        stamp.write_text("\n".join(NEEDED))
    os.execv(python, [str(python), *sys.argv])


if __name__ == "__main__":
    environment()

import cv2
import numpy as np
import zxingcpp


def rasterised(pdf, page, dpi):
    """The page in grey at a printer's resolution, as poppler draws it."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "page")
        numbers = ["-f", str(page), "-l", str(page), "-r", str(dpi)]
        subprocess.run(["pdftoppm", "-gray", "-singlefile", *numbers, str(pdf), str(out)], check=True)
        return cv2.imread(str(out.with_suffix(".pgm")), cv2.IMREAD_GRAYSCALE)


def corner(page, dpi):
    """The lower right, 150 by 80 mm, where the code stands: the rest of the page would only take time."""
    return page[-int(80 / 25.4 * dpi) :, -int(150 / 25.4 * dpi) :]


def blurred(picture, sigma):
    return cv2.GaussianBlur(picture, (0, 0), sigma) if sigma > 0.05 else picture


def printed(page, printer, dice):
    """What lies on the paper, at 600 dpi: 0 is black, 1 is white."""
    black = (page < 128).astype(np.float32)
    if printer != DPI:
        black = cv2.resize(black, None, fx=DPI / printer, fy=DPI / printer, interpolation=cv2.INTER_NEAREST)
    spread = dice.uniform(0, 0.040) * MM
    if spread > 0.05:
        # ink runs over the edge of a dot by `spread`: the edge of the blurred shape is taken further out
        soft = blurred(black, spread)
        black = (soft > 0.16).astype(np.float32)
    paper, toner = dice.uniform(0.86, 0.97), dice.uniform(0.05, 0.22)
    grain = 0.02 * dice.standard_normal(black.shape, dtype=np.float32)
    return np.clip(paper + (toner - paper) * blurred(black, 0.6) + grain, 0, 1)


def shaded(picture, amount, dice):
    """Light that falls off over the picture."""
    height, width = picture.shape
    angle = dice.uniform(0, 2 * np.pi)
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * np.float32(np.cos(angle))
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * np.float32(np.sin(angle))
    return picture * (1 - np.float32(amount) * (0.5 + 0.35 * (x + y)))


def taken(picture, noise, quality, dice):
    """Noise of the sensor, eight bits, and JPEG there and back."""
    noisy = picture * 255 + noise * dice.standard_normal(picture.shape, dtype=np.float32)
    coded = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1]
    return coded


def seen(paper, dpi, size, middle, degrees, perspective, dice):
    """A camera's view: `size` pixels around `middle` (in pixels of the paper) at `dpi`, askew and in perspective."""
    width, height = size
    scale = DPI / dpi
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    moved = corners * (1 + dice.uniform(-perspective, perspective, (4, 2)))
    source = (moved @ turn.T) * scale + middle
    goal = corners + [width / 2, height / 2]
    matrix = cv2.getPerspectiveTransform(source.astype(np.float32), goal.astype(np.float32))
    # what a pixel gathers, before it is sampled
    smooth = blurred(paper, 0.42 * scale)
    return cv2.warpPerspective(smooth, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def scanned(paper, dpi, dice):
    height, width = paper.shape
    size = (round(width * dpi / DPI), round(height * dpi / DPI))
    view = seen(paper, dpi, size, (width / 2, height / 2), dice.uniform(-1.5, 1.5), 0, dice)
    view = shaded(blurred(view, dice.uniform(0.2, 0.5)), dice.uniform(0, 0.1), dice)
    return taken(view, dice.uniform(1, 5), dice.uniform(60, 90), dice)


def photocopied(paper, dice):
    once = cv2.imdecode(scanned(paper, 300, dice), cv2.IMREAD_GRAYSCALE).astype(np.float32) / 255
    hard = np.clip((once - dice.uniform(0.40, 0.55)) * dice.uniform(3, 6) + 0.5, 0, 1)
    copy = cv2.resize(hard, (paper.shape[1], paper.shape[0]), interpolation=cv2.INTER_LINEAR)
    return scanned(printed((copy * 255).astype(np.uint8), DPI, dice), 200, dice)


def photographed(paper, dpi, size, middle, blur, dice, perspective):
    degrees = dice.uniform(-4, 4)
    view = seen(paper, dpi, size, middle, degrees, perspective, dice)
    view = shaded(blurred(view, blur), dice.uniform(0, 0.5), dice)
    return taken(view, dice.uniform(2, 8), dice.uniform(60, 90), dice)


def page_photo(paper, dice):
    dpi = 3000 / (210 / 25.4) / 1.08
    height, width = paper.shape
    size = (round(width * dpi / DPI), round(height * dpi / DPI))
    return photographed(paper, dpi, size, (width / 2, height / 2), dice.uniform(0.4, 1.0), dice, 0.02)


def frame(paper, dpi, blur, dice):
    """1080 × 1920 around the code in the lower right, which is not always in the middle."""
    height, width = paper.shape
    middle = (width - 15 * MM - 14 * MM + dice.uniform(-9, 9) * MM, height - 28 * MM + dice.uniform(-9, 9) * MM)
    return photographed(paper, dpi, (1080, 1920), middle, blur, dice, 0.03)


CONDITIONS = {
    "scan-300": lambda paper, dice: scanned(paper, 300, dice),
    "scan-200": lambda paper, dice: scanned(paper, 200, dice),
    "scan-150": lambda paper, dice: scanned(paper, 150, dice),
    "photocopy": photocopied,
    "page-photo": page_photo,
    "close-photo": lambda paper, dice: frame(paper, dice.uniform(300, 450), dice.uniform(0.8, 2.0), dice),
    "hard": lambda paper, dice: frame(paper, 185, dice.uniform(0.5, 0.95), dice),
}


def dice_of(*names):
    """Dice that fall the same way for the same names."""
    return np.random.default_rng(list(hashlib.sha256("|".join(map(str, names)).encode()).digest()))


def read_by_zxing(picture):
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def read_by_ours(reader, files):
    """The texts found in each file, one JSON array a line."""
    done = subprocess.run([reader, *map(str, files)], check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) != len(files):
        sys.exit("the reader did not answer for every file")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", help="the program that draws the pages")
    parser.add_argument("--pages", help="a folder with drawn pages, in place of --bin")
    parser.add_argument("--reader", help="our reader: files as arguments, an array of texts a line")
    parser.add_argument("--trials", type=int, default=100, help="for each page, printer and condition (default: 100)")
    parser.add_argument("--only", nargs="*", choices=list(CONDITIONS), default=list(CONDITIONS))
    parser.add_argument("--printers", nargs="*", type=int, default=[300, 600])
    parser.add_argument("--names", nargs="*", help="pages, such as s-5 f-13 (default: all)")
    parser.add_argument("--keep", help="keep the pictures in this folder")
    parser.add_argument("--json", help="write the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = pathlib.Path(arguments.pages or folder)
        if not arguments.pages:
            command = [arguments.bin, "bench", "code", "--count", "1", "--json", "--keep", str(pages)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        measured = measure(pages, pathlib.Path(arguments.keep or folder), arguments)
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(measured, indent=1) + "\n")


def measure(pages, kept, arguments):
    measured = []
    for pdf in sorted(pages.glob("*.pdf"), key=lambda path: (path.stem[0] == "f", int(path.stem.split("-")[1]))):
        if arguments.names and pdf.stem not in arguments.names:
            continue
        text = pdf.with_suffix(".txt").read_text()
        for printer in arguments.printers:
            drawn = corner(rasterised(pdf, 1, printer), printer)
            for condition in arguments.only:
                files, zxing = [], 0
                for trial in range(arguments.trials):
                    dice = dice_of(pdf.stem, printer, condition, trial)
                    coded = CONDITIONS[condition](printed(drawn, printer, dice), dice)
                    zxing += text in read_by_zxing(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE))
                    files.append(kept / f"{pdf.stem}-{printer}-{condition}-{trial}.jpg")
                    files[-1].write_bytes(coded.tobytes())
                row = {"page": pdf.stem, "printer": printer, "condition": condition, "of": arguments.trials, "zxing_cpp": zxing}
                if arguments.reader:
                    row["vanbang"] = sum(text in found for found in read_by_ours(arguments.reader, files))
                if not arguments.keep:
                    for file in files:
                        file.unlink()
                measured.append(row)
                print(" ".join(f"{name}={value}" for name, value in row.items()), flush=True)
    return measured


if __name__ == "__main__":
    main()
