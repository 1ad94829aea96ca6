internal import CGSSAPI

/// Messages as Kerberos seals them for WinRM: the token of RFC 4121 with its trailer rotated to the front, then what was
/// encrypted, then padding where the key's cipher needs some.
extension GSSContext {
    static func sealByKerberos(_ context: gss_ctx_id_t, _ plain: [UInt8]) throws(SecurityFailure) -> SealedMessage {
        var payload = plain
        var pieces = [
            piece(GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE),
            piece(GSS_IOV_BUFFER_TYPE_DATA),
            piece(GSS_IOV_BUFFER_TYPE_PADDING | GSS_IOV_BUFFER_FLAG_ALLOCATE),
        ]
        defer { release(&pieces) }
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        let major = payload.withUnsafeMutableBytes { raw in
            pieces[1].buffer = gss_buffer_desc(length: raw.count, value: raw.baseAddress)
            return gss_wrap_iov(
                &minor,
                context,
                1,
                OM_uint32(GSS_C_QOP_DEFAULT),
                &isEncrypted,
                &pieces,
                Int32(pieces.count)
            )
        }
        guard major == 0 else { throw SecurityFailure("A message could not be encrypted", major, minor, .kerberos) }
        guard isEncrypted != 0 else { throw SecurityFailure(.notProtected, "Kerberos did not encrypt a message.") }
        let padding = bytes(of: pieces[2])
        return SealedMessage(
            header: bytes(of: pieces[0]),
            payload: payload + padding,
            paddingLength: padding.count
        )
    }

    static func unsealByKerberos(_ context: gss_ctx_id_t, _ sealed: SealedMessage) throws(SecurityFailure) -> [UInt8] {
        // One copy, decrypted in place.
        var bytes = sealed.header + sealed.payload
        let headerLength = sealed.header.count
        var pieces = [
            piece(GSS_IOV_BUFFER_TYPE_HEADER), piece(GSS_IOV_BUFFER_TYPE_DATA), piece(GSS_IOV_BUFFER_TYPE_DATA),
        ]
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        let (major, plain) = bytes.withUnsafeMutableBytes { raw in
            let header = UnsafeMutableRawBufferPointer(rebasing: raw[..<headerLength])
            let payload = UnsafeMutableRawBufferPointer(rebasing: raw[headerLength...])
            pieces[0].buffer = gss_buffer_desc(length: header.count, value: header.baseAddress)
            pieces[1].buffer = gss_buffer_desc(length: payload.count, value: payload.baseAddress)
            let major = gss_unwrap_iov(&minor, context, &isEncrypted, nil, &pieces, Int32(pieces.count))
            return (major, major == 0 ? Self.bytes(of: pieces[1]) : [])
        }
        // Not only errors: that a message was seen before or is out of turn comes as information beside success.
        guard major == 0 else { throw SecurityFailure("A message is not the computer's next", major, minor, .kerberos) }
        guard isEncrypted != 0 else { throw SecurityFailure(.notProtected, "A message was not encrypted.") }
        return plain
    }

    private static func piece(_ kind: Int32) -> gss_iov_buffer_desc {
        gss_iov_buffer_desc(type: OM_uint32(kind), buffer: gss_buffer_desc(length: 0, value: nil))
    }

    private static func bytes(of piece: gss_iov_buffer_desc) -> [UInt8] {
        guard let start = piece.buffer.value, piece.buffer.length > 0 else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: piece.buffer.length))
    }

    /// Gives back what GSSAPI has allocated of the pieces.
    private static func release(_ pieces: inout [gss_iov_buffer_desc]) {
        var minor: OM_uint32 = 0
        gss_release_iov_buffer(&minor, &pieces, Int32(pieces.count))
    }
}
