"""What the actions of pipelines take and give."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class Form(BaseModel):
    """A strict, frozen model; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RunPipeline(Form):
    """A pipeline, and what it is to run with."""

    pipeline: str | int = Field(description="Its name, its folder and name, or its number.")
    branch: str | None = Field(
        None,
        min_length=1,
        description="Of its repository, by name or full ref; that of the entry where one is named, else the "
        "pipeline's own.",
    )
    parameters: dict[str, str | int | float | bool] = Field(
        default={}, description="Values for the parameters of its YAML, by name."
    )
    variables: dict[str, str] = Field(
        default={}, description="Values for variables that may be set when it is run, by name."
    )
    entry: str | None = Field(None, description="The ref of the entry that it is run for.")


class AskRun(Form):
    """A run to look at."""

    run: int = Field(ge=1, description="Its number, which is that of its build.")


class Run(Form):
    """A run of a pipeline as it stands now."""

    run: int
    number: str
    pipeline: str
    state: str
    """queued, running, succeeded, partially-succeeded, failed or cancelled."""
    branch: str | None = None
    commit: str | None = None
    by: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    url: str
