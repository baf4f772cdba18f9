"""What is done to programmes, calls, stages, forms and rubrics."""
