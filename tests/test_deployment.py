"""What is written down for whoever runs this: that it can be read, and names only settings that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bp_qa.settings import Settings, load_settings

ROOT = Path(__file__).parents[1]
COMPOSE = ROOT / "docs/compose.yaml"
DOCUMENTS = sorted([COMPOSE, *ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
SETTINGS = {f"BP_QA_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_that_a_document_names_exists(document: Path) -> None:
    named = set(re.findall(r"\bBP_QA_[A-Z][A-Z0-9_]*", document.read_text(encoding="utf-8")))
    assert named - SETTINGS == set()


def test_the_compose_file_names_settings(compose: dict[str, Any]) -> None:
    for name in ("writer", "app"):
        assert {"BP_QA_CHROMA_URL", "BP_QA_CHROMA_TOKEN"} <= set(compose["services"][name]["environment"])


@pytest.mark.parametrize("service", ["writer", "app"])
def test_the_settings_of_each_process_are_accepted(
    service: str, compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in compose["services"][service]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{.*\}", "secret", value))
    settings = load_settings()
    assert settings.chroma_url == "http://proxy:8001"
    assert settings.replica == (service == "app")


def test_everything_that_a_service_uses_is_declared(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert {volume for volume in volumes if "/" not in volume} <= set(compose["volumes"]), name
        assert set(service.get("networks", [])) <= set(compose["networks"]), name
        assert set(service.get("depends_on", {})) <= set(services), name
        assert {config["source"] for config in service.get("configs", [])} <= set(compose["configs"]), name


def test_chroma_is_reached_through_the_proxy_alone(compose: dict[str, Any]) -> None:
    chroma = compose["services"]["chroma"]
    assert chroma["command"].startswith("chroma run ")
    assert "ports" not in chroma
    assert compose["networks"]["vault"]["internal"] is True
    inside = {name for name, service in compose["services"].items() if "vault" in service["networks"]}
    assert inside == {"chroma", "proxy"}
