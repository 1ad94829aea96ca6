internal import CGSSAPI

/// Messages as NTLM seals them (MS-NLMP 3.4.4): a signature of 16 bytes, then what was encrypted, of the same length.
///
/// By `gss_wrap`, which gives both in one piece; gss-ntlmssp has no `gss_wrap_iov`.
extension GSSContext {
    private static let signatureLength = 16

    static func sealByNTLM(_ context: gss_ctx_id_t, _ plain: [UInt8]) throws(SecurityFailure) -> SealedMessage {
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        var sealed = GSSBuffer()
        let major = withGSSBuffer(plain) {
            gss_wrap(&minor, context, 1, OM_uint32(GSS_C_QOP_DEFAULT), $0, &isEncrypted, &sealed.contents)
        }
        guard major == 0 else { throw SecurityFailure("A message could not be encrypted", major, minor, .ntlm) }
        let bytes = sealed.bytes
        guard isEncrypted != 0, bytes.count == plain.count + signatureLength else {
            throw SecurityFailure(.notProtected, "NTLM did not encrypt a message.")
        }
        return SealedMessage(header: Array(bytes[..<signatureLength]), payload: Array(bytes[signatureLength...]))
    }

    static func unsealByNTLM(_ context: gss_ctx_id_t, _ sealed: SealedMessage) throws(SecurityFailure) -> [UInt8] {
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        var plain = GSSBuffer()
        let major = withGSSBuffer(sealed.header + sealed.payload) {
            gss_unwrap(&minor, context, $0, &plain.contents, &isEncrypted, nil)
        }
        // Not only errors: that a message was seen before or is out of turn comes as information beside success.
        guard major == 0 else { throw SecurityFailure("A message is not the computer's next", major, minor, .ntlm) }
        guard isEncrypted != 0 else { throw SecurityFailure(.notProtected, "A message was not encrypted.") }
        return plain.bytes
    }
}
