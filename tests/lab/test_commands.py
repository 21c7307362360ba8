"""`python -m lab`: what it says to wrong use, and what `build` writes."""

import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

from benchmarks import guide, workbench
from lab.build import PACKAGES, SITE, STAMP, WHEELS, npm
from lab.server.gate import POLICY

pytestmark = pytest.mark.slow


def lab(*arguments: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "lab", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@pytest.mark.parametrize("command", [(), ("serve",), ("build",)])
def test_every_help_has_an_example(command: tuple[str, ...]) -> None:
    done = lab(*command, "--help")
    assert done.returncode == 0
    assert "python -m lab" in done.stdout.partition("Example")[2]


def test_a_file_that_is_not_there_or_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bytes.py").write_bytes(b"\xff")
    for name, said in (("nothing.py", "cannot be read"), ("bytes.py", "is not UTF-8"), (".", "is a folder")):
        done = lab("--no-open", "--bot", str(tmp_path / name))
        assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False)


@pytest.mark.usefixtures("site")
def test_a_bot_in_the_current_folder_is_not_taken_for_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "bot.py").write_text("raise SystemExit('imported')")
    done = lab("build", folder=tmp_path)
    assert (done.returncode, "imported" in done.stderr) == (0, False)


@pytest.mark.usefixtures("site")
def test_build_writes_the_site_again_but_over_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "public"
    for _ in range(2):
        done = lab("build", "--out", str(out))
        assert done.returncode == 0, done.stderr
        assert (out / "bench" / "index.html").is_file()
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("three years of work")
    done = lab("build", "--out", str(tmp_path / "thesis"))
    assert done.returncode == 2
    assert "holds something else than a site" in done.stderr
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


@pytest.mark.parametrize("benchmark", [workbench, guide], ids=["workbench", "guide"])
def test_no_page_of_the_site_fetches_more_than_promised(site: Path, benchmark: types.ModuleType) -> None:
    measured = workbench.sizes(site, site / benchmark.PAGE)
    assert all(size < promised for size, promised in zip(measured, benchmark.SIZES.values(), strict=True))
    assert measured[0] > 13_000_000  # Python is among it


def test_the_site_has_the_projects_python_and_says_what_it_was_built_from(site: Path) -> None:
    assert {package.split("/")[0] for package in PACKAGES} <= {"bot", "policies", "model", "grader", "lab"}
    assert (site / STAMP).is_file()


def test_pages_forbid_what_the_server_forbids_for_hosts_that_send_no_headers(site: Path) -> None:
    for page in (site / "index.html", site / "bench" / "index.html"):
        (said,) = re.findall(
            r'http-equiv="Content-Security-Policy" content="([^"]+)"', page.read_text(encoding="utf-8")
        )
        # Of frames around the page, only a header can speak.
        assert said == POLICY.replace("; frame-ancestors 'none'", "")


def test_the_locks_hold_a_hash_of_each_package_and_no_address() -> None:
    text = (SITE / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in re.sub(r'"(funding|url)": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", text)
    packages = re.findall(r'"node_modules/[^"]+": \{([^{}]|\{[^{}]*\})*?"integrity": "sha512-', text)
    assert len(packages) == text.count('"node_modules/') > 50
    wheels = WHEELS.read_text(encoding="utf-8").replace("\\\n", " ")
    assert re.fullmatch(r"(\S+==\S+( +--hash=sha256:[0-9a-f]{64})+\n)+", wheels)


@pytest.mark.slow
@pytest.mark.usefixtures("site")
def test_the_pages_own_sources_are_typed_strictly_linted_and_formatted() -> None:
    npm("run", "check")
