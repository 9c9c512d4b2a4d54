"""What became of a stop as a plain page: for a browser whose scripts do not run. It asks again until all stand."""

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path


_WORDS: Mapping[str, Mapping[str, str]] = json.loads(
    Path(__file__).with_name("stopped.json").read_text(encoding="utf-8")
)
# The state in which nothing is to be waited for.
_OVER = "confirmed"
# How often it looks again (s).
_EVERY = 1

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{refresh}<title>{title} – Retrowalk</title>
<link rel="icon" href="{root}icon.svg">
<link rel="stylesheet" href="{root}plain.css">
</head>
<body>
<form method="post" action="{root}v1/stop"><button type="submit">{again}</button></form>
<main>
<h1>{title}</h1>
<p role="status" class="{state}">{said}</p>
<p>{honest}</p>
<p><a href="{root}./">{back}</a></p>
</main>
</body>
</html>
"""


def stopped(stop: str, state: str, path: str, languages: str = "") -> bytes:
    """The page about the stop of this id, as an answer at `path`; `languages` as a browser accepts them."""
    language = spoken(languages)
    words = _WORDS[language]
    # Relative, so that it is right behind a path prefix as well.
    root = "../" * (path.count("/") - 1)
    refresh = "" if state == _OVER else f'<meta http-equiv="refresh" content="{_EVERY};url={root}v1/stops/{stop}">\n'
    said = words[state]
    page = _PAGE.format(**words, language=language, refresh=refresh, root=root, state=escape(state), said=said)
    return page.encode()


def spoken(languages: str) -> str:
    """The first language of a list that we speak; English if none."""
    wanted = (each.partition(";")[0].strip()[:2].lower() for each in languages.split(","))
    return next((each for each in wanted if each in _WORDS), "en")
