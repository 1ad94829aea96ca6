internal import CGSSAPI

/// Why a mechanism does not take what it was given.
struct MechanismFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// What GSSAPI says of a call that did not succeed.
    init(_ doing: String, _ major: OM_uint32, _ minor: OM_uint32) {
        let texts = [Self.text(major, GSS_C_GSS_CODE), minor == 0 ? nil : Self.text(minor, GSS_C_MECH_CODE)]
        description = "\(doing): \(texts.compactMap(\.self).joined(separator: "; "))"
    }

    private static func text(_ status: OM_uint32, _ kind: Int32) -> String? {
        var minor: OM_uint32 = 0
        var more: OM_uint32 = 0
        let text = AllocatedBytes { gss_display_status(&minor, status, kind, nil, &more, $0) }
        return text.status == GSS_S_COMPLETE ? String(decoding: text.bytes, as: UTF8.self) : nil
    }
}

/// What a call of GSSAPI has put into a buffer of its own, which it gets back here.
struct AllocatedBytes {
    /// What the call returned.
    let status: OM_uint32
    let bytes: [UInt8]

    init(_ call: (gss_buffer_t) -> OM_uint32) {
        var buffer = gss_buffer_desc(length: 0, value: nil)
        status = call(&buffer)
        bytes = buffer.value.map { Array(UnsafeRawBufferPointer(start: $0, count: buffer.length)) } ?? []
        var minor: OM_uint32 = 0
        gss_release_buffer(&minor, &buffer)
    }
}

extension [UInt8] {
    /// Lends the bytes to a call of GSSAPI that only reads them.
    ///
    /// - Warning: Do not escape the pointer.
    func lent<Result>(_ body: (gss_buffer_t) -> Result) -> Result {
        withUnsafeBytes { raw in
            var buffer = gss_buffer_desc(length: raw.count, value: UnsafeMutableRawPointer(mutating: raw.baseAddress))
            return body(&buffer)
        }
    }
}
