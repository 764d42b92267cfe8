FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /srv/scorecard scorecard \
    && install -d -o scorecard /srv/scorecard/var
COPY --from=packages /venv /venv
WORKDIR /srv/scorecard
COPY LICENSE ./
COPY app app
COPY dashboards dashboards
COPY migrations migrations
ENV PATH=/venv/bin:$PATH PYTHONPATH=/srv/scorecard PYTHONUNBUFFERED=1 PYTHONTZPATH="" \
    SCORECARD_BIND_HOST=0.0.0.0
RUN printf '%s\n' '#!/bin/sh' \
        "exec python -P -c 'import sys; sys.argv[0] = \"scorecard\"; from app.cli import main; main()' \"\$@\"" \
        > /venv/bin/scorecard \
    && chmod +x /venv/bin/scorecard \
    && python -m compileall -q app dashboards migrations
USER scorecard
VOLUME /srv/scorecard/var
EXPOSE 8000
HEALTHCHECK --start-period=30s --interval=15s --timeout=5s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["scorecard"]
CMD ["serve"]
