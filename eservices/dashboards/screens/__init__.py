"""The screens of figures: each makes a `Page` of what was asked for. Nothing here knows a request."""
