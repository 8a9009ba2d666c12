# The app in a container: no root, nothing writable but /data and /tmp.
#   docker build -t aci-cohort-explorer .
#   docker run --read-only --tmpfs /tmp -v aci:/data -p 8501:8501 aci-cohort-explorer
FROM python:3.11-slim-bookworm

# Chromium draws the pictures of a report; the fonts are for Chinese labels in them.
RUN apt-get update \
    && apt-get install -y --no-install-recommends chromium fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin aci \
    && mkdir /data && chown aci:aci /data && chmod 700 /data
WORKDIR /app

COPY requirements.txt requirements.lock ./
RUN python -m pip install --no-cache-dir --disable-pip-version-check \
    -r requirements.txt -c requirements.lock

COPY app.py dashboard.py ./
COPY .streamlit/config.toml .streamlit/
COPY pages pages
COPY sample_data sample_data
COPY aci_core aci_core
# As root, once: the read-only file system takes no bytecode later.
RUN python -m compileall -q aci_core pages app.py dashboard.py

USER aci
ENV HOME=/tmp \
    ACI_DATA_DIR=/data \
    BROWSER_PATH=/usr/bin/chromium \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.address=0.0.0.0", \
     "--server.port=8501", "--server.headless=true", "--server.fileWatcherType=none"]
