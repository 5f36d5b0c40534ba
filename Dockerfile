# syntax=docker/dockerfile:1
# The image of layerwise: one static binary, and git, which `layerwise cache --since` asks.

FROM rust:1.95-alpine3.22 AS build
WORKDIR /src
COPY . .
ARG LAYERWISE_COMMIT
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --locked --profile dist && \
    install -D target/dist/layerwise /out/layerwise

FROM alpine:3.22
# In CI the repository belongs to another user than the one in here; git would refuse to read it.
RUN apk add --no-cache git=~2.49 && \
    git config --system --add safe.directory '*'
COPY --from=build /out/layerwise /usr/local/bin/layerwise
WORKDIR /work
# Nobody, by number, so that whoever runs it can tell that it is not root.
USER 65534:65534
ENTRYPOINT ["layerwise"]
CMD ["check"]
