/// The one thing that is ever said to TCP 1688: the question whether somebody there knows the KMS interface.
///
/// A DCE/RPC connection begins with a *bind*: the client names an interface and a way of writing data, the server says
/// whether it has both. Only then could a request follow. This project asks nothing of a KMS host for another machine,
/// so there is no request here and no way to make one: the PDU is a constant, and nothing takes its parts.
///
/// Layout: C706 (The Open Group, "DCE 1.1: Remote Procedure Call", 1997), sections 12.6.3.1 and 12.6.4.3, little endian.
/// The interface is found by that number in public lists of Windows' RPC interfaces, under `KMS` or `SLsvc.exe`.
package enum RPCBind {
    /// The call's number, which the answer repeats.
    static let callID: UInt32 = 1

    /// The bind PDU, 72 bytes.
    package static let pdu: [UInt8] = [
        5, 0,  // version 5.0
        11,  // a bind
        0x03,  // the first fragment and the last
        0x10, 0, 0, 0,  // little endian, ASCII, IEEE
        72, 0,  // length of the whole
        0, 0,  // no authentication
        1, 0, 0, 0,  // the call's number
        0xD0, 0x16, 0xD0, 0x16,  // fragments of 5,840 bytes at most, in both directions
        0, 0, 0, 0,  // a new association
        1, 0, 0, 0,  // one context
        0, 0, 1, 0,  // its number, with one transfer syntax
        // 51c82175-844e-4750-b0d8-ec255555bc06, version 1.0
        0x75, 0x21, 0xC8, 0x51, 0x4E, 0x84, 0x50, 0x47, 0xB0, 0xD8, 0xEC, 0x25, 0x55, 0x55, 0xBC, 0x06,
        1, 0, 0, 0,
        // NDR: 8a885d04-1ceb-11c9-9fe8-08002b104860, version 2 (MS-RPCE, section 2.2.4.12)
        0x04, 0x5D, 0x88, 0x8A, 0xEB, 0x1C, 0xC9, 0x11, 0x9F, 0xE8, 0x08, 0x00, 0x2B, 0x10, 0x48, 0x60,
        2, 0, 0, 0,
    ]
}
