internal import CGSSAPI

/// A buffer that GSSAPI fills, and that goes back to it.
struct GSSBuffer: ~Copyable {
    /// What a call is given to fill.
    var contents = gss_buffer_desc(length: 0, value: nil)

    /// A copy of what is in it.
    var bytes: [UInt8] {
        guard let start = contents.value, contents.length > 0 else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: contents.length))
    }

    deinit {
        var contents = contents
        var minor: OM_uint32 = 0
        gss_release_buffer(&minor, &contents)
    }
}

/// Lends bytes to a call of GSSAPI.
///
/// - Warning: Do not escape the pointer.
func withGSSBuffer<Result>(_ bytes: [UInt8], _ body: (gss_buffer_t) -> Result) -> Result {
    bytes.withUnsafeBytes { raw in
        // GSSAPI declares as changeable what it only reads.
        var buffer = gss_buffer_desc(length: raw.count, value: UnsafeMutableRawPointer(mutating: raw.baseAddress))
        return body(&buffer)
    }
}
