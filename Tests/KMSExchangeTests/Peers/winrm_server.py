#!/usr/bin/env python3
"""A WinRM server of parts that others wrote: pyspnego proves and encrypts, Python speaks HTTP and TLS.

What it knows of WMI is canned: one Windows with a KMS client, which is active once it was told to be. Listens for requests
on a free port of 127.0.0.1, which it prints, and ends with its parent. Each line is a request in JSON, answered by one:

  {"do": "listen", "offers": [NAME, …], …}     {"port": NUMBER}; a listener of its own, whose options stand in DEFAULTS
  {"do": "log", "port": NUMBER}                what came to the listener so far
"""

import os

# Before all else: a connection of another test that was inherited would stay open for as long as this program runs.
os.closerange(3, os.sysconf("SC_OPEN_MAX"))

import base64
import hashlib
import http.server
import json
import re
import socketserver
import ssl
import struct
import sys
import threading
import time

import cryptography.x509
from cryptography.hazmat.primitives.serialization import Encoding
import spnego
import spnego.channel_bindings

DEFAULTS = {
    "offers": ["Negotiate"],  # what a 401 offers; also Kerberos and Basic
    "basic": None,  # the only "user:password" that Basic takes
    "certificate": None,  # with "key": PEM files; TLS if given
    "key": None,
    "clients": None,  # a PEM file with the only client certificates that are taken
    "bindings": "same",  # as the certificate demands; "other" for those of another connection
    "logOffAt": 0,  # the message, counted from 1, that is answered by 401 and a forgotten log-on
    "alwaysLogOff": False,
    "plainAt": 0,  # the message that is answered in the clear
    "plainStatus": 200,
    "spoilAt": 0,  # the message whose answer has a bit turned
    "cutAfter": 0,  # the message after whose answer the connection is closed
    "busy": False,  # 503 to all
    "encoding": "utf-8",
    "tab": True,
    "clock": None,  # how many seconds its clock is ahead, of which it then tells
    "seconds": 0,  # how long an activation takes
}
MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
BOUNDARY = b"--Encrypted Boundary"


def envelope(body):
    return (
        '<s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" '
        'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/SoftwareLicensingProduct">'
        f"<s:Header/><s:Body>{body}</s:Body></s:Envelope>"
    )


def page(items):
    return envelope(
        f"<n:EnumerateResponse><n:EnumerationContext/><w:Items>{items}</w:Items><w:EndOfSequence/></n:EnumerateResponse>"
    )


def fault(code, text):
    return envelope(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:InternalError</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en-US">{text}</s:Text></s:Reason><s:Detail>'
        f'<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="{code}"/></s:Detail></s:Fault>'
    )


class Windows:
    """The computer behind a listener."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.is_active = False

    def answer(self, request):
        action = re.search(r"<[a-z]+:Action[^>]*>([^<]*)<", request)
        action = action.group(1).rsplit("/", 1)[-1] if action else "Identify"
        if action == "Identify":
            version = "<i:ProductVersion>OS: 10.0.20348 SP: 0.0 Stack: 3.0</i:ProductVersion>"
            return action, 200, envelope(f'<i:IdentifyResponse xmlns:i="i">{version}</i:IdentifyResponse>')
        if action == "Enumerate" and "SoftwareLicensingProduct" in request:
            return action, 200, page(f"<w:XmlFragment>{self.licence()}</w:XmlFragment>")
        if action == "Enumerate" and "SoftwareLicensingService" in request:
            return action, 200, page("<w:XmlFragment><Version>10.0.1</Version></w:XmlFragment>")
        if action == "Enumerate":
            return action, 200, page("")
        if action == "Get":
            return action, 200, envelope(f"<p:SoftwareLicensingProduct>{self.licence()}</p:SoftwareLicensingProduct>")
        if action == "Activate":
            time.sleep(self.seconds)
            self.is_active = True
            return action, 200, envelope("<p:Activate_OUTPUT><p:ReturnValue>0</p:ReturnValue></p:Activate_OUTPUT>")
        return action, 500, fault(2150858752, f"{action} is not known.")

    def licence(self):
        status, minutes = (1, 259200) if self.is_active else (5, 0)
        return (
            "<ApplicationID>55c92734-d682-4d71-983e-d6ec3f16059f</ApplicationID>"
            "<Description>Windows(R) Operating System, VOLUME_KMSCLIENT channel</Description>"
            '<DiscoveredKeyManagementServiceMachineName xsi:nil="true"/>'
            f"<GracePeriodRemaining>{minutes}</GracePeriodRemaining><ID>2de67392-b7a7-462a-b1ca-108dd189f588</ID>"
            '<KeyManagementServiceMachine xsi:nil="true"/><LicenseIsAddon>false</LicenseIsAddon>'
            f"<LicenseStatus>{status}</LicenseStatus><LicenseStatusReason>0</LicenseStatusReason>"
            "<Name>Windows(R), Professional edition</Name><PartialProductKey>T83GX</PartialProductKey>"
        )


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, options):
        unknown = set(options) - set(DEFAULTS)
        if unknown:
            raise ValueError(f"unknown options: {unknown}")
        self.options = {**DEFAULTS, **options}
        self.windows = Windows(self.options["seconds"])
        self.lock = threading.Lock()
        self.log = {"connections": 0, "logOns": [], "refusals": 0, "messages": [], "errors": []}
        self.tls, self.bindings = None, None
        if self.options["certificate"]:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(self.options["certificate"], self.options["key"])
            if self.options["clients"]:
                self.tls.verify_mode = ssl.CERT_REQUIRED
                self.tls.load_verify_locations(self.options["clients"])
            self.bindings = self.end_point()
        super().__init__(("127.0.0.1", 0), Connection)

    def end_point(self):
        with open(self.options["certificate"], "rb") as file:
            certificate = cryptography.x509.load_pem_x509_certificate(file.read())
        name = certificate.signature_hash_algorithm.name
        der = certificate.public_bytes(Encoding.DER)
        digest = hashlib.new("sha256" if name in ("md5", "sha1") else name, der).digest()
        if self.options["bindings"] == "other":
            digest = digest[::-1]
        return spnego.channel_bindings.GssChannelBindings(application_data=b"tls-server-end-point:" + digest)

    def note(self, name, value=None):
        with self.lock:
            if value is None:
                self.log[name] += 1
            else:
                self.log[name].append(value)
                return len(self.log[name])

    def handle_error(self, request, address):
        # A client that hangs up is no news.
        pass


class Connection(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    context = None
    who = None

    def setup(self):
        self.server.note("connections")
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def log_message(self, *words):
        pass

    def send(self, status, headers=(), body=b""):
        self.send_response_only(status)
        self.send_header("Server", "Microsoft-HTTPAPI/2.0")
        if self.server.options["clock"] is not None:
            self.send_header("Date", self.date_time_string(time.time() + self.server.options["clock"]))
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, why=None):
        self.context, self.who = None, None
        if why:
            self.server.note("refusals")
            self.server.note("errors", why)
        self.send(401, [("WWW-Authenticate", offer) for offer in self.server.options["offers"]])

    def do_POST(self):
        options = self.server.options
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if options["busy"]:
            return self.send(503)
        words = (self.headers.get("Authorization") or "").split(" ", 1)
        if words[0] in ("Negotiate", "Kerberos"):
            return self.leg(words[0], base64.b64decode(words[1]), body)
        if words[0] == "Basic":
            if "Basic" not in options["offers"]:
                return self.refuse()
            given = base64.b64decode(words[1]).decode()
            if given != options["basic"]:
                return self.refuse("Basic")
            return self.message(body, given.split(":")[0], "basic")
        if words[0] == MUTUAL:
            certificate = self.connection.getpeercert() if self.server.tls else None
            if not certificate:
                return self.refuse("no certificate")
            subject = dict(part[0] for part in certificate["subject"])
            return self.message(body, subject["commonName"], "certificate")
        if self.who:
            return self.message(body, self.who, self.context.negotiated_protocol)
        return self.refuse()

    def leg(self, scheme, token, body):
        options = self.server.options
        if scheme not in options["offers"]:
            return self.refuse()
        try:
            if self.context is None or self.context.complete:
                self.who = None
                protocol, pure = "kerberos", spnego.NegotiateOptions.none
                if scheme == "Negotiate":
                    protocol, pure = "negotiate", spnego.NegotiateOptions.use_negotiate
                self.context = spnego.server("localhost", "HTTP", self.server.bindings, protocol=protocol, options=pure)
            answer = self.context.step(token)
        except Exception as error:  # whatever the libraries throw is a refusal
            return self.refuse(f"{type(error).__name__}: {error}")
        headers = [("WWW-Authenticate", f"{scheme} {base64.b64encode(answer).decode()}")] if answer else []
        if not self.context.complete:
            return self.send(401, headers)
        self.who = self.context.client_principal
        self.server.note("logOns", {"who": self.who, "by": f"{scheme}/{self.context.negotiated_protocol}"})
        self.scheme = "SPNEGO" if scheme == "Negotiate" else "Kerberos"
        return self.send(200, headers) if not body else self.message(body, self.who, self.context.negotiated_protocol)

    def message(self, body, who, by):
        """Answers a request of one who is known."""
        options = self.server.options
        must_encrypt = self.context is not None and not self.server.tls
        number = self.server.note("messages", {"who": who, "by": by, "action": None, "encrypted": must_encrypt})
        if must_encrypt:
            try:
                body = self.decrypted(body)
            except Exception as error:
                self.server.note("errors", f"{type(error).__name__}: {error}")
                return self.send(500)
        if number == options["logOffAt"] or options["alwaysLogOff"]:
            self.context, self.who = None, None
            return self.send(401, [("WWW-Authenticate", offer) for offer in options["offers"]])
        action, status, text = self.server.windows.answer(body.decode())
        with self.server.lock:
            self.server.log["messages"][number - 1]["action"] = action
        kind, answer = "application/soap+xml;charset=UTF-8", text.encode()
        if options["encoding"] != "utf-8":
            kind, answer = "application/soap+xml;charset=UTF-16", text.encode("utf-16-le")
        if number == options["plainAt"]:
            return self.send(options["plainStatus"], [("Content-Type", kind)], answer)
        if must_encrypt:
            answer = self.encrypted(answer, kind, spoilt=number == options["spoilAt"])
            kind = f'multipart/encrypted;protocol="application/HTTP-{self.scheme}-session-encrypted";boundary="Encrypted Boundary"'
        if number == options["cutAfter"]:
            # Without a word beforehand, as a computer that restarts its service.
            self.close_connection = True
        self.send(status, [("Content-Type", kind)], answer)
        self.wfile.flush()

    def decrypted(self, body):
        kind = self.headers["Content-Type"]
        if f'protocol="application/HTTP-{self.scheme}-session-encrypted"' not in kind:
            raise ValueError(f"not encrypted: {kind}")
        length = int(re.search(rb"Length=(\d+)", body).group(1))
        start = body.index(b"application/octet-stream\r\n") + 26
        count = struct.unpack("<I", body[start : start + 4])[0]
        header, payload = body[start + 4 : start + 4 + count], body[start + 4 + count : start + 4 + count + length]
        if body[start + 4 + count + length :] != BOUNDARY + b"--\r\n":
            raise ValueError("the length is wrong")
        if b"\r\n\tContent-Type: " not in body:
            raise ValueError("no tabulator before a header")
        return self.context.unwrap_winrm(header, payload)

    def encrypted(self, plain, kind, spoilt):
        header, payload, padding = self.context.wrap_winrm(plain)
        if spoilt:
            payload = payload[:-1] + bytes([payload[-1] ^ 1])
        tab = b"\t" if self.server.options["tab"] else b""
        return (
            BOUNDARY
            + b"\r\n%sContent-Type: application/HTTP-%s-session-encrypted\r\n" % (tab, self.scheme.encode())
            + b"%sOriginalContent: type=%s;Length=%d\r\n" % (tab, kind.encode(), len(plain) + padding)
            + BOUNDARY
            + b"\r\n%sContent-Type: application/octet-stream\r\n" % tab
            + struct.pack("<I", len(header))
            + header
            + payload
            + BOUNDARY
            + b"--\r\n"
        )


class Control(socketserver.StreamRequestHandler):
    listeners = {}

    def handle(self):
        for line in self.rfile:
            try:
                answer = self.answer(json.loads(line))
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            self.wfile.write(json.dumps(answer).encode() + b"\n")

    def answer(self, request):
        if request["do"] == "log":
            listener = self.listeners[request["port"]]
            with listener.lock:
                return json.loads(json.dumps(listener.log))
        listener = Listener({name: value for name, value in request.items() if name != "do"})
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        port = listener.server_address[1]
        self.listeners[port] = listener
        return {"port": port}


class ControlServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    if len(sys.argv) > 1:
        # By itself: one listener with the options given, which it prints the port of.
        listener = Listener(json.loads(sys.argv[1]))
        print(listener.server_address[1], flush=True)
        threading.Thread(target=listener.serve_forever, daemon=True).start()
    else:
        server = ControlServer(("127.0.0.1", 0), Control)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_address[1], flush=True)
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)


if __name__ == "__main__":
    main()
