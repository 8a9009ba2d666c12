"""What hosts run agrees with what the app reads: Dockerfile, compose.yaml, nginx, packages."""

from __future__ import annotations

import json
import re
import runpy
from typing import Any

import pytest

from aci_core.ui.server import security_headers
from tests.conftest import ROOT
from tests.services import nginx

DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, as `make image` reads them."""
    module: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "image.py"))
    return list(module["instructions"](DOCKERFILE))


def test_the_image_is_what_make_image_can_do(steps: list[tuple[str, str]]) -> None:
    script = (ROOT / "scripts" / "image.py").read_text("utf-8")
    assert {name for name, _ in steps} <= set(re.findall(r'case "([A-Z]+)"', script))
    names = [name for name, _ in steps]
    assert names[0] == "FROM"
    assert names.index("USER") > max(i for i, name in enumerate(names) if name == "RUN")
    assert "USER aci" in DOCKERFILE
    assert json.loads(dict(steps)["CMD"])[:4] == ["python", "-m", "streamlit", "run"]


def test_all_that_is_copied_is_there_and_nothing_secret(steps: list[tuple[str, str]]) -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for name, rest in steps:
        for source in rest.split()[:-1] if name == "COPY" else ():
            assert (ROOT / source).exists()
            assert f"!{source}" in ignored  # or the builder would not have it
            assert "secret" not in source


def test_the_cloud_installs_the_packages_of_the_image(steps: list[tuple[str, str]]) -> None:
    [install] = [rest for name, rest in steps if "apt-get install" in rest]
    packages = (ROOT / "packages.txt").read_text("utf-8").split()
    assert packages == install.partition("recommends ")[2].partition(" &&")[0].split()


def test_every_variable_of_compose_is_read_by_somebody() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "aci_core").rglob("*.py"))
    message = re.findall(r"^    ([A-Z_]+): ", COMPOSE.partition("services:")[0], re.MULTILINE)
    assert message
    for name in message:
        if name.startswith("STREAMLIT_"):
            _option(name)
        else:
            assert f'"{name}"' in code, name
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    for name in re.findall(r"STREAMLIT_[A-Z_]+", config):
        _option(name)


def _option(name: str) -> None:
    """Streamlit takes no notice of a variable that it does not know."""
    from streamlit import config

    known = {
        "STREAMLIT_" + re.sub(r"([A-Z])", r"_\1", key.replace(".", "_")).upper()
        for key in config.get_config_options()
    }
    assert name in known, name


def test_nginx_is_given_each_variable_that_it_asks_for() -> None:
    template = (ROOT / "hosting" / "nginx.conf.template").read_text("utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", template))
    web = COMPOSE.partition("  web:")[2].partition("volumes:")[0]
    assert asked == set(re.findall(r"^      ([A-Z_]+): ", web, re.MULTILINE))
    assert asked == set(nginx.values([], 1, None, secure=False))
    # At a lower level nginx quotes requests, and with them the keys of shared links.
    assert "error_log ${ACI_ERROR_LOG} emerg;" in template
    assert "$request " not in template
    assert "$args" not in template
    # Nor the names of sessions, which stand in the paths of uploads.
    log = template.partition("log_format")[2].partition(";")[0]
    assert '"path":"$aci_path"' in log
    assert "$uri" not in log


def test_nginx_limits_the_open_pages_of_an_address() -> None:
    template = (ROOT / "hosting" / "nginx.conf.template").read_text("utf-8")
    stream = template.partition("location = /_stcore/stream {")[2].partition("}")[0]
    assert "limit_conn aci_pages 200;" in stream


def test_nginx_adds_no_second_policy_to_what_the_app_answers() -> None:
    template = (ROOT / "hosting" / "nginx.conf.template").read_text("utf-8")
    added = dict(re.findall(r"^ *add_header ([A-Za-z-]+) (.+?) always;", template, re.MULTILINE))
    both = set(added) & set(security_headers.headers("aci.example.org"))
    assert {name: added[name] for name in both} == {"Content-Security-Policy": "$aci_policy"}
    assert "map $upstream_http_content_security_policy $aci_policy {" in template
    assert "proxy_hide_header X-" not in template
