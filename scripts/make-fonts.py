"""Writes fonts/*.ttf: Tinos as Debian packages it, without the instructions for screens of coarse pixels.

    python3 -m venv VENV && VENV/bin/pip install fonttools==4.68.0
    VENV/bin/python scripts/make-fonts.py /usr/share/fonts/truetype/croscore fonts

Outlines, metrics and names stay as they are. The instructions are half of what a document embeds of its
fonts, and no printer and hardly any screen uses them.
"""

import pathlib
import sys

from fontTools.ttLib import TTFont

FACES = ["Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"]
INSTRUCTION_TABLES = ["fpgm", "prep", "cvt ", "hdmx", "VDMX", "LTSH", "DSIG"]
# head.flags: size-dependent instructions, integer scaling, instructions that change widths
INSTRUCTED = 1 << 2 | 1 << 3 | 1 << 4
SMOOTH_AT_ALL_SIZES = {0xFFFF: 0x000A}


def without_instructions(font):
    for table in INSTRUCTION_TABLES:
        if table in font:
            del font[table]
    font["glyf"].removeHinting()
    font["head"].flags &= ~INSTRUCTED
    font["gasp"].gaspRange = SMOOTH_AT_ALL_SIZES
    limits = font["maxp"]
    limits.maxZones = 1
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions"):
        setattr(limits, f"max{name}", 0)


def main():
    source, target = (pathlib.Path(argument) for argument in sys.argv[1:])
    for face in FACES:
        font = TTFont(source / face, recalcTimestamp=False, recalcBBoxes=False)
        without_instructions(font)
        font.save(target / face)


if __name__ == "__main__":
    main()
