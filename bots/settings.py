"""Every setting, typed and validated; from the environment or ``.env``."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import platformdirs
from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ByteSize,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.headers import header_safe

PRODUCTION_URL = "https://mega-api-prod.nemovideo.ai"
"""The cloud's API."""

_PREFIXES = ("NEMO_", "TELEGRAM_", "DISCORD_", "STUDIO_", "STILLMOTION_")


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _web_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        _ = parts.port  # read for the check that comes with it
    except ValueError:
        raise ValueError("must be a URL such as http://127.0.0.1:8081") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be a URL that begins with http:// or https://")
    if parts.username or parts.password:
        raise ValueError("must not carry a user name or password")
    return value.rstrip("/")


def _backend_url(value: str) -> str:
    return value if value in {"cloud", "studio"} else _web_url(value)


def _listen_address(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("must look like 0.0.0.0:8443")
    return value


def _people(value: tuple[str, ...]) -> tuple[str, ...]:
    for person in value:
        platform, _, number = person.partition(":")
        if platform not in {"telegram", "discord", "web"} or not number:
            raise ValueError(f"{person!r} must look like telegram:123 or discord:456")
    return value


def _header_safe(value: str) -> str:
    if not header_safe(value):
        raise ValueError("must be visible ASCII characters without blanks")
    return value


def _secret_in_header(value: SecretStr) -> SecretStr:
    _header_safe(value.get_secret_value().strip())
    return value


def _half_the_cores() -> int:
    return max(1, (os.cpu_count() or 2) // 2)


def _user_data() -> Path:
    return platformdirs.user_data_path("stillmotion", appauthor=False)


Token = Annotated[SecretStr, AfterValidator(_secret_in_header)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
People = Annotated[Names, AfterValidator(_people)]
WebUrl = Annotated[str, AfterValidator(_web_url)]


class Settings(BaseSettings):
    """All settings of the program; the field names in capitals are the variables' names."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    nemo_token: Token | None = None
    nemo_api_url: Annotated[str, AfterValidator(_backend_url)] | None = None
    nemo_web_url: WebUrl = "https://nemovideo.com"
    nemo_client_id: Annotated[str, Field(max_length=64), AfterValidator(_header_safe)] | None = None
    skill_source: str | None = None

    telegram_bot_token: Token | None = None
    telegram_api_url: WebUrl | None = None
    telegram_local_mode: bool = False
    telegram_webhook_url: WebUrl | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_webhook_listen: Annotated[str, AfterValidator(_listen_address)] | None = None

    discord_bot_token: Token | None = None
    discord_api_url: WebUrl | None = None
    discord_message_content: bool = False

    data_dir: Path = Field(default_factory=_user_data)
    keep_days: Annotated[int, Field(ge=1)] = 30
    min_free_disk: ByteSize = ByteSize(1024**3)

    default_skill: str = "jogg-ai-image-to-video"
    hidden_skills: Names = ()

    admins: People = ()
    access: Literal["open", "closed"] = "open"
    allowed: People = ()
    user_daily: Annotated[int, Field(ge=0)] = 20
    chat_daily: Annotated[int, Field(ge=0)] = 100
    queue_per_chat: Annotated[int, Field(ge=1)] = 5
    max_turns: Annotated[int, Field(ge=1)] = 200
    max_renders: Annotated[int, Field(ge=1)] = Field(default_factory=_half_the_cores)
    notify_after: Annotated[float, Field(ge=0)] = 45

    studio_credits: Annotated[int, Field(ge=0)] | None = None
    studio_quirks: Names = ()
    studio_public_url: WebUrl | None = None

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] | None = None
    log_format: Literal["text", "json"] = "text"

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if self.telegram_local_mode and self.telegram_api_url is None:
            raise ValueError(
                "TELEGRAM_LOCAL_MODE needs TELEGRAM_API_URL, the address of your own Bot API server"
            )
        return self


class SettingsInvalid(Exception):
    """The settings don't fit; ``problems`` has one plain line for each.

    ``rest``: the settings with the bad ones at their defaults, where that much can be made of them.
    """

    def __init__(self, problems: tuple[str, ...], rest: Settings | None = None) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.rest = rest


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read and validate the settings.

    Raises:
        SettingsInvalid: with every problem at once; values are never repeated, as they may be
            secrets in the wrong place.
    """
    overrides: dict[str, Any] = {"_env_file": env_file}  # pydantic-settings' own argument
    try:
        return Settings(**overrides)
    except ValidationError as exc:
        problems = exc.errors(include_input=False)
        told = tuple(_plain(problem) for problem in problems)
        bad = {str(problem["loc"][0]) for problem in problems if problem["loc"]}
        raise SettingsInvalid(told, _without(bad, overrides)) from None  # a cause repeats values
    except UnicodeDecodeError as exc:
        raise SettingsInvalid((".env is not UTF-8 text.",)) from exc


def _without(bad: Iterable[str], overrides: dict[str, Any]) -> Settings | None:
    fields = Settings.model_fields
    defaults = {name: fields[name].get_default(call_default_factory=True) for name in bad}
    try:
        return Settings(**overrides, **defaults)
    except ValidationError:
        return None


def _plain(problem: ErrorDetails) -> str:
    """One problem in plain words, beginning with the variable's name."""
    context = problem.get("ctx", {})
    match problem["type"]:
        case "value_error":
            words = str(context.get("error", "is not valid"))
        case "int_parsing" | "int_type" | "int_from_float":
            words = "must be a whole number"
        case "float_parsing" | "float_type":
            words = "must be a number"
        case "bool_parsing" | "bool_type":
            words = "must be true or false"
        case "greater_than_equal":
            words = f"must be at least {context.get('ge')}"
        case "string_too_long":
            words = f"must have at most {context.get('max_length')} characters"
        case "literal_error":
            words = f"must be {context.get('expected')}"
        case "byte_size" | "byte_size_unit":
            words = "must be a size such as 500MB or 1GiB"
        case _:
            words = problem["msg"]
    name = str(problem["loc"][0]).upper() if problem["loc"] else ""
    return f"{name} {words}." if name else f"{words}."


def suspicious_names(
    environment: Mapping[str, str], env_file: Path | None = Path(".env")
) -> tuple[str, ...]:
    """Names that look like misspelt settings, each as ``FOUND (did you mean …?)``."""
    known = {name.upper() for name in Settings.model_fields}
    in_file = set(dotenv_values(env_file)) if env_file and env_file.is_file() else set[str]()
    ours = {name for name in environment if name.startswith(_PREFIXES)}
    near = {name for name in environment if name.isupper() and _nearest(name, known, 0.88)}
    found: list[str] = []
    for name in sorted((in_file | ours | near) - known):
        guess = _nearest(name, known, 0.6)
        found.append(f"{name} (did you mean {guess}?)" if guess else name)
    return tuple(found)


def _nearest(name: str, known: Iterable[str], cutoff: float) -> str | None:
    return next(iter(difflib.get_close_matches(name.upper(), list(known), 1, cutoff)), None)


class BackendKind(Enum):
    """Which of the two backends answers."""

    CLOUD = "cloud"
    STUDIO = "studio"


@dataclass(frozen=True, slots=True)
class BackendChoice:
    """Where turns go. ``url`` is None for the embedded studio; ``why`` is one short phrase."""

    kind: BackendKind
    url: str | None
    why: str


def choose_backend(settings: Settings) -> BackendChoice:
    """Which backend the settings mean (product.md, "Which backend")."""
    match settings.nemo_api_url:
        case "cloud":
            return BackendChoice(BackendKind.CLOUD, PRODUCTION_URL, "NEMO_API_URL=cloud")
        case "studio":
            return BackendChoice(BackendKind.STUDIO, None, "NEMO_API_URL=studio")
        case str(url):
            return BackendChoice(BackendKind.CLOUD, url, "NEMO_API_URL is set")
        case None if settings.nemo_token is not None:
            return BackendChoice(BackendKind.CLOUD, PRODUCTION_URL, "NEMO_TOKEN is set")
        case None:
            return BackendChoice(BackendKind.STUDIO, None, "no NEMO_API_URL and no NEMO_TOKEN")
