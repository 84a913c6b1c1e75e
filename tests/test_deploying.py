"""What serves the article elsewhere: the requirement files, the workflow of the site, and the container."""

import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from streamlit.web.server.app_discovery import discover_asgi_app

from benchmarks.browser import served
from gapviz.core.version import MADE_OF

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / ".github/workflows/site.yml"
JOBS = yaml.safe_load(WORKFLOW.read_text())["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()
CPU = "requirements-cpu.txt"
ENTRY = ROOT / "cloud/streamlit_app.py"


def pins(name: str) -> dict[str, str]:
    """The versions that a requirement file pins by itself, by package."""
    lines = (ROOT / name).read_text().splitlines()
    return dict(re.findall(r"^([\w-]+)==([\w.+]+)", "\n".join(lines), re.MULTILINE))


def included(name: str) -> list[Path]:
    """The requirement files that one includes."""
    found = re.findall(r"^-r (.+)$", (ROOT / name).read_text(), re.MULTILINE)
    return [(ROOT / name).parent.joinpath(file).resolve() for file in found]


def scripts(name: str) -> str:
    """What a step of the workflow runs."""
    (found,) = [step["run"] for step in STEPS if step.get("name") == name]
    return str(found)


def test_the_cpu_builds_are_those_of_the_pinned_versions() -> None:
    plain, small = pins("requirements.txt"), pins(CPU)
    assert small == {name: f"{plain[name]}+cpu" for name in ("torch", "torchvision")}
    assert included(CPU) == [ROOT / "requirements.txt"]
    assert included("cloud/requirements.txt") == [ROOT / CPU], "the host takes what lies beside its main file"


def test_only_the_cpu_file_asks_another_host_than_the_package_index() -> None:
    asking = {
        path.name for path in ROOT.glob("requirements*.txt") if re.search(r"^--", path.read_text(), re.M)
    }
    assert asking == {CPU}, "elsewhere pip must not wait for a host that a network does not reach"


def test_the_file_in_a_folder_of_its_own_starts_the_app() -> None:
    assert discover_asgi_app(ENTRY).is_asgi_app
    assert "MIDDLEWARE" in ENTRY.read_text()


@pytest.mark.long
def test_the_app_is_served_from_there_with_its_typefaces() -> None:
    from urllib.request import urlopen

    font = next((ROOT / "static").glob("*.woff2"))
    with served(ENTRY, ROOT) as address, urlopen(f"{address}/app/static/{font.name}") as answer:
        assert answer.read() == font.read_bytes()


def test_the_workflow_takes_actions_of_the_host_alone_each_of_a_pinned_version() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    odd = [one for one in used if not re.fullmatch(r"actions/[\w-]+@(v\d+|[0-9a-f]{40})", one)]
    assert not odd, f"pin {odd} to a major version or a commit"


def test_what_installs_and_runs_packages_may_write_nothing() -> None:
    assert yaml.safe_load(WORKFLOW.read_text())["permissions"] == {}
    for name, job in JOBS.items():
        runs = " ".join(step.get("run", "") for step in job["steps"])
        writes = {scope for scope, right in job["permissions"].items() if right == "write"}
        assert not ("pip" in runs and writes), f"{name} runs what others wrote, and must not have {writes}"


def test_nothing_that_somebody_typed_is_put_into_a_script() -> None:
    assert not [step["run"] for step in STEPS if "${{" in step.get("run", "")], "hand it over in env"


@pytest.mark.parametrize("text", [scripts("Install"), DOCKERFILE], ids=["workflow", "container"])
def test_the_cpu_build_is_installed(text: str) -> None:
    assert re.findall(r"pip install .*-r (\S+)", text) == [CPU]


def run(script: str, folder: Path) -> None:
    """Run a step of the workflow as its host does, in a copy of the repository."""
    environment = {
        "PATH": "/usr/bin:/bin:/usr/local/bin",
        "HOME": str(folder.parent),
        "GITHUB_SHA": "1f6e5a20",
    }
    environment["RUNNER_TEMP"] = str(folder.parent / folder.name / ".git")
    subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, check=True, capture_output=True)


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_published_version_is_there_when_the_next_is_exported(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    seen = []
    for version in ("one", "two", "three"):
        build, publish = tmp_path / f"build-{version}", tmp_path / f"publish-{version}"
        for clone in (build, publish):
            git(tmp_path, "clone", "--quiet", "origin.git", clone.name)
        run(scripts("Take the published site"), build)
        seen.append(sorted(path.name for path in build.glob("site/v/*")))
        (build / "site/v" / version).mkdir(parents=True)
        (build / "site/v" / version / "embed-x.html").write_text(version)
        (build / "site/index.html").write_text(version)
        run(scripts("Stay below what the host takes"), build)
        subprocess.run(["tar", "-cf", publish / "artifact.tar", "-C", build / "site", "."], check=True)
        run(scripts("Keep the site on its branch"), publish)
    assert seen == [[], ["one"], ["one", "two"]]
    assert git(tmp_path / "origin.git", "rev-list", "--count", "site").strip() == "1", "no history"
    assert git(tmp_path / "origin.git", "show", "site:index.html") == "three"


def test_without_the_published_site_nothing_is_exported_over_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "build")
    git(tmp_path / "build", "remote", "add", "origin", str(tmp_path / "away.git"))
    with pytest.raises(subprocess.CalledProcessError):
        run(scripts("Take the published site"), tmp_path / "build")


def test_the_container_runs_as_nobody_in_particular() -> None:
    (user,) = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert int(user.split(":")[0]) > 0, "a number, which a cluster can see not to be root"
    assert DOCKERFILE.index("USER") > DOCKERFILE.index("COPY . ."), "the user owns none of the code"
    assert "--no-cache-dir" in DOCKERFILE


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False)])
def test_the_health_check_asks_the_server(status: int, well: bool) -> None:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/_stcore/health" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    (code,) = re.findall(r'^HEALTHCHECK .*CMD \["python", "-c", "(.*)"\]$', DOCKERFILE, re.MULTILINE)
    assert "8501" in code
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        here = code.replace("8501", str(server.server_port))
        done = subprocess.run([sys.executable, "-I", "-c", here], capture_output=True, check=False)
    assert (done.returncode == 0) == well


def test_the_image_holds_what_the_app_reads_and_nothing_that_git_does_not_know() -> None:
    kept = {line[1:] for line in IGNORED if line.startswith("!")}
    assert "*" in IGNORED
    read = {
        name
        for path in [*ROOT.glob("gapviz/**/*.py"), ROOT / "streamlit_app.py"]
        for name in re.findall(r'ROOT / "([\w.-]+)', path.read_text())
    }
    lacking = {*read, *MADE_OF, ".streamlit", "streamlit_app.py"} - kept
    assert not lacking, f"write !{', !'.join(sorted(lacking))} into .dockerignore"
    local = {line for line in (ROOT / ".gitignore").read_text().split() if line.startswith("gapviz/")}
    assert {line.rstrip("/") for line in local} <= set(IGNORED), "else the image would have another version"


@pytest.mark.parametrize("name", [WORKFLOW.relative_to(ROOT).as_posix(), CPU, "cloud/streamlit_app.py"])
def test_readme_says_what_it_is_for(name: str) -> None:
    assert f"`{name}`" in re.sub(r"`pip install -r ([\w.-]+)`", r"`\1`", (ROOT / "README.md").read_text())
