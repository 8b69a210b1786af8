from __future__ import annotations

import colorsys
import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask

from portal.web import build_assets
from portal.web.static_files import asset_url, assets_built

STATIC = build_assets.STATIC
PICTURES = build_assets.SOURCES.parent / "templates/web/pictures"


@pytest.mark.parametrize("mark", ["GDS Transport", "crown", "govuk-crest", "@font-face"])
def test_the_stylesheet_holds_nothing_that_is_the_governments_own(mark: str) -> None:
    assert mark not in (STATIC / "app.css").read_text(encoding="utf-8")


def test_a_page_weighs_less_than_an_old_phone_can_bear() -> None:
    built = [path for path in STATIC.iterdir() if path.suffix in {".css", ".js", ".svg"}]
    young = [path for path in built if path.stem in {"young", "say", "way", "letters"}]
    assert sum(path.stat().st_size for path in built if path not in young) < 240_000
    assert sum(path.stat().st_size for path in young) < 30_000
    letters = [path.stat().st_size for path in STATIC.glob("*.woff2")]
    assert len(letters) == 2
    assert sum(letters) < 130_000


@pytest.mark.parametrize("name", ["young.js", "say.js", "way.js"])
def test_what_a_phone_runs_comes_without_what_is_written_for_people(name: str) -> None:
    written = (build_assets.SOURCES / name).read_text(encoding="utf-8")
    # A text over a line's end would lose its spaces.
    assert all(line.count("`") % 2 == 0 for line in written.splitlines() if "//" not in line)
    built = (STATIC / name).read_text(encoding="utf-8").splitlines()
    assert not any(line.startswith((" ", "//")) for line in built)
    assert len(built) > len(written.splitlines()) / 2


COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)|:(?:\w+ )*?([a-z]+)(?=[;}! ])", re.IGNORECASE
)
BY_NAME = {"red", "darkred", "crimson", "firebrick", "indianred", "maroon", "tomato", "orangered"}


def is_red(colour: str) -> bool:
    """Tell whether a colour as a style sheet writes it is red to the eye, not skin or sand."""
    if not colour.startswith("#"):
        return colour.lower() in BY_NAME
    digits = colour[1:] if len(colour) > 5 else "".join(each * 2 for each in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    return strength > 0.4 and 0.1 < light < 0.8 and not 15 / 360 < hue < 335 / 360


@pytest.mark.parametrize(
    ("colour", "red"),
    [
        ("#d4351c", True),
        ("#f00", True),
        ("#c8102eff", True),
        ("#a0001c", True),
        ("crimson", True),
        ("#5a1d6b", False),
        ("#eea07d", False),
        ("#ffd400", False),
        ("#000", False),
        ("#fff", False),
        ("white", False),
    ],
)
def test_red_is_known_by_its_hue(colour: str, red: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_red(colour) is red


def test_nothing_of_a_young_persons_page_is_red_or_runs_down() -> None:
    drawn = {path.name: path.read_text(encoding="utf-8") for path in PICTURES.glob("*.svg")}
    assert len(drawn) > 10
    drawn["young.svg"] = (STATIC / "young.svg").read_text(encoding="utf-8")
    sheets = [(STATIC / name).read_text(encoding="utf-8") for name in ("young.css", "letters.css")]
    drawn["style sheets"] = "".join(sheets)
    seen = 0
    for name, text in drawn.items():
        colours = {found.group(1) or found.group() for found in COLOUR.finditer(text)}
        colours |= set(re.findall(r'(?:fill|stroke)="([^"]+)"', text))
        seen += sum(each.startswith("#") for each in colours)
        # A function cannot be told by its look: the product's own colours are figures.
        functions = {each for each in colours if "(" in each}
        assert {each for each in colours if is_red(each)} == set(), name
        assert functions <= {"rgba(0,0,0,0)"}, name
    assert seen > 20
    assert not re.search(r"@keyframes|animation|transition", drawn["style sheets"])


def test_the_letters_a_phone_may_lack_are_named_by_their_content() -> None:
    sheet = (STATIC / "letters.css").read_text(encoding="utf-8")
    names = [part.split('"')[0] for part in sheet.split('url("')[1:]]
    for script, name in zip(("ethiopic", "arabic"), names, strict=True):
        content = (STATIC / name).read_bytes()
        assert name == f"{script}-{hashlib.sha256(content).hexdigest()[:12]}.woff2"
        assert content.startswith(b"wOF2")


def test_the_script_imports_the_components_it_was_built_with() -> None:
    script = (STATIC / "app.js").read_text(encoding="utf-8")
    name = script.split('from "./')[1].split('"')[0]
    assert name.startswith("govuk-frontend-")
    assert (STATIC / name).is_file()


def test_an_assets_address_changes_with_its_content(tmp_path: Path) -> None:
    app = Flask("x", static_folder=str(tmp_path), static_url_path="/static")
    with app.test_request_context():
        assert asset_url("a.css") == "/static/a.css"
        (tmp_path / "a.css").write_text("one")
        first = asset_url("a.css")
        (tmp_path / "a.css").write_text("another")
        assert first != asset_url("a.css")
        assert first.startswith("/static/a.css?v=")


def test_a_folder_counts_as_built_only_at_the_end(tmp_path: Path) -> None:
    assert not assets_built(tmp_path)
    assert assets_built(STATIC)


def test_a_build_without_the_packages_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build_assets, "MODULES", tmp_path)
    assert build_assets.main() == 1
    assert "Run `make setup` first" in capsys.readouterr().err
