# The program alone: docker build -t interplay .  docs/deployment.md tells how it is run.
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends make
COPY . /src
WORKDIR /src
RUN make program && DESTDIR=/out cmake --install build/release --strip

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    libtbb12 libfmt9 libxxhash0 libhwy1 zlib1g libzstd1 libbz2-1.0 liblzma5 libsimdjson14 libzip4 libcurl4 libssl3 \
    libtomlplusplus3 librsvg2-2 libgvc6 libcgraph6 libcdt5 libsqlite3-0 libpq5 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/usr/local/bin/interplay /usr/local/bin/interplay
RUN useradd --system interplay
USER interplay
EXPOSE 8080
ENTRYPOINT ["interplay"]
