/// The hash function in the signature of an X.509 certificate, which decides by what the certificate itself is hashed for
/// channel bindings (RFC 5929 section 4.1).
enum CertificateSignature: Sendable, Hashable {
    case sha256, sha384, sha512

    /// Finds it in a certificate in DER.
    ///
    /// SHA-256 for what it does not find: for MD5 and SHA-1 the RFC says so; for signatures without a hash of their own, as
    /// Ed25519, it leaves it open.
    init(certificate: [UInt8]) {
        self = Self.algorithm(of: certificate).flatMap(Self.init(algorithm:)) ?? .sha256
    }

    /// `Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }` (RFC 5280 section 4.1).
    private static func algorithm(of certificate: [UInt8]) -> DERReader? {
        var whole = DERReader(certificate[...])
        guard var parts = whole.enter(DERReader.sequence), parts.enter(DERReader.sequence) != nil else { return nil }
        return parts.enter(DERReader.sequence)
    }

    private init?(algorithm: DERReader) {
        var algorithm = algorithm
        guard let identifier = algorithm.take(DERReader.objectIdentifier) else { return nil }
        if Array(identifier) == Self.pss {
            self.init(pss: algorithm)
        } else if let known = Self.signatures[Array(identifier)] {
            self = known
        } else {
            return nil
        }
    }

    /// `RSASSA-PSS-params ::= SEQUENCE { hashAlgorithm [0] AlgorithmIdentifier DEFAULT sha1, … }` (RFC 4055 section 3.1).
    private init?(pss parameters: DERReader) {
        var outer = parameters
        guard var inner = outer.enter(DERReader.sequence), var tagged = inner.enter(DERReader.context0),
            var hash = tagged.enter(DERReader.sequence), let identifier = hash.take(DERReader.objectIdentifier),
            let known = Self.hashes[Array(identifier)]
        else { return nil }
        self = known
    }

    // Object identifiers as DER has them.
    private static let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01]
    private static let ecdsa: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03]
    private static let nist: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04]
    private static let pss = rsa + [10]
    private static let signatures: [[UInt8]: CertificateSignature] = [
        rsa + [11]: .sha256, rsa + [12]: .sha384, rsa + [13]: .sha512,
        ecdsa + [2]: .sha256, ecdsa + [3]: .sha384, ecdsa + [4]: .sha512,
        nist + [3, 3]: .sha384, nist + [3, 4]: .sha512,
    ]
    private static let hashes: [[UInt8]: CertificateSignature] = [
        nist + [2, 1]: .sha256, nist + [2, 2]: .sha384, nist + [2, 3]: .sha512,
    ]
}
