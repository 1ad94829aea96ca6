internal import CRabbitMQTLS
internal import Glibc

/// Gives a TLS socket the files that the settings name.
enum TLSFiles {
    /// Gives a socket the authorities, and the client certificate if there is one.
    ///
    /// - Throws: `invalidConfiguration` with the file and what is wrong with it; never with any of a key's text.
    static func use(_ tls: AMQPTLS, _ socket: OpaquePointer) throws(AMQPError) {
        // Whoever names a file means that one.
        let isSystems = tls.caFile == AMQPTLS.systemAuthorities
        let authorities = isSystems ? "the CA file" : "the CA file (broker.caFile)"
        try checkReadable(
            tls.caFile,
            authorities,
            hint: isSystems ? "; install the package ca-certificates, or set broker.caFile" : ""
        )
        guard rollcall_tls_trust(socket, tls.caFile) == ROLLCALL_TLS_FILE_TAKEN else {
            throw broken(authorities, tls.caFile, "holds no usable certificate in PEM form (\(reason))")
        }
        guard let own = tls.clientCertificate else { return }
        try checkReadable(own.certificateFile, "the certificate file")
        guard rollcall_tls_use_certificate(socket, own.certificateFile) == ROLLCALL_TLS_FILE_TAKEN else {
            throw broken(
                "the certificate file",
                own.certificateFile,
                "holds no usable certificate in PEM form (\(reason))"
            )
        }
        try useKey(own, socket)
    }

    private static func useKey(_ own: AMQPTLS.ClientCertificate, _ socket: OpaquePointer) throws(AMQPError) {
        let descriptor = try opened(own.keyFile, "the key file")
        defer { close(descriptor) }
        // Of the open file, so that no other can be put in its place between the check and the reading.
        try checkPrivate(descriptor, own.keyFile)
        switch rollcall_tls_use_key(socket, descriptor) {
        case ROLLCALL_TLS_FILE_TAKEN: return
        case ROLLCALL_TLS_FILE_ENCRYPTED:
            throw broken("the key file", own.keyFile, "has a passphrase; write the key without one (openssl pkey)")
        case ROLLCALL_TLS_FILE_MISMATCH:
            throw broken("the key file", own.keyFile, "does not belong to the certificate in \(own.certificateFile)")
        default:
            throw broken("the key file", own.keyFile, "holds no usable private key in PEM form")
        }
    }

    private static func checkPrivate(_ descriptor: Int32, _ path: String) throws(AMQPError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable("the key file", path, errno) }
        // As for other files with secrets: who owns it could put another key there.
        let user = geteuid()
        guard status.st_uid == 0 || status.st_uid == user else {
            throw broken(
                "the key file",
                path,
                "belongs to another user (its number is \(status.st_uid)); run: chown \(user) \(path)"
            )
        }
        // A group that root gave it to, such as Debian's ssl-cert, is no stranger.
        let forbidden: mode_t = status.st_uid == 0 ? 0o027 : 0o077
        guard status.st_mode & forbidden == 0 else {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw broken(
                "the key file",
                path,
                "can be reached by others than its owner (mode \(mode)); run: chmod 600 \(path)"
            )
        }
    }

    private static func checkReadable(_ path: String, _ what: String, hint: String = "") throws(AMQPError) {
        do throws(AMQPError) {
            close(try opened(path, what))
        } catch {
            throw AMQPError(error.code, error.message + hint)
        }
    }

    private static func opened(_ path: String, _ what: String) throws(AMQPError) -> Int32 {
        guard !path.utf8.contains(0) else { throw broken(what, path, "is no path") }
        // Opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(what, path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw broken(what, path, "is no regular file")
        }
        return descriptor
    }

    private static func unreadable(_ what: String, _ path: String, _ code: Int32) -> AMQPError {
        broken(what, path, code == ENOENT ? "does not exist" : "cannot be read: \(String(cString: strerror(code)))")
    }

    private static func broken(_ what: String, _ path: String, _ problem: String) -> AMQPError {
        AMQPError(.invalidConfiguration, "\(what) \(path) \(problem)")
    }

    private static var reason: String { String(cString: rollcall_tls_reason(nil)) }
}
