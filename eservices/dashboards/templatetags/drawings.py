"""Drawings as pictures: a picture carries its own style, which the strict policy of the page would refuse in the page."""

from __future__ import annotations

from base64 import b64encode

from django import template
from django.template.loader import render_to_string

from eservices.dashboards.charts import Chart, Map

register = template.Library()


@register.filter
def picture(chart: Chart) -> str:
    """The chart as a ``data:`` address for ``<img>``."""
    return _as_address(render_to_string("dashboards/chart.svg", {"chart": chart}))


@register.filter
def names_picture(drawn: Map) -> str:
    """The names on a map as a ``data:`` address for ``<image>``, drawn under the circles that can be pressed."""
    return _as_address(render_to_string("dashboards/names.svg", {"map": drawn}))


def _as_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
