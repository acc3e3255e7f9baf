# The program alone: docker build -t interplay .  docs/deployment.md tells how it is run.
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends make
COPY . /src
WORKDIR /src
RUN make program && DESTDIR=/out cmake --install build/release --component program --strip

FROM debian:12-slim
# The certificates are for `interplay datasets`, which downloads.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates \
    libtbb12 libfmt9 libxxhash0 libhwy1 zlib1g libzstd1 libbz2-1.0 liblzma5 libsimdjson14 libzip4 libcurl4 libssl3 \
    libtomlplusplus3 librsvg2-2 libgvc6 libcgraph6 libcdt5 libsqlite3-0 libpq5 \
  && rm -rf /var/lib/apt/lists/*
# A number, so that Kubernetes can tell that it is not root (runAsNonRoot); /var/lib/interplay is for events.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin interplay \
  && install -d -o interplay -g interplay -m 700 /var/lib/interplay
COPY --from=build /out/usr/local/bin/interplay /usr/local/bin/interplay
USER 10001
WORKDIR /var/lib/interplay
VOLUME /var/lib/interplay
EXPOSE 8080
ENTRYPOINT ["interplay"]
