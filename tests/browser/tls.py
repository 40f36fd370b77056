"""A proxy that ends TLS before the site, as production has it: http and https on one port, for one host name."""

import socket
import ssl
import subprocess
import threading
from contextlib import closing, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer

TLS_HANDSHAKE = b"\x16"
LARGEST_BODY = 1 << 20


def certificate(folder):
    """Make a certificate for localhost that is thrown away with `folder`; returns the paths of it and its key."""
    paths = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-out", paths[0], "-keyout", paths[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return paths


class Handler(StreamRequestHandler):
    """One request: passes it on with `X-Forwarded-Proto` and `X-Forwarded-For`, and the answer back."""

    def setup(self):
        if self.request.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self):
        scheme = b"https" if isinstance(self.request, ssl.SSLSocket) else b"http"
        head, length = [self.rfile.readline()], 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
            if not line.lower().startswith((b"connection:", b"x-forwarded-")):
                head.append(line)
        head += [b"X-Forwarded-Proto: " + scheme + b"\r\n", b"X-Forwarded-For: 127.0.0.1\r\n"]
        head += [b"Connection: close\r\n", b"\r\n"]
        # What is too large is refused before it is sent.
        if length <= LARGEST_BODY:
            head.append(self.rfile.read(length))
        with closing(socket.create_connection(("localhost", self.server.target))) as site:
            site.sendall(b"".join(head))
            while data := site.recv(65536):
                self.wfile.write(data)


class Proxy(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, target, folder):
        super().__init__(("localhost", 0), Handler)
        self.target = target
        self.certificate, key = certificate(folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        self.host = f"localhost:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that hangs up halfway is no news."""
        with suppress(OSError):
            request.close()
