#!/usr/bin/env python3
"""Speaks to a computer by pypsrp, whose WS-Man, log-ons and encryption others wrote.

Takes one argument, JSON: server, port, ssl, auth, encryption, username, password, ca, certificate, key, send_cbt,
wrong_cbt. Prints one line of JSON: what the computer said, or {"error": KIND, "code": NUMBER}.
"""

import json
import sys
import xml.etree.ElementTree as ET

from conversation import CIMV2, IDENTIFY, enumerate_element, pages, pull_element, texts
from pypsrp.exceptions import WSManFaultError
from pypsrp.negotiate import HTTPNegotiateAuth
from pypsrp.wsman import SelectorSet, WSMan


def activate(client, identifier):
    resource = CIMV2 + "SoftwareLicensingProduct"
    selectors = SelectorSet()
    selectors.add_option("ID", identifier)
    body = ET.Element(f"{{{resource}}}Activate_INPUT")
    try:
        return texts(client.invoke(resource + "/Activate", resource, body, selector_set=selectors), "ReturnValue")[0]
    except WSManFaultError as fault:
        return f"0x{int(fault.code):08X}"


def talk(client):
    said = {}
    identity = ET.fromstring(client.transport.send(IDENTIFY.encode()))
    said["version"] = texts(identity, "ProductVersion")[0]
    first = client.enumerate(CIMV2 + "*", enumerate_element("select ID,Name from SoftwareLicensingProduct"))
    said["names"], said["pages"] = pages(first, lambda context: client.pull(CIMV2 + "*", pull_element(context)))
    keyed = client.enumerate(
        CIMV2 + "*",
        enumerate_element("select ID,Name from SoftwareLicensingProduct where PartialProductKey is not null"),
    )
    identifiers = texts(keyed, "ID")
    selectors = SelectorSet()
    selectors.add_option("ID", identifiers[0])
    product = client.get(CIMV2 + "SoftwareLicensingProduct", selector_set=selectors)
    said["description"] = texts(product, "Description")[0]
    said["activations"] = [activate(client, identifier) for identifier in identifiers]
    return said


def main():
    told = json.loads(sys.argv[1])
    if told.get("wrong_cbt"):
        HTTPNegotiateAuth._get_cbt_data = staticmethod(lambda response: b"tls-server-end-point:" + b"x" * 32)
    client = WSMan(
        told["server"],
        port=told["port"],
        ssl=told["ssl"],
        auth=told["auth"],
        encryption=told["encryption"],
        username=told.get("username"),
        password=told.get("password"),
        cert_validation=told.get("ca", False),
        certificate_pem=told.get("certificate"),
        certificate_key_pem=told.get("key"),
        negotiate_service="HTTP",
        negotiate_send_cbt=told.get("send_cbt", True),
        no_proxy=True,
    )
    kinds = []
    session = client.transport._build_session()
    session.hooks["response"].append(
        lambda response, **_: kinds.append(response.headers.get("Content-Type", "").partition(";")[0])
    )
    client.transport.session = session
    try:
        said = talk(client)
    except Exception as error:  # whatever the library throws is an answer
        said = {"error": type(error).__name__, "code": getattr(error, "code", None), "text": str(error)}
        if not isinstance(said["code"], int):
            said["code"] = None
    # How the bodies came that are any.
    said["kinds"] = sorted({kind for kind in kinds if kind})
    print(json.dumps(said))


if __name__ == "__main__":
    main()
