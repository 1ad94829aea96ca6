#!/usr/bin/env python3
"""Speaks to a computer by pywinrm's transport: its log-ons, by requests-ntlm and requests-kerberos, and its encryption.

Takes one argument, JSON: url, auth, username, password, ca. Kerberos takes its ticket from KRB5CCNAME. Prints one line of
JSON: what the computer said, or {"error": KIND, "code": NUMBER}.
"""

import json
import sys
import xml.etree.ElementTree as ET

from conversation import CIMV2, ENUMERATION, IDENTIFY, enumerate_element, envelope, pages, pull_element, texts
from winrm.transport import Transport


def talk(transport):
    def ask(body, action):
        return ET.fromstring(transport.send_message(envelope(f"{ENUMERATION}/{action}", CIMV2 + "*", body)))

    said = {"version": texts(ET.fromstring(transport.send_message(IDENTIFY)), "ProductVersion")[0]}
    first = ask(enumerate_element("select ID,Name from SoftwareLicensingProduct"), "Enumerate")
    said["names"], said["pages"] = pages(first, lambda context: ask(pull_element(context), "Pull"))
    return said


def main():
    told = json.loads(sys.argv[1])
    transport = Transport(
        told["url"],
        username=told["username"],
        password=told["password"],
        auth_method=told["auth"],
        message_encryption="always",
        service="HTTP",
        ca_trust_path=told.get("ca", "legacy_requests"),
        server_cert_validation="validate" if told.get("ca") else "ignore",
        proxy=None,
        read_timeout_sec=30,
    )
    try:
        said = talk(transport)
    except Exception as error:  # whatever the library throws is an answer
        said = {"error": type(error).__name__, "code": getattr(error, "code", None), "text": str(error)}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
