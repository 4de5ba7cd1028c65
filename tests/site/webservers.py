"""nginx and Apache, started over a copy of the site for the tests and gone afterwards."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.calls import call
from tests.peers import require
from tests.processes import free_port, stop

_START_SECONDS = 60

_NGINX = """
{user}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {copy}/nginx-http.conf;
    server {{
        listen 127.0.0.1:{port};
        server_name localhost;
        include {copy}/nginx-server.conf;
    }}
}}
"""

_APACHE = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
TypesConfig /dev/null
DefaultRuntimeDir {folder}
Listen 127.0.0.1:{port}
{modules}
User {user}
StartServers 1
ThreadsPerChild 4
MinSpareThreads 1
MaxSpareThreads 4
MaxRequestWorkers 4
<VirtualHost 127.0.0.1:{port}>
{site}
</VirtualHost>
"""
_APACHE_MODULES = (
    "mpm_event",
    "authz_core",
    "mime",
    "dir",
    "alias",
    "rewrite",
    "headers",
    "setenvif",
    "asis",
)
_APACHE_FOLDER = Path("/usr/lib/apache2/modules")


@contextmanager
def nginx(copy: Path) -> Iterator[str]:
    """The address of an nginx with a copy's rules in the blocks that they are for."""
    command, port = require("nginx", "nginx"), free_port()
    with _folder() as folder:
        user = "user root;" if os.geteuid() == 0 else ""
        conf = folder / "nginx.conf"
        conf.write_text(_NGINX.format(user=user, folder=folder, copy=copy, port=port), encoding="utf-8")
        with _started([command, "-p", str(folder), "-c", str(conf), "-e", "error.log"], folder, port) as base:
            yield base


@contextmanager
def apache(site: str) -> Iterator[str]:
    """The address of an Apache with some lines in a virtual host."""
    command, port = require("apache2", "apache2"), free_port()
    with _folder() as folder:
        lines = (f"LoadModule {one}_module {_APACHE_FOLDER}/mod_{one}.so" for one in _APACHE_MODULES)
        user = "www-data" if os.geteuid() == 0 else f"#{os.geteuid()}"
        conf = folder / "apache.conf"
        text = _APACHE.format(folder=folder, port=port, modules="\n".join(lines), user=user, site=site)
        conf.write_text(text, encoding="utf-8")
        with _started([command, "-DFOREGROUND", "-f", str(conf)], folder, port) as base:
            yield base


@contextmanager
def _folder() -> Iterator[Path]:
    """A passing folder that servers under another user can read."""
    with tempfile.TemporaryDirectory(prefix="rufsgraph-web-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def _started(command: list[str], folder: Path, port: int) -> Iterator[str]:
    """A server's address, from when it answers until it is stopped; fails where it ends by itself."""
    base = f"http://127.0.0.1:{port}"
    log = folder / "said.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
    try:
        last = time.monotonic() + _START_SECONDS
        while not _answers(base):
            told = "".join(path.read_text("utf-8", "replace") for path in folder.glob("*.log"))
            assert process.poll() is None and time.monotonic() < last, told
            time.sleep(0.05)
        yield base
        assert process.poll() is None
    finally:
        stop(process)


def _answers(base: str) -> bool:
    try:
        call(base, "/", timeout=5)
    except OSError:
        return False
    return True
