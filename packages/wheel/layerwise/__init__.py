"""A Dockerfile linter and build-cache analyzer. The program is a binary; `python -m layerwise` starts it."""
