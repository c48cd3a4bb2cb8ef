# The portal as one image; docker-compose.yml runs it as web server, worker and beat.
FROM python:3.11-slim-bookworm AS build
WORKDIR /portal
COPY .ci/uv.txt .ci/uv.txt
COPY pyproject.toml requirements.txt ./
# Where packages come from is the machine's own affair: docker build --secret id=pip,src=$HOME/.config/pip/pip.conf
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r .ci/uv.txt
COPY eservices/__init__.py eservices/__init__.py
COPY eservices/config/__init__.py eservices/config/bootstrap.py eservices/config/system_libraries.py eservices/config/
# Only what the portal needs to run, at the locked versions and hashes; tools of development stay outside.
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    /opt/venv/bin/python -m eservices.config.bootstrap --runtime-into /opt/venv

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-core libfontconfig1 libglib2.0-0 libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /portal /var/lib/portal
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORTAL_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    STATIC_ROOT=/portal/static-collected \
    VAR_DIR=/var/lib/portal
WORKDIR /portal
COPY --chown=portal:portal . .
USER portal
# Settings that open nothing are enough to collect, hash and compress static files.
RUN set -a && . .ci/production.env && set +a && python manage.py collectstatic --no-input --verbosity 0
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["python", "manage.py", "start", "web"]
