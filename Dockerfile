# syntax=docker/dockerfile:1

FROM rust:1.95-bookworm AS builder
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target \
    cargo build --package daypass --bin daypass --profile dist --locked \
    && install -D target/dist/daypass /built/daypass

FROM debian:bookworm-slim
# The certificates are for what Daypass calls: back-channel logout, and clients' jwks_uri.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o 65532 -g 65532 -m 0700 /data
COPY --from=builder /built/daypass /usr/local/bin/daypass
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/daypass/

USER 65532:65532
WORKDIR /data
ENV DAYPASS_DATA_DIR=/data \
    DAYPASS_LISTEN=0.0.0.0:8080 \
    DAYPASS_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --start-interval=1s --retries=3 \
    CMD ["daypass", "health"]
ENTRYPOINT ["daypass"]
