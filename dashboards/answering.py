"""The answer to a reader: the page in its frame, and what was asked for of language and theme kept."""

from fastapi import Response

from dashboards import rendering
from dashboards.drawing import Page
from dashboards.parts import Frame
from dashboards.reader import Reader


def shown(reader: Reader, page: Page, frame: Frame, status: int = 200) -> Response:
    """The page as a response."""
    response = rendering.answer(page, frame, status)
    reader.keep(response)
    return response
