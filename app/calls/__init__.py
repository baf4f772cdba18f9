"""Programmes, calls, stages, forms and rubrics."""
