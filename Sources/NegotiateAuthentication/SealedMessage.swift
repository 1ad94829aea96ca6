/// A message as it goes over the wire: what proves and decrypts it apart from what was encrypted.
package struct SealedMessage: Sendable, Hashable {
    /// The mechanism's signature or token: 16 bytes with NTLM, 60 with Kerberos and AES, others with other keys.
    package var header: [UInt8]
    /// What was encrypted, padding included.
    package var payload: [UInt8]
    /// How many bytes of the payload are padding.
    package var paddingLength: Int

    /// Makes a message of its parts.
    package init(header: [UInt8], payload: [UInt8], paddingLength: Int = 0) {
        self.header = header
        self.payload = payload
        self.paddingLength = paddingLength
    }
}
