#!/usr/bin/env python3
"""The side of security contexts that is spoken to, by implementations that others wrote.

Listens on a free port of 127.0.0.1, which it prints, and ends with its parent. A connection is one context; each line
is a request in JSON, answered by one line. Bytes are base64.

  {"do": "new", "by": "pyspnego" | "gssapi", "mechanism": "ntlm" | "kerberos", "wrapping": "negotiate" | "bare",
   "host": NAME, "bindings": BYTES or absent}
  {"do": "step", "token": BYTES}                   {"token": BYTES or null, "complete": BOOL, "who": NAME or null}
  {"do": "wrap", "plain": BYTES}                   {"header": BYTES, "payload": BYTES, "padding": COUNT}
  {"do": "unwrap", "header": BYTES, "payload": BYTES}                     {"plain": BYTES}

What goes wrong is answered by {"error": TEXT}.
"""

import os

# Before all else: a connection of another test that was inherited would stay open for as long as this program runs.
os.closerange(3, os.sysconf("SC_OPEN_MAX"))

import base64
import json
import socketserver
import threading
import time

import gssapi
import gssapi.raw
import spnego
import spnego.channel_bindings
from gssapi.raw import IOV, IOVBufferType

MECHANISMS = {
    "kerberos": gssapi.OID.from_int_seq("1.2.840.113554.1.2.2"),
    "ntlm": gssapi.OID.from_int_seq("1.3.6.1.4.1.311.2.2.10"),
    "negotiate": gssapi.OID.from_int_seq("1.3.6.1.5.5.2"),
}


class ByPyspnego:
    """pyspnego's own SPNEGO and NTLM; of Kerberos only the framing is its own."""

    def __init__(self, mechanism, wrapping, host, bindings):
        if wrapping == "negotiate":
            protocol, options = "negotiate", spnego.NegotiateOptions.use_negotiate
        elif mechanism == "ntlm":
            protocol, options = "ntlm", spnego.NegotiateOptions.use_ntlm
        else:
            protocol, options = "kerberos", spnego.NegotiateOptions.none
        if bindings is not None:
            bindings = spnego.channel_bindings.GssChannelBindings(application_data=bindings)
        self.context = spnego.server(host, "HTTP", bindings, protocol=protocol, options=options)

    def step(self, token):
        answer = self.context.step(token)
        return answer, self.context.complete, self.context.client_principal if self.context.complete else None

    def wrap(self, plain):
        return self.context.wrap_winrm(plain)

    def unwrap(self, header, payload):
        return self.context.unwrap_winrm(header, payload)


class ByGSSAPI:
    """The system's GSSAPI with its plugins."""

    def __init__(self, mechanism, wrapping, host, bindings):
        del host  # whatever key the keytab has
        self.mechanism = mechanism
        outer = MECHANISMS["negotiate" if wrapping == "negotiate" else mechanism]
        if bindings is not None:
            bindings = gssapi.raw.ChannelBindings(application_data=bindings)
        credentials = gssapi.Credentials(usage="accept", mechs=[outer])
        self.context = gssapi.SecurityContext(usage="accept", creds=credentials, channel_bindings=bindings)

    def step(self, token):
        answer = self.context.step(token)
        # gss-ntlmssp ends names as C does.
        who = str(self.context.initiator_name).rstrip("\0") if self.context.complete else None
        return answer, self.context.complete, who

    def wrap(self, plain):
        if self.mechanism == "ntlm":
            sealed = self.context.wrap(plain, True).message
            return sealed[:16], sealed[16:], 0
        pieces = IOV(IOVBufferType.header, plain, IOVBufferType.padding, std_layout=False)
        gssapi.raw.wrap_iov(self.context, pieces, confidential=True)
        padding = pieces[2].value or b""
        return pieces[0].value, pieces[1].value + padding, len(padding)

    def unwrap(self, header, payload):
        if self.mechanism == "ntlm":
            return self.context.unwrap(header + payload).message
        pieces = IOV((IOVBufferType.header, False, header), payload, IOVBufferType.data, std_layout=False)
        gssapi.raw.unwrap_iov(self.context, pieces)
        return pieces[1].value


def encoded(value):
    return None if value is None else base64.b64encode(value).decode()


class Connection(socketserver.StreamRequestHandler):
    side = None

    def handle(self):
        for line in self.rfile:
            try:
                answer = self.answer(json.loads(line))
            except Exception as error:  # whatever the libraries throw is an answer
                answer = {"error": f"{type(error).__name__}: {error}"}
            self.wfile.write(json.dumps(answer).encode() + b"\n")

    def answer(self, request):
        def given(name):
            return None if request.get(name) is None else base64.b64decode(request[name])

        if request["do"] == "new":
            kind = {"pyspnego": ByPyspnego, "gssapi": ByGSSAPI}[request["by"]]
            self.side = kind(request["mechanism"], request["wrapping"], request["host"], given("bindings"))
            return {}
        if request["do"] == "step":
            token, complete, who = self.side.step(given("token"))
            return {"token": encoded(token), "complete": complete, "who": who}
        if request["do"] == "wrap":
            header, payload, padding = self.side.wrap(given("plain"))
            return {"header": encoded(header), "payload": encoded(payload), "padding": padding}
        return {"plain": encoded(self.side.unwrap(given("header"), given("payload")))}


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    parent = os.getppid()
    server = Server(("127.0.0.1", 0), Connection)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    while os.getppid() == parent:
        time.sleep(0.5)


if __name__ == "__main__":
    main()
