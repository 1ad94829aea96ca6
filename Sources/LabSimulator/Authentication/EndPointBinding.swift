internal import Crypto

/// What binds a log-on to the TLS connection that it is made on: the hash of the server's certificate (RFC 5929, 4.1).
enum EndPointBinding {
    /// The bindings for a certificate (DER).
    ///
    /// By the hash of its signature, SHA-256 in place of older ones.
    static func bytes(_ certificate: [UInt8]) -> [UInt8] {
        let digest: [UInt8] =
            switch hash(certificate) {
            case 384: Array(SHA384.hash(data: certificate))
            case 512: Array(SHA512.hash(data: certificate))
            default: Array(SHA256.hash(data: certificate))
            }
        return Array("tls-server-end-point:".utf8) + digest
    }

    /// Signatures with other hashes than SHA-256: RSA and ECDSA with SHA-384 and SHA-512.
    private static let others: [(identifier: [UInt8], bits: Int)] = [
        ([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0C], 384),
        ([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0D], 512),
        ([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03], 384),
        ([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04], 512),
    ]

    private static func hash(_ certificate: [UInt8]) -> Int {
        // Certificate ::= SEQUENCE { what is signed SEQUENCE, algorithm SEQUENCE { OBJECT IDENTIFIER … }, … }
        guard let whole = DERElement(certificate[...]), let signed = DERElement(whole.content),
            let algorithm = DERElement(signed.rest), let identifier = DERElement(algorithm.content)
        else { return 256 }
        return others.first { $0.identifier.elementsEqual(identifier.content) }?.bits ?? 256
    }
}

/// The first element of a sequence of them in DER.
struct DERElement {
    let tag: UInt8
    let content: ArraySlice<UInt8>
    /// What follows it.
    let rest: ArraySlice<UInt8>

    init?(_ bytes: ArraySlice<UInt8>) {
        guard let tag = bytes.first, let first = bytes.dropFirst().first else { return nil }
        var rest = bytes.dropFirst(2)
        var length = Int(first)
        if first >= 0x80 {
            let digits = Int(first & 0x7F)
            guard (1...4).contains(digits), rest.count >= digits else { return nil }
            length = rest.prefix(digits).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(digits)
        }
        guard rest.count >= length else { return nil }
        self.tag = tag
        content = rest.prefix(length)
        self.rest = rest.dropFirst(length)
    }
}
