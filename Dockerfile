# Commonweal's image: the packages are installed in one stage, the program runs from another that has neither
# installer nor compiler, as a user that owns nothing, on a root file system that may be read-only.

FROM python:3.13-slim-trixie AS packages
WORKDIR /srv
COPY requirements/uv.txt requirements/base.txt requirements/
RUN python -m venv --without-pip /opt/commonweal \
 && pip install --no-cache-dir --require-hashes --no-deps -r requirements/uv.txt \
 && uv pip install --no-cache --python /opt/commonweal/bin/python --require-hashes --compile-bytecode -r requirements/base.txt

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Commonweal" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin commonweal \
 && install --directory --owner=commonweal --group=commonweal --mode=0700 /var/lib/commonweal
ENV PATH=/opt/commonweal/bin:$PATH \
    PYTHONPATH=/srv \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    COMMONWEAL_ENV=production \
    COMMONWEAL_DATA=/var/lib/commonweal
WORKDIR /srv
COPY --from=packages /opt/commonweal /opt/commonweal
COPY LICENSE NOTICE deploy/healthcheck.py ./
COPY migrations migrations
COPY locale locale
COPY static static
COPY templates templates
COPY app app
RUN python -m compileall -q app migrations
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "/srv/healthcheck.py"]
ENTRYPOINT ["python", "-c", "import sys; sys.argv[0] = 'commonweal'; from app.cli import main; sys.exit(main())"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
