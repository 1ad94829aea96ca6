import Foundation
import TestSupport

/// The one user of all labs, with a password that the KDC and the labs know, and a ticket.
struct InteropAccount: Sendable {
    /// Such as `user-12345678@ROLLCALL.TEST`.
    let principal: String
    let password: String
    /// A credential cache that holds its ticket, for clients that take no password.
    let cache: String
    /// The key of `HTTP/localhost`.
    let keytab: String

    /// Its name without a realm.
    var name: String { String(principal.prefix { $0 != "@" }) }
    /// Its name as NTLM has it.
    var ntlmName: String { "LAB\\\(name)" }

    private static let made = Task { try await make() }

    /// The account; made at the first call.
    static func shared() async throws -> InteropAccount { try await made.value }

    private static func make() async throws -> InteropAccount {
        let password = "Zug um Zug, 12"
        let principal = try await TestKDC.principal(password)
        let folder = try TestFolder.make("interop")
        let keytab = folder.appending(path: "keytab").path
        try await TestKDC.service("HTTP/localhost", keytab: keytab)
        let cache = folder.appending(path: "ccache").path
        let own = try await TestKDC.keytab(of: principal)
        try await Program("/usr/bin/kinit", ["-k", "-t", own, "-c", cache, principal]).succeeded()
        return InteropAccount(principal: principal, password: password, cache: cache, keytab: keytab)
    }
}
