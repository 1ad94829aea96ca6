"""What the foreign WS-Man clients say to a computer, and what they make of its answers.

A client here is what sends an envelope and gives back the answer's text, whatever it does to both on the way.
"""

import uuid
import xml.etree.ElementTree as ET

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
CIMV2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
WQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"

IDENTIFY = (
    f'<s:Envelope xmlns:s="{SOAP}" xmlns:i="{IDENTITY}"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>'
)


def local(element):
    return element.tag.rpartition("}")[2]


def texts(root, name):
    """The texts of all elements of a name, in any namespace."""
    return [element.text or "" for element in root.iter() if local(element) == name]


def enumerate_element(query):
    enumerate = ET.Element(f"{{{ENUMERATION}}}Enumerate")
    ET.SubElement(enumerate, f"{{{WSMAN}}}OptimizeEnumeration")
    ET.SubElement(enumerate, f"{{{WSMAN}}}MaxElements").text = "32000"
    ET.SubElement(enumerate, f"{{{WSMAN}}}Filter", Dialect=WQL).text = query
    return enumerate


def pull_element(context):
    pull = ET.Element(f"{{{ENUMERATION}}}Pull")
    ET.SubElement(pull, f"{{{ENUMERATION}}}EnumerationContext").text = context
    ET.SubElement(pull, f"{{{ENUMERATION}}}MaxElements").text = "32000"
    return pull


def envelope(action, resource, body, selectors=None):
    """An envelope written here, for clients that send whatever they are given."""
    root = ET.Element(f"{{{SOAP}}}Envelope")
    header = ET.SubElement(root, f"{{{SOAP}}}Header")
    ET.SubElement(header, f"{{{ADDRESSING}}}To").text = "http://localhost/wsman"
    ET.SubElement(header, f"{{{WSMAN}}}ResourceURI").text = resource
    reply = ET.SubElement(header, f"{{{ADDRESSING}}}ReplyTo")
    ET.SubElement(reply, f"{{{ADDRESSING}}}Address").text = f"{ADDRESSING}/role/anonymous"
    ET.SubElement(header, f"{{{ADDRESSING}}}Action").text = action
    ET.SubElement(header, f"{{{WSMAN}}}MaxEnvelopeSize").text = "153600"
    ET.SubElement(header, f"{{{ADDRESSING}}}MessageID").text = f"uuid:{uuid.uuid4()}"
    ET.SubElement(header, f"{{{WSMAN}}}OperationTimeout").text = "PT60S"
    if selectors:
        selector_set = ET.SubElement(header, f"{{{WSMAN}}}SelectorSet")
        for name, value in selectors.items():
            ET.SubElement(selector_set, f"{{{WSMAN}}}Selector", Name=name).text = value
    element = ET.SubElement(root, f"{{{SOAP}}}Body")
    if body is not None:
        element.append(body)
    return ET.tostring(root, encoding="utf-8")


def pages(first, pull):
    """Reads an enumeration to its end; gives its items' names and how many pages there were."""
    page, names, count = first, texts(first, "Name"), 1
    while not [element for element in page.iter() if local(element) == "EndOfSequence"]:
        page = pull(texts(page, "EnumerationContext")[0])
        names += texts(page, "Name")
        count += 1
    return names, count
