internal import CGSSAPI
internal import Synchronization

/// What the two sides say once a log-on stands (MS-WSMV 2.2.9.1.1).
extension AcceptorContext {
    /// A body that was encrypted.
    struct Sealed {
        var header: [UInt8]
        var payload: [UInt8]
        /// So many bytes of the payload are none of the body's.
        var padding = 0
    }

    /// Encrypts a body.
    func seal(_ plain: [UInt8]) throws(MechanismFailure) -> Sealed {
        try established { (context, mechanism) throws(MechanismFailure) in
            switch mechanism {
            case .ntlm: try Self.wrapped(plain, context)
            case .kerberos: try Self.wrappedInPieces(plain, context)
            }
        }
    }

    /// Decrypts a body.
    func unseal(_ message: EncryptedMessage) throws(MechanismFailure) -> [UInt8] {
        try established { (context, mechanism) throws(MechanismFailure) in
            switch mechanism {
            case .ntlm: try Self.unwrapped(message, context)
            case .kerberos: try Self.unwrappedInPieces(message, context)
            }
        }
    }

    private func established<Value: Sendable>(
        _ body: (gss_ctx_id_t, LabMechanism) throws(MechanismFailure) -> Value
    ) throws(MechanismFailure) -> Value {
        try state.withLock { (state) throws(MechanismFailure) in
            guard let context = state.handle, let mechanism = state.mechanism else {
                throw MechanismFailure("no log-on stands")
            }
            return try body(context, mechanism)
        }
    }

    // MARK: NTLM, whose messages are a signature of 16 bytes and as many bytes as the body has

    private static func wrapped(_ plain: [UInt8], _ context: gss_ctx_id_t) throws(MechanismFailure) -> Sealed {
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        let sealed = plain.lent { plain in
            AllocatedBytes { gss_wrap(&minor, context, 1, OM_uint32(GSS_C_QOP_DEFAULT), plain, &isEncrypted, $0) }
        }
        guard sealed.status == 0, isEncrypted != 0, sealed.bytes.count == plain.count + 16 else {
            throw MechanismFailure("a body could not be encrypted", sealed.status, minor)
        }
        return Sealed(header: Array(sealed.bytes.prefix(16)), payload: Array(sealed.bytes.dropFirst(16)))
    }

    private static func unwrapped(
        _ message: EncryptedMessage,
        _ context: gss_ctx_id_t
    ) throws(MechanismFailure) -> [UInt8] {
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        let plain = (message.header + message.payload).lent { sealed in
            AllocatedBytes { gss_unwrap(&minor, context, sealed, $0, &isEncrypted, nil) }
        }
        // Information beside success, such as that it came out of turn, is as bad as an error.
        guard plain.status == 0, isEncrypted != 0 else {
            throw MechanismFailure("a body is not what the client sent next", plain.status, minor)
        }
        return plain.bytes
    }

    // MARK: Kerberos, whose header holds the checksum too, so that what follows is the body

    private static func wrappedInPieces(_ plain: [UInt8], _ context: gss_ctx_id_t) throws(MechanismFailure) -> Sealed {
        let allocated = GSS_IOV_BUFFER_FLAG_ALLOCATE
        var pieces = Pieces([
            GSS_IOV_BUFFER_TYPE_HEADER | allocated, GSS_IOV_BUFFER_TYPE_DATA, GSS_IOV_BUFFER_TYPE_PADDING | allocated,
        ])
        var payload = plain
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        let major = payload.withUnsafeMutableBytes { raw in
            pieces.elements[1].buffer = gss_buffer_desc(length: raw.count, value: raw.baseAddress)
            return gss_wrap_iov(&minor, context, 1, OM_uint32(GSS_C_QOP_DEFAULT), &isEncrypted, &pieces.elements, 3)
        }
        guard major == 0, isEncrypted != 0 else {
            throw MechanismFailure("a body could not be encrypted", major, minor)
        }
        let padding = pieces.bytes(2)
        return Sealed(header: pieces.bytes(0), payload: payload + padding, padding: padding.count)
    }

    private static func unwrappedInPieces(
        _ message: EncryptedMessage,
        _ context: gss_ctx_id_t
    ) throws(MechanismFailure) -> [UInt8] {
        var pieces = Pieces([GSS_IOV_BUFFER_TYPE_HEADER, GSS_IOV_BUFFER_TYPE_DATA, GSS_IOV_BUFFER_TYPE_DATA])
        var header = message.header
        var payload = message.payload
        var minor: OM_uint32 = 0
        var isEncrypted: Int32 = 0
        var plain: [UInt8] = []
        let major = header.withUnsafeMutableBytes { header in
            payload.withUnsafeMutableBytes { payload in
                pieces.elements[0].buffer = gss_buffer_desc(length: header.count, value: header.baseAddress)
                pieces.elements[1].buffer = gss_buffer_desc(length: payload.count, value: payload.baseAddress)
                let major = gss_unwrap_iov(&minor, context, &isEncrypted, nil, &pieces.elements, 3)
                // In place, less the padding.
                if major == 0 { plain = pieces.bytes(1) }
                return major
            }
        }
        guard major == 0, isEncrypted != 0 else {
            throw MechanismFailure("a body is not what the client sent next", major, minor)
        }
        return plain
    }

    /// The pieces of a message; what GSSAPI has allocated of them goes back with them.
    private struct Pieces: ~Copyable {
        var elements: [gss_iov_buffer_desc]

        init(_ kinds: [Int32]) {
            elements = kinds.map {
                gss_iov_buffer_desc(type: OM_uint32($0), buffer: gss_buffer_desc(length: 0, value: nil))
            }
        }

        deinit {
            var elements = elements
            var minor: OM_uint32 = 0
            gss_release_iov_buffer(&minor, &elements, Int32(elements.count))
        }

        func bytes(_ index: Int) -> [UInt8] {
            let buffer = elements[index].buffer
            return buffer.value.map { Array(UnsafeRawBufferPointer(start: $0, count: buffer.length)) } ?? []
        }
    }
}
