"""Files that are fetched, from a server that the tests start, and from copies on disk."""

from __future__ import annotations

import gzip
import hashlib
import logging
import os
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from civicai import i18n
from civicai.datasets import fetch, fetch_nantes_canteen, load
from civicai.errors import DatasetError

# Read before a fixture hides it from every test.
REAL_DATA = os.environ.get("CIVICAI_DATA")

CONTENTS = {"attendance.csv": b"site,date\nA,2018-01-08\n", "strikes.csv": b"Jour\n08/01/18\n"}


class Server(ThreadingHTTPServer):
    """Serve ``contents``, count the requests, and break off the files in ``cut``."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.contents, self.cut, self.asked = dict(CONTENTS), set(), Counter()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path.lstrip("/")
        self.server.asked[name] += 1
        if name not in self.server.contents:
            self.send_error(404)
            return
        content = self.server.contents[name]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:5] if name in self.server.cut else content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch):
    monkeypatch.delenv("CIVICAI_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    logging.getLogger("pooch").setLevel(logging.WARNING)
    with i18n.use("en"):
        yield


def entry(url):
    files = [
        {
            "key": name.removesuffix(".csv"),
            "name": name,
            "url": url + name,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in CONTENTS.items()
    ]
    return {"folder": "canteen", "files": files}


@pytest.fixture
def nowhere():
    """An address at which nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return f"http://127.0.0.1:{port}/"


def check(paths):
    assert {path.name: path.read_bytes() for path in paths.values()} == CONTENTS
    assert list(paths) == ["attendance", "strikes"]


# ---------------------------------------------------------------- download and cache


def test_files_are_downloaded_once(server, tmp_path):
    check(fetch._fetch(entry(server.url), tmp_path))
    check(fetch._fetch(entry(server.url), str(tmp_path)))
    assert server.asked == {"attendance.csv": 1, "strikes.csv": 1}


def test_the_cache_is_enough_without_network(server, nowhere, tmp_path):
    fetch._fetch(entry(server.url), tmp_path)
    check(fetch._fetch(entry(nowhere), tmp_path))


def test_only_what_is_missing_or_altered_is_downloaded_again(server, tmp_path):
    paths = fetch._fetch(entry(server.url), tmp_path)
    paths["strikes"].write_bytes(b"altered")
    check(fetch._fetch(entry(server.url), tmp_path))
    assert server.asked == {"attendance.csv": 1, "strikes.csv": 2}


def test_a_fetch_that_broke_off_is_taken_up_again(server, tmp_path):
    server.cut = {"strikes.csv"}
    with pytest.raises(DatasetError, match=r"strikes\.csv"):
        fetch._fetch(entry(server.url), tmp_path)
    kept = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert kept == ["attendance.csv"]  # not a single byte of the file that broke off
    server.cut = set()
    check(fetch._fetch(entry(server.url), tmp_path))
    assert server.asked == {"attendance.csv": 1, "strikes.csv": 2}


def test_a_wrong_hash_is_refused_and_not_kept(server, tmp_path):
    server.contents["attendance.csv"] = b"site,date\nA,2018-01-09\n"
    with pytest.raises(DatasetError, match="hash"):
        fetch._fetch(entry(server.url), tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_that_is_gone(server, tmp_path):
    del server.contents["strikes.csv"]
    with pytest.raises(DatasetError, match="404"):
        fetch._fetch(entry(server.url), tmp_path)


def test_without_network_the_error_names_the_ways(nowhere, tmp_path):
    with pytest.raises(DatasetError) as error:
        fetch._fetch(entry(nowhere), tmp_path)
    text = str(error.value)
    assert nowhere + "attendance.csv" in text
    assert str(tmp_path / "canteen" / "attendance.csv") in text
    assert "CIVICAI_DATA" in text
    assert "canteen/attendance.csv" in text


def test_the_ways_that_the_error_names_work(nowhere, tmp_path, monkeypatch):
    saved = tmp_path / "cache" / "canteen"
    saved.mkdir(parents=True)
    for name, content in CONTENTS.items():
        (saved / name).write_bytes(content)
    check(fetch._fetch(entry(nowhere), tmp_path / "cache"))
    monkeypatch.setenv("CIVICAI_DATA", str(tmp_path / "cache"))
    check(fetch._fetch(entry(nowhere), tmp_path / "elsewhere"))


# ---------------------------------------------------------------- the user's own folder


@pytest.fixture
def own(tmp_path, monkeypatch):
    folder = tmp_path / "own" / "canteen"
    folder.mkdir(parents=True)
    monkeypatch.setenv("CIVICAI_DATA", str(folder.parent))
    return folder


def test_plain_copies_are_used_where_they_are(own, nowhere, tmp_path):
    for name, content in CONTENTS.items():
        (own / name).write_bytes(content)
    paths = fetch._fetch(entry(nowhere), tmp_path / "cache")
    check(paths)
    assert {path.parent for path in paths.values()} == {own}
    assert not (tmp_path / "cache").exists()


def test_gzipped_copies_are_unpacked_into_the_cache(own, nowhere, tmp_path):
    for name, content in CONTENTS.items():
        (own / f"{name}.gz").write_bytes(gzip.compress(content))
    paths = fetch._fetch(entry(nowhere), tmp_path / "cache")
    check(paths)
    assert {path.parent for path in paths.values()} == {tmp_path / "cache" / "canteen"}
    first = paths["strikes"].stat().st_mtime_ns
    check(fetch._fetch(entry(nowhere), tmp_path / "cache"))
    assert paths["strikes"].stat().st_mtime_ns == first


def test_what_the_folder_lacks_is_downloaded(own, server, tmp_path):
    (own / "attendance.csv").write_bytes(CONTENTS["attendance.csv"])
    check(fetch._fetch(entry(server.url), tmp_path / "cache"))
    assert server.asked == {"strikes.csv": 1}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("attendance.csv", b"altered"),
        ("attendance.csv.gz", gzip.compress(b"altered")),
        ("attendance.csv.gz", b"no archive at all"),
        ("attendance.csv.gz", gzip.compress(CONTENTS["attendance.csv"])[:-9]),
        ("attendance.csv.gz", gzip.compress(CONTENTS["attendance.csv"] + bytes(10_000_000))),
    ],
    ids=["plain", "gzipped", "not gzipped", "cut", "bomb"],
)
def test_a_copy_that_is_not_the_pinned_file_is_refused(own, server, tmp_path, name, content):
    (own / name).write_bytes(content)
    with pytest.raises(DatasetError, match="not the one that was published") as error:
        fetch._fetch(entry(server.url), tmp_path / "cache")
    assert str(own / name) in str(error.value)
    assert not server.asked


# ---------------------------------------------------------------- Nantes


def test_the_default_cache_is_the_users_own(monkeypatch, tmp_path):
    import pooch

    monkeypatch.setattr(pooch, "os_cache", lambda name: tmp_path / name)
    saved = tmp_path / "civicai" / "canteen"
    saved.mkdir(parents=True)
    small = entry("http://127.0.0.1:9/")
    for name, content in CONTENTS.items():
        (saved / name).write_bytes(content)
    monkeypatch.setattr(fetch, "registry", lambda: {"nantes_canteen": small})
    check(fetch_nantes_canteen())


def test_nantes_canteens(monkeypatch, tmp_path):
    if not REAL_DATA:
        pytest.skip("CIVICAI_DATA is not set: the real data are not here")
    monkeypatch.setenv("CIVICAI_DATA", REAL_DATA)
    paths = fetch_nantes_canteen(cache=tmp_path)
    files = {file["key"]: file for file in load.registry()["nantes_canteen"]["files"]}
    assert list(paths) == list(files)
    assert paths["attendance"].parent == tmp_path / "canteen"  # its copy here is gzipped
    for key, path in paths.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == files[key]["sha256"]
