import importlib.util
import traceback

import pytest
from langchain_core.language_models import BaseChatModel

from bp_qa.answering.chat_model import open_chat_model
from bp_qa.errors import SettingsError
from bp_qa.settings import load_settings

need_openai = pytest.mark.skipif(
    importlib.util.find_spec("langchain_openai") is None, reason="the extra openai is not installed"
)


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "GOOGLE_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)


def test_no_model_unless_one_is_set() -> None:
    assert open_chat_model(load_settings()) is None
    assert open_chat_model(load_settings(llm="", llm_url="")) is None


@need_openai
def test_a_url_alone_is_enough_on_this_machine() -> None:
    model = open_chat_model(load_settings(llm_url="http://127.0.0.1:9/v1", llm_timeout=7.0))
    assert isinstance(model, BaseChatModel)
    given = dict(model)
    assert given["openai_api_base"] == "http://127.0.0.1:9/v1"
    assert given["temperature"] == 0
    assert given["request_timeout"] == 7.0
    assert given["max_retries"] <= 2


@need_openai
def test_a_name_without_provider_goes_to_the_url() -> None:
    model = open_chat_model(load_settings(llm="qwen3", llm_url="http://localhost:9/v1"))
    assert dict(model or {})["model_name"] == "qwen3"


@need_openai
def test_the_key_is_read_from_the_environment_and_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-123")
    with caplog.at_level("DEBUG"):
        model = open_chat_model(load_settings(llm="openai:gpt-x"))
    assert dict(model or {})["openai_api_key"].get_secret_value() == "sk-secret-123"
    assert "sk-secret" not in f"{model!r} {model} {caplog.text}"


@need_openai
def test_a_key_is_asked_for_where_one_is_needed() -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        open_chat_model(load_settings(llm="openai:gpt-x"))
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        open_chat_model(load_settings(llm="x", llm_url="https://llm.example.org/v1"))


@pytest.mark.parametrize(("provider", "extra"), [("ollama", "ollama"), ("google_genai", "google")])
def test_a_missing_package_names_the_extra(provider: str, extra: str) -> None:
    if importlib.util.find_spec(f"langchain_{provider}") is not None:
        pytest.skip(f"langchain_{provider} is installed")
    with pytest.raises(SettingsError, match=rf"pip install -e '\.\[{extra}\]'"):
        open_chat_model(load_settings(llm=f"{provider}:some-model"))


def test_a_missing_package_of_another_provider_is_named() -> None:
    with pytest.raises(SettingsError, match="langchain-mistralai"):
        open_chat_model(load_settings(llm="mistralai:small"))


def test_an_unknown_provider_is_an_error_that_helps() -> None:
    with pytest.raises(SettingsError, match="BP_QA_LLM"):
        open_chat_model(load_settings(llm="nobody:some-model"))


def test_a_name_without_provider_or_url_is_an_error_that_helps() -> None:
    with pytest.raises(SettingsError, match="ollama:qwen"):
        open_chat_model(load_settings(llm="qwen"))


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://127.0.0.1/v1", "http://", "http://[::1"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(SettingsError, match=r"BP_QA_LLM_URL.*http://127"):
        load_settings(llm="openai:x", llm_url=url)


@pytest.mark.parametrize("variable", ["BP_QA_LLM_URL", "BP_QA_CHROMA_URL"])
@pytest.mark.parametrize("login", ["user:geheim@", "geheim@", ":geheim@", "user:geheim@\u2100@"])
def test_an_address_with_a_password_is_refused_and_shown_nowhere(
    variable: str, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"http://{login}127.0.0.1:8080")
    with pytest.raises(SettingsError, match=variable) as caught:
        load_settings()
    shown = "".join(traceback.format_exception(caught.value))
    assert "geheim" not in shown
