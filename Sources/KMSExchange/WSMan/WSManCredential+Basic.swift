internal import Foundation

extension WSManCredential {
    /// The value of the `Authorization` header of Basic authentication (RFC 7617), sent with every request.
    ///
    /// Base64 is no encryption, so a connection in the clear is refused unless the settings say otherwise.
    func basicAuthorization(
        over scheme: ComputerEndpoint.Scheme,
        allowedInTheClear: Bool
    ) throws(ChannelError) -> String {
        guard scheme == .https || allowedInTheClear else {
            throw .noLogOn(
                detail: "Basic authentication over HTTP would send the password in the clear: use HTTPS, or set "
                    + "worker.winrm.allowBasicOverHTTP to true if this network is trusted."
            )
        }
        guard !username.isEmpty, !username.contains(":") else {
            throw .noLogOn(
                detail: "Basic authentication cannot carry an empty user name or one with a colon (RFC 7617): change "
                    + "the user name in the credentials file."
            )
        }
        return "Basic " + Data("\(username):\(password)".utf8).base64EncodedString()
    }
}
