"""All settings of bp-qa, read from the environment (``BP_QA_…``) or passed to :class:`Settings`."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bp_qa.errors import SettingsError

DEFAULT_EMBEDDING_MODEL = "intfloat/multilingual-e5-small"


def _cache_dir() -> Path:
    return user_cache_path("bp-qa")


class Settings(BaseSettings):
    """One object holds every knob; each field says its unit and default."""

    # A value that is refused may hold a password: what is said of it must not.
    model_config = SettingsConfigDict(
        env_prefix="BP_QA_", extra="forbid", frozen=True, hide_input_in_errors=True
    )

    corpus: Path = Field(Path("corpus"), description="Folder of articles (*.md): the source of truth.")
    index: Path = Field(Path(".bp-qa/index"), description="Folder of the indexes: a cache, may be deleted.")
    cache: Path = Field(default_factory=_cache_dir, description="Folder for unpacked models.")
    timezone: str = Field("Asia/Ho_Chi_Minh", description="Time zone of articles that name none.")

    embedding_model: str = Field(
        DEFAULT_EMBEDDING_MODEL,
        description="A sentence-transformers model: a folder, or a hub name for those who are online.",
    )
    embedding_backend: Literal["onnx-int8", "onnx", "torch", "torch-bf16", "openvino"] = Field(
        "onnx-int8",
        description="How the default model is run; other models run on torch, in bf16 if that is set.",
    )
    query_prompt: str = Field("query: ", description="Put before a question when it is embedded.")
    passage_prompt: str = Field("passage: ", description="Put before a passage when it is embedded.")
    threads: Annotated[int, Field(ge=0)] = Field(0, description="CPU threads for models; 0: all cores.")

    chunk_tokens: Annotated[int, Field(ge=32, le=480)] = Field(160, description="Largest chunk, in tokens.")

    chroma_url: str | None = Field(None, description="URL of a Chroma server; unset: a folder on disk.")
    chroma_token: SecretStr | None = Field(None, description="Token for the Chroma server, if it wants one.")
    chroma_tenant: str = Field("default_tenant", description="Tenant on the Chroma server.")
    chroma_database: str = Field("default_database", description="Database on the Chroma server.")

    chroma_batch: Annotated[int, Field(ge=1, le=5_000)] = Field(
        1_000, description="Most records in a request to the Chroma server; Chroma Cloud takes 300."
    )
    replica: bool = Field(
        False,
        description="Whether this process gets all articles from the Chroma server, having no corpus folder.",
    )
    replica_seconds: Annotated[float, Field(ge=0.1, le=3600)] = Field(
        2.0, description="Seconds between two looks of a replica at what has changed on the server."
    )

    thesaurus: Path | None = Field(
        None,
        description="File of everyday words and what the archive writes for them, besides bp-qa's own: a "
        "line each, the words, a tab, what the archive writes (more than one separated by |).",
    )
    top_k: Annotated[int, Field(ge=1, le=100)] = Field(10, description="Passages returned by a search.")
    dense_weight: Annotated[float, Field(ge=0, le=1)] = Field(
        0.6, description="Weight of the dense score in hybrid search; the keyword score has the rest."
    )

    reranker: str | None = Field(
        None,
        description="A sentence-transformers cross-encoder that puts the best passages in a new order: a "
        "folder, or a hub name for those who are online; unset: none.",
    )

    llm: str | None = Field(
        None,
        description="A chat model as `provider:name`, e.g. ollama:qwen3:4b; with neither this nor "
        "llm_url: quotes only.",
    )
    llm_url: str | None = Field(
        None,
        description="Base URL of an OpenAI-compatible server, as http://127.0.0.1:8080/v1; enough by itself.",
    )
    llm_timeout: Annotated[float, Field(gt=0)] = Field(60.0, description="Seconds to wait for the model.")

    language: Literal["vi", "en"] = Field("vi", description="Language of the interface.")
    editor: Literal["on", "read-only", "off"] = Field("on", description="The editors' tab of the page.")
    editor_password: SecretStr | None = Field(None, description="Password for the editors' tab, if any.")
    desk: Path = Field(
        Path(".bp-qa/desk"),
        description="Folder of what the page keeps: feedback, and the key of conversations kept in browsers.",
    )
    max_file_mb: Annotated[float, Field(gt=0)] = Field(20.0, description="Largest file to import, in MB.")
    max_files: Annotated[int, Field(ge=1)] = Field(10_000, description="Most files in one import.")
    max_question_chars: Annotated[int, Field(ge=100)] = Field(
        2_000, description="A longer question is cut there, and the answer says so."
    )

    requests_per_minute: Annotated[int, Field(ge=0)] = Field(
        1_200, description="Requests that one address may send the page in a minute; 0: any number."
    )
    questions_per_minute: Annotated[int, Field(ge=0)] = Field(
        120, description="Questions that one address may ask the page in a minute; 0: any number."
    )
    concurrent_questions: Annotated[int, Field(ge=1, le=64)] = Field(
        8, description="Questions that the page answers at a time; further ones wait."
    )
    waiting_questions: Annotated[int, Field(ge=0, le=1_000)] = Field(
        32, description="Questions that may wait; whoever asks beyond that is told to try again."
    )
    llm_concurrency: Annotated[int, Field(ge=1, le=64)] = Field(
        4,
        description="Answers that the model writes for the page at a time, always fewer than "
        "concurrent_questions unless that is 1; further ones are made of quotes at once.",
    )
    max_request_mb: Annotated[float, Field(gt=0)] = Field(
        8.0, description="Largest request to the page, uploaded files apart, in MB."
    )
    request_seconds: Annotated[float, Field(gt=0)] = Field(
        30.0, description="Seconds within which a request must have arrived whole, uploads apart."
    )
    shutdown_seconds: Annotated[float, Field(ge=0)] = Field(
        15.0, description="Seconds that questions under way are given when the page is stopped."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="Logs on stderr: text for people, or an object a line (json) for programs."
    )
    log_questions: bool = Field(False, description="Whether logs may hold the text of questions.")

    @field_validator("chroma_url")
    @classmethod
    def _plain_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        url = _address(value, "http://host:8000 or https://host", "a token goes into BP_QA_CHROMA_TOKEN")
        if url.path.strip("/") or url.query:
            raise ValueError("the server must stand at the root of its address, without a path")
        return value

    @field_validator("llm_url")
    @classmethod
    def _url_of_a_model(cls, value: str | None) -> str | None:
        if value:
            _address(value, "http://127.0.0.1:8080/v1", "a key goes into OPENAI_API_KEY")
        return value

    @field_validator("replica")
    @classmethod
    def _has_a_server(cls, value: bool, info: ValidationInfo) -> bool:
        if value and "chroma_url" in info.data and info.data["chroma_url"] is None:
            raise ValueError("a replica needs BP_QA_CHROMA_URL, the server that holds the articles")
        return value


def _address(value: str, example: str, secrets: str) -> SplitResult:
    """The parts of an address that names a server and holds no secret, which logs would show.

    Args:
        secrets: where a token or key for the server belongs.
    """
    try:
        url = urlsplit(value)
    except ValueError:  # what it says may hold the address
        raise ValueError(f"write it as {example}") from None
    if url.scheme not in ("http", "https") or not url.hostname:
        raise ValueError(f"write it as {example}")
    if "@" in url.netloc:
        raise ValueError(f"leave name and password out of it; {secrets}")
    return url


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, with `overrides` that are not None on top.

    Raises:
        SettingsError: a value is not allowed; the message names the variable and the reason.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(
            f"BP_QA_{'_'.join(str(part) for part in item['loc']).upper()}: {item['msg']}"
            for item in error.errors()
        )
        raise SettingsError(f"A setting cannot be used: {problems}") from error
