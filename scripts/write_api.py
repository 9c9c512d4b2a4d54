"""Write the documents of the API, made from what runs: docs/api/openapi.json and docs/api/asyncapi.json."""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from retrowalk.api.documents import asyncapi, openapi
from retrowalk.api.routes import ROUTERS


FOLDER = Path(__file__).parents[1] / "docs" / "api"


def documents() -> dict[str, dict[str, Any]]:
    """Each document by its file's name."""
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    return {"openapi.json": openapi(app), "asyncapi.json": asyncapi()}


def text(document: dict[str, Any]) -> str:
    """As it is committed."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        (FOLDER / name).write_text(text(document), encoding="utf-8")
        print(FOLDER / name)
