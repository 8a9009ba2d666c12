"""Run the Dockerfile's own steps in a folder of Debian, and try what comes of them: `make image`.

Where no image can be pulled, this is what can be proved: every instruction of the Dockerfile is
read from the file and done, and its CMD runs as its user, without rights, in a root that cannot
be written. No image is built: layers, the daemon's own limits and python.org's build of Python
are not tried; Debian's Python of the same version stands in for it.

Linux, as root, with debootstrap. All mounts and processes end with the script.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MIRROR = "http://deb.debian.org/debian"
# What a machine may need to reach the packages, and an image never keeps.
REACH = ("PIP_", "SSL_CERT", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
IGNORED = shutil.ignore_patterns("__pycache__")  # as .dockerignore has it
SAMPLE = "sample_data/synthetic_156.csv"


@dataclass
class Image:
    """A folder, and what the Dockerfile says of how it runs."""

    root: Path
    env: dict[str, str] = field(default_factory=lambda: {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"})  # fmt: skip
    folder: str = "/"
    user: str = "root"
    volumes: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """The name and the rest of each instruction, its lines joined, comments gone."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        name, _, rest = line.strip().partition(" ")
        if name:
            yield name, " ".join(rest.split())


def follow(image: Image, name: str, rest: str, binds: Sequence[str]) -> None:
    """Do one instruction; one that is not known here stops the script."""
    match name:
        case "FROM":
            _base(image, rest, binds)
        case "RUN":
            reach = {key: value for key, value in os.environ.items() if key.startswith(REACH)}
            command = _entered(image, ["/bin/sh", "-c", rest], reach)
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        case "COPY":
            *sources, target = rest.split()
            for source in sources:
                _copy(image, source, target)
        case "WORKDIR":
            image.folder = rest
            _inside(image, rest).mkdir(parents=True, exist_ok=True)
        case "ENV":
            image.env |= dict(part.split("=", 1) for part in rest.split())
        case "USER":
            image.user = rest
        case "VOLUME":
            image.volumes.append(rest)
        case "EXPOSE":  # of a network that a folder has not
            pass
        case "HEALTHCHECK":
            image.health = json.loads(rest.partition("CMD ")[2])
        case "CMD":
            image.command = json.loads(rest)
        case _:
            raise SystemExit(f"{name}: an instruction that this script does not know")


def _mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _inside(image: Image, path: str) -> Path:
    return image.root / os.path.normpath(f"{image.folder}/{path}" if path[0] != "/" else path)[1:]


def _base(image: Image, tag: str, binds: Sequence[str]) -> None:
    """Debian of the suite that the tag names, with its Python called as the image calls it."""
    version, _, suite = tag.removeprefix("python:").partition("-slim-")
    packages = "--include=ca-certificates,python3,python3-pip,python3-venv"
    subprocess.run(["debootstrap", "--variant=minbase", packages, suite, image.root, MIRROR],
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    for source in ("updates", "security"):
        where = MIRROR + ("-security" if source == "security" else "")
        line = f"deb {where} {suite}-{source} main\n"
        (image.root / f"etc/apt/sources.list.d/{source}.list").write_text(line)
    (image.root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    for mark in image.root.glob("usr/lib/python3*/EXTERNALLY-MANAGED"):
        mark.unlink()
    for kind, place in (("proc", "proc"), ("sysfs", "sys")):
        _mount("-t", kind, kind, image.root / place)
    for path in ("/dev", "/etc/resolv.conf", *binds):
        target = image.root / path[1:]
        if Path(path).is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        _mount("--rbind", path, target)
    actual = _told(image, ["python", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    if actual != version:
        raise SystemExit(f"Debian's Python is {actual}, the image's {version}")


def _copy(image: Image, source: str, target: str) -> None:
    place = _inside(image, target)
    if (ROOT / source).is_dir():
        shutil.copytree(ROOT / source, place, ignore=IGNORED)
    else:
        into = place / Path(source).name if target.endswith("/") else place
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / source, into)


def _entered(image: Image, command: Sequence[str], more: dict[str, str] | None = None) -> list[str]:
    """A command inside, as the image's user and in its folder; nobody gains a right."""
    env = [f"{key}={value}" for key, value in (image.env | (more or {})).items()]
    who = ["setpriv", "--no-new-privs"] if image.user != "root" else []
    return ["env", "-i", *env, "chroot", f"--userspec={image.user}", str(image.root),
            "sh", "-c", f'cd {image.folder} && exec "$@"', "sh", *who, *command]  # fmt: skip


def _told(image: Image, command: Sequence[str]) -> str:
    done = subprocess.run(_entered(image, command), check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _sealed(image: Image) -> None:
    """As `docker run --read-only --tmpfs /tmp -v aci:/data`."""
    for path in image.volumes:
        _mount("--bind", image.root / path[1:], image.root / path[1:])
    _mount("-o", "remount,bind,ro", image.root)
    _mount("-t", "tmpfs", "-o", "mode=1777,noexec,nosuid,nodev", "tmpfs", image.root / "tmp")
    _mount("-t", "tmpfs", "-o", "mode=1777,size=64m", "tmpfs", image.root / "dev/shm")


def proved(image: Image) -> Iterator[tuple[str, bool]]:
    """What a host relies on, and whether it holds."""
    writes = "for d in / /app /app/aci_core /usr/bin /etc /home/aci; do touch $d/x && echo $d; done"
    tried = subprocess.run(_entered(image, ["sh", "-c", writes]), capture_output=True, text=True,
                           check=False)  # fmt: skip
    yield "nothing but the volume and /tmp can be written", tried.stdout == ""
    image.user, user = "root", image.user
    as_root = subprocess.run(_entered(image, ["touch", "/app/x"]), capture_output=True, check=False)
    image.user = user
    yield "nor by root", as_root.returncode != 0
    yield "/data and /tmp can", _told(image, ["sh", "-c", "touch /data/x /tmp/x && echo y"]) == "y"
    server = subprocess.Popen(_entered(image, image.command), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    try:
        yield "the health check answers within its 30 s", _healthy(image)
        status = _status(image)
        yield f"the server's user is none of root's ({status['Uid']})", status["Uid"] == "10001"
        yield "it has no capability", not int(status["CapEff"], 16)
        yield "it can gain none", status["NoNewPrivs"] == "1"
        made = json.loads(_told(image, ["python", "-m", "aci_core", "share", SAMPLE]))
        listed = json.loads(_told(image, ["python", "-m", "aci_core", "shares"]))["shares"]
        yield "a share is made, in the volume", [one["id"] for one in listed] == [made["id"]]
        report = (
            f"cd /app && python -m aci_core report {SAMPLE} --out /tmp/report --lang zh "
            "--sections response --format figures >/tmp/told 2>&1; "
            "find /tmp/report -size +5k -name '*.png' | wc -l"
        )
        drawn = _told(image, ["sh", "-c", report])
        yield f"Chromium draws pictures ({drawn})", int(drawn) > 0
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    fonts = _told(image, ["sh", "-c", "fc-list :lang=zh | wc -l"])
    yield f"with Chinese fonts ({fonts})", int(fonts) > 0
    inside = {path.name for path in (image.root / "app").iterdir()}
    inside |= {path.name for path in (image.root / "app/.streamlit").iterdir()}
    yield "no test, no secret, no history inside", not inside & {"tests", ".git", "secrets.toml"}


def _healthy(image: Image) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if subprocess.run(_entered(image, image.health), capture_output=True).returncode == 0:  # noqa: PLW1510
            return True
        time.sleep(1)
    return False


def _status(image: Image) -> dict[str, str]:
    """Of the process that serves, as the kernel has it: the first value of each line."""
    for file in Path("/proc").glob("[0-9]*/status"):
        command = (file.parent / "cmdline").read_bytes().split(b"\0")
        if b"streamlit" in command and b"python" in command[0]:
            lines = (line.split(":", 1) for line in file.read_text().splitlines())
            return {key: value.split()[0] if value.split() else "" for key, value in lines}
    raise SystemExit(f"{image.command} is not running")


def main() -> int:
    """Build, try, tell; exit 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "image")
    parser.add_argument("--bind", action="append", default=[], metavar="PATH",
                        help="a path of this machine by which packages are reached")  # fmt: skip
    parser.add_argument("--keep", action="store_true", help="leave the folder behind")
    args = parser.parse_args()
    if os.environ.get("ACI_IMAGE_APART") != "1":
        # Mounts and processes of its own: none outlives this.
        apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                 "env", "ACI_IMAGE_APART=1", sys.executable, *sys.argv]  # fmt: skip
        code = subprocess.run(apart, check=False).returncode
        if not args.keep:
            shutil.rmtree(args.folder, ignore_errors=True)
        return code
    args.folder.mkdir(parents=True)  # one that is there is not ours
    image = Image(args.folder.resolve())
    _mount("--bind", image.root, image.root)
    for number, (name, rest) in enumerate(instructions((ROOT / "Dockerfile").read_text("utf-8"))):
        begin = time.monotonic()
        follow(image, name, rest, args.bind)
        print(f"{number + 1:2} {time.monotonic() - begin:5.0f} s  {name} {rest[:70]}", flush=True)
    _sealed(image)
    failed = 0
    for what, holds in proved(image):
        failed += not holds
        print(f"{'yes' if holds else 'NO ':3}  {what}", flush=True)
    print("The steps were done in a folder; the image itself was not built.")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
