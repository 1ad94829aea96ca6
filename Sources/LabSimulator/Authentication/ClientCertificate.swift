/// The certificate with which a client logs on.
enum ClientCertificate {
    /// Whom it speaks for: the user principal name among its alternative names, by which Windows maps a certificate to a user.
    /// - Parameter certificate: DER.
    /// - Returns: such as `alice@localhost`; nil where it has none.
    static func principal(_ certificate: [UInt8]) -> String? {
        // otherName ::= [0] { type-id OBJECT IDENTIFIER, value [0] { UTF8String } }
        let identifier: [UInt8] = [0x06, 0x0A, 0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x14, 0x02, 0x03]
        var rest = certificate[...]
        while let start = rest.firstIndex(of: 0x06) {
            rest = rest[start...]
            if rest.starts(with: identifier), let value = DERElement(rest.dropFirst(identifier.count)),
                value.tag == 0xA0, let text = DERElement(value.content), text.tag == 0x0C
            {
                return String(validating: text.content, as: UTF8.self)
            }
            rest = rest.dropFirst()
        }
        return nil
    }
}
