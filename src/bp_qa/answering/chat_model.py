"""Opening the chat model that the user has configured, if any."""

import importlib.util
import os
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from bp_qa.errors import SettingsError
from bp_qa.settings import Settings

_EXTRAS = {"openai": "openai", "ollama": "ollama", "google_genai": "google"}
"""Extra of bp-qa that brings a provider's package."""

_MODULES = {
    "openai": "langchain_openai",
    "ollama": "langchain_ollama",
    "google_genai": "langchain_google_genai",
}
_UNNAMED = "default"
_MAX_RETRIES = 1
_MAX_TOKENS = 400
# Servers on one's own machine want no key, but the client wants one to be given.
_NO_KEY = "no-key-needed"


def open_chat_model(settings: Settings) -> BaseChatModel | None:
    """The model that ``settings.llm`` and ``settings.llm_url`` name; None if neither is set.

    ``llm`` is ``provider:name`` as LangChain's ``init_chat_model`` takes it; with ``llm_url`` alone, or a
    name without provider, the server speaks the OpenAI protocol. Keys are read by the provider's package
    from its own variable (``OPENAI_API_KEY``, ``GOOGLE_API_KEY``). Nothing is sent yet, and nothing logged.

    Raises:
        SettingsError: the provider's package or key is missing, or the name means nothing.
    """
    if not settings.llm and not settings.llm_url:
        return None
    provider, name = _split(settings.llm or "")
    if not provider:
        if not settings.llm_url:
            raise SettingsError(
                f"BP_QA_LLM={settings.llm} names no provider. Write it as ollama:{settings.llm}, "
                f"openai:{settings.llm} or google_genai:{settings.llm}, or set BP_QA_LLM_URL."
            )
        provider = "openai"
    _need_package(provider)
    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        options |= {"num_predict": _MAX_TOKENS, "client_kwargs": {"timeout": settings.llm_timeout}}
    else:
        options |= {"timeout": settings.llm_timeout, "max_retries": _MAX_RETRIES, "max_tokens": _MAX_TOKENS}
    if settings.llm_url:
        options["base_url"] = settings.llm_url
    if provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
        if not settings.llm_url or not _is_local(settings.llm_url):
            raise SettingsError("The language model needs a key. Set OPENAI_API_KEY in the environment.")
        options["api_key"] = _NO_KEY
    try:
        model: BaseChatModel = init_chat_model(name or _UNNAMED, model_provider=provider, **options)
    except ImportError as error:
        raise SettingsError(_install(provider)) from error
    except (ValueError, TypeError, OSError) as error:
        # Its text may hold the key or the URL, so only its kind is told.
        raise SettingsError(
            f"The language model BP_QA_LLM={settings.llm} cannot be opened ({type(error).__name__}). "
            "Check the provider's name and that its key is set in the environment."
        ) from None
    return model


def _split(named: str) -> tuple[str, str]:
    """Provider and name of ``provider:name``; an Ollama tag alone ("qwen3:4b") has no provider."""
    provider, separator, name = named.partition(":")
    provider = provider.replace("-", "_")
    if separator and name and (provider in _MODULES or provider.replace("_", "").isalpha()):
        return provider, name
    return "", named


def _need_package(provider: str) -> None:
    module = _MODULES.get(provider)
    if module is not None and importlib.util.find_spec(module) is None:
        raise SettingsError(_install(provider))


def _install(provider: str) -> str:
    extra = _EXTRAS.get(provider)
    package = f"-e '.[{extra}]'" if extra else f"langchain-{provider.replace('_', '-')}"
    return f"The language model's provider {provider} is not installed. Run: pip install {package}"


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
