# The Hub behind a TLS proxy of yours. Settings come from the environment: docs/settings.md.
FROM python:3.11-slim AS build
WORKDIR /hub
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/base.txt
COPY . .
# The keys are for this build step only: nothing is encrypted or signed in it.
RUN HUB_DEMO=0 ALLOWED_HOSTS=localhost SECRET_KEY=for-the-build-only-for-the-build-only-for-the-build-only \
    HUB_KEYS=Zm9yLXRoZS1idWlsZC1vbmx5LWZvci10aGUtYnVpbGQ= DATABASE_URL=sqlite:///:memory: \
    sh -c '/venv/bin/python manage.py compile_messages && /venv/bin/python manage.py collectstatic --no-input'

FROM python:3.11-slim
RUN useradd --system --uid 1000 --home-dir /hub --shell /usr/sbin/nologin hub
COPY --from=build /venv /venv
COPY --from=build --chown=root:root /hub /hub
RUN install -d -o hub -g hub /hub/var/private
WORKDIR /hub
USER hub
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "hub.wsgi", "--preload", "--limit-request-line", "0", "--bind", "0.0.0.0:8000", "--workers", "3", "--max-requests", "5000", \
     "--max-requests-jitter", "500", "--timeout", "30", "--no-control-socket", "--access-logfile", "/dev/null"]
