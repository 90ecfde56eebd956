"""Does the README show exactly the pictures that `make shots` takes, and are they small?"""

import re

from tests.pictures import FOLDER, PICTURES, served


def test_the_readme_shows_every_picture_and_no_other():
    shown = re.findall(r"docs/pictures/([\w.-]+)", (served.ROOT / "README.md").read_text(encoding="utf-8"))
    there = sorted(file.name for file in FOLDER.iterdir())
    assert sorted(shown) == there == sorted(f"{name}.png" for name in PICTURES)


def test_the_pictures_are_small():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 600_000
