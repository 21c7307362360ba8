"""The flow that ties the rooms together: a path and settings in, the report out."""
