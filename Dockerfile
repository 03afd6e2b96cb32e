# One image for every process; docker-compose.yml says which command each one runs.
FROM python:3.11-slim AS build
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1
# First only what decides which packages are installed, so that this layer outlives changes of the code.
COPY requirements.prod.lock package.json package-lock.json .npmrc ./
COPY launch launch
RUN python -m launch install --production
COPY . .
RUN python -m launch install --production
RUN SECRET_KEY=build DATABASE_URL=postgres://build/build REDIS_URL=redis://build BASE_URL=http://build ALLOWED_HOSTS=build DJANGO_SETTINGS_MODULE=config.settings.prod .venv/bin/python manage.py collectstatic --noinput --verbosity 0
RUN rm -rf build/node node_modules

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /app leadway
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=2 DJANGO_SETTINGS_MODULE=config.settings.prod
USER leadway
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["python", "-m", "launch", "healthy", "http://127.0.0.1:8000/healthz"]
CMD ["granian", "--interface", "rsgi", "--http", "1", "--no-ws", "--workers", "2", "--backlog", "4096", "--backpressure", "4096", "--http1-header-read-timeout", "15000", "--respawn-failed-workers", "--workers-kill-timeout", "5", "--host", "0.0.0.0", "--port", "8000", "config.rsgi:application"]
