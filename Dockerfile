# syntax=docker/dockerfile:1

# What it runs with is put together here and copied; nothing that builds or installs gets into the image itself.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv --without-pip /opt/lodestone
# A secret, because the address of a package registry may carry a password: --secret id=pip,src=pip.conf
COPY ops/requirements.txt ops/requirements.txt
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    python -m pip --python /opt/lodestone/bin/python install --require-hashes --no-deps -r ops/requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY jobs jobs
COPY storage storage
COPY seeds seeds
RUN python -m pip --python /opt/lodestone/bin/python install --no-deps --no-build-isolation . \
    && python -m pip --python /opt/lodestone/bin/python uninstall --yes setuptools
# Byte code, because a start without it takes three times as long and the image's files cannot be written to. It trusts
# the files it was made from: their times may change on the way.
RUN /opt/lodestone/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/lodestone/lib


FROM python:3.11-slim-bookworm
RUN python -m pip uninstall --yes pip setuptools wheel \
    && useradd --system --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin lodestone \
    && install --directory --owner=lodestone --group=lodestone --mode=0700 /data
COPY --from=build /opt/lodestone /opt/lodestone
ENV PATH=/opt/lodestone/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LODESTONE_DATA=/data
USER lodestone
WORKDIR /data
VOLUME /data
EXPOSE 3000
# A source that fails is no reason to start anew, so only the settings and the record are looked at.
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["lodestone", "doctor", "--record"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["lodestone"]
CMD ["run"]
