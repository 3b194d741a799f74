"""Draws the program's icon, packaging/windows/sanad.ico and resources/sanad.png, from the theme and the
program's own font: .venv/bin/python packaging/icon.py
"""

import tomllib
from pathlib import Path

import fontpkg
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
SIZES = (16, 24, 32, 48, 64, 128, 256)  # px, of the pictures in the .ico
_DRAWN = 1024  # px: drawn once, made smaller
_LETTER = "س"


def main() -> None:
    light = tomllib.loads((ROOT / "resources/theme.toml").read_text(encoding="utf-8"))["light"]
    font_file = fontpkg.path("ibm-plex-sans-arabic", weight=700)
    picture = Image.new("RGBA", (_DRAWN, _DRAWN), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, _DRAWN - 1, _DRAWN - 1), _DRAWN // 5, light["primary"])
    font = ImageFont.truetype(str(font_file), round(_DRAWN * 0.78))
    box = draw.textbbox((0, 0), _LETTER, font)
    middle = (_DRAWN - box[0] - box[2]) / 2, (_DRAWN - box[1] - box[3]) / 2
    draw.text(middle, _LETTER, light["on_primary"], font)
    picture.save(ROOT / "packaging/windows/sanad.ico", sizes=[(size, size) for size in SIZES])
    smaller = picture.resize((256, 256), Image.Resampling.LANCZOS)
    smaller.save(ROOT / "resources/sanad.png", optimize=True)


if __name__ == "__main__":
    main()
