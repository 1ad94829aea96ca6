/// What ties a context to the TLS connection that it runs on (RFC 5056).
package struct ChannelBindings: Sendable, Hashable {
    /// `tls-server-end-point:` and the hash of the server's certificate (RFC 5929).
    package var applicationData: [UInt8]

    /// Makes bindings of what the other side computes as well.
    package init(applicationData: [UInt8]) {
        self.applicationData = applicationData
    }
}
