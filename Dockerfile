# The image of every service in docker-compose.yml. Built in one stage, run in another: no pip in the environment, no
# build tool, no compiler; a user without rights; nothing is written outside /tmp.

FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /opt/tools && python -m venv --without-pip /opt/wirecopy
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock requirements-build.lock ./
RUN /opt/tools/bin/pip install --require-hashes -r requirements-build.lock \
    && /opt/tools/bin/pip --python /opt/wirecopy/bin/python install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY worker worker
COPY samples samples
RUN /opt/tools/bin/hatchling build -t wheel \
    && /opt/tools/bin/pip --python /opt/wirecopy/bin/python install --no-deps --no-index dist/*.whl

FROM python:3.13-slim
RUN groupadd --system --gid 10001 wirecopy && useradd --system --uid 10001 --gid 10001 --no-create-home wirecopy \
    # A new volume takes its owner from the folder it is mounted on first: those of the passwords are ours, that of the
    # server's data is the server's (999 in the redis and valkey images).
    && install -d -o wirecopy -g wirecopy /access /access/worker /access/producer /access/intake /access/consumer \
        /access/operator /work \
    && install -d -o 999 -g 999 /data
RUN rm -rf "$(python -c 'import os, pip; print(os.path.dirname(pip.__file__))')" "$(dirname "$(command -v pip)")"/pip*
COPY --from=build /opt/wirecopy /opt/wirecopy
ENV PATH=/opt/wirecopy/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /work
ENTRYPOINT []
CMD ["wirecopy", "--help"]
