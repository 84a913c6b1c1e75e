# The app in a container: docker build -t gapviz . && docker run -p 8501:8501 --read-only --tmpfs /tmp gapviz
FROM python:3.11-slim

WORKDIR /app
COPY requirements.txt requirements-cpu.txt ./
RUN pip install --no-cache-dir -r requirements-cpu.txt
COPY . .
# The reader of a chapter does not wait for the compiler, and whoever runs the app can write nothing into it.
RUN python -m compileall -q gapviz

ENV PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "from http.client import HTTPConnection as to; here = to('127.0.0.1', 8501, timeout=4); here.request('GET', '/_stcore/health'); assert here.getresponse().status == 200"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.address=0.0.0.0", "--server.port=8501"]
