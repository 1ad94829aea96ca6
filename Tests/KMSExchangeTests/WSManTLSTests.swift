import ActivationDomain
import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import KMSExchange

@Suite("WS-Man by TLS", .timeLimit(.minutes(3)))
struct WSManTLSTests {
    private static let identity = Envelopes.envelope("<r><ProductVersion>v</ProductVersion></r>")

    private func identify(
        _ certificate: SelfSigned,
        trusting roots: String?,
        as name: String = "pc-1.campus.example"
    ) async throws -> Result<String, KMSExchange.ChannelError> {
        try await ScriptedResponder.with(tls: certificate.serverContext, answer: { _ in .http(Self.identity) }) {
            responder in
            await identify(port: responder.port, trusting: roots, as: name)
        }
    }

    private func identify(
        port: Int,
        trusting roots: String?,
        as name: String,
        by proof: WSManProof = .basic(
            WSManCredential(username: "rollcall", password: "secret"),
            isAllowedInTheClear: false
        ),
        connect: Duration = .seconds(60),
        beforeRequest: () async -> Void = {}
    ) async
        -> Result<String, KMSExchange.ChannelError>
    {
        do throws(KMSExchange.ChannelError) {
            let channel = try await WSManChannel.open(
                endpoint: ComputerEndpoint(
                    address: "127.0.0.1",
                    port: port,
                    hostName: name,
                    scheme: .https,
                    trustRoots: roots
                ),
                proof: proof,
                limits: ChannelLimits(connect: connect),
                group: MultiThreadedEventLoopGroup.singleton
            )
            await beforeRequest()
            let version = try await channel.identify()
            await channel.close()
            return .success(version)
        } catch {
            return .failure(error)
        }
    }

    private func sentence(_ result: Result<String, KMSExchange.ChannelError>) -> String? {
        guard case .failure(.tls(let detail)) = result else { return nil }
        return detail
    }

    @Test("A certificate from the given roots, for the right name")
    func trusted() async throws {
        let certificate = try SelfSigned(name: "pc-1.campus.example")
        #expect(try await identify(certificate, trusting: certificate.certificatePath) == .success("v"))
    }

    @Test("An unknown issuer")
    func unknownIssuer() async throws {
        let certificate = try SelfSigned(name: "pc-1.campus.example")
        let other = try SelfSigned(name: "pc-1.campus.example")
        #expect(
            sentence(try await identify(certificate, trusting: other.certificatePath))?.contains("not trusted") == true
        )
        let detail = sentence(try await identify(certificate, trusting: nil))
        #expect(detail?.contains("not trusted") == true && detail?.contains("worker.winrm.caFile") == true)
    }

    @Test(
        "Another name, and an address that the certificate does not carry",
        arguments: ["pc-2.campus.example", "127.0.0.1"]
    )
    func wrongName(_ name: String) async throws {
        let certificate = try SelfSigned(name: "pc-1.campus.example")
        let result = try await identify(certificate, trusting: certificate.certificatePath, as: name)
        #expect(sentence(result)?.contains("another name") == true)
    }

    @Test("An expired certificate")
    func expired() async throws {
        let certificate = try SelfSigned(name: "pc-1.campus.example", days: -1)
        let result = try await identify(certificate, trusting: certificate.certificatePath)
        #expect(sentence(result)?.contains("expired") == true)
    }

    @Test("A client certificate is told with its day before its time and after it")
    func times() throws {
        let path = try SelfSigned(name: "client").certificatePath
        let certificate = try ClientCertificate(file: path)
        func detail(_ now: Timestamp) -> String? {
            do throws(KMSExchange.ChannelError) {
                try certificate.check(at: now)
                return nil
            } catch {
                return error.detail
            }
        }
        #expect(detail(certificate.start) == nil && detail(certificate.end) == nil)
        let (first, last) = (certificate.start.description.prefix(10), certificate.end.description.prefix(10))
        let early = detail(certificate.start.advanced(by: .seconds(-1))) ?? ""
        #expect(early.hasPrefix("The certificate \(path) is not valid before \(first): "), "\(early)")
        let late = detail(certificate.end.advanced(by: .seconds(1)))
        #expect(late == "The certificate \(path) expired on \(last): have a new one issued.")
    }

    @Test("A client certificate that the computer does not take is a credential that is refused")
    func refusedCertificate() async throws {
        let server = try SelfSigned(name: "pc-1.campus.example")
        let (known, stranger) = (try SelfSigned(name: "client"), try SelfSigned(name: "client"))
        let context = try server.serverContext(asking: known)
        func identify(_ client: SelfSigned) async throws -> Result<String, KMSExchange.ChannelError> {
            let identity = TLSIdentity(certificateFile: client.certificatePath, keyFile: client.keyPath)
            return try await ScriptedResponder.with(tls: context, answer: { _ in .http(Self.identity) }) { responder in
                await self.identify(
                    port: responder.port,
                    trusting: server.certificatePath,
                    as: "pc-1.campus.example",
                    by: .certificate(identity)
                )
            }
        }
        #expect(try await identify(known) == .success("v"))
        guard case .failure(.authentication(let detail)) = try await identify(stranger) else {
            Issue.record("not refused as a credential")
            return
        }
        #expect(detail.hasPrefix("The computer refused the client certificate (TLS alert "), "\(detail)")
        #expect(!detail.contains("OPENSSL") && !detail.contains("/"), "\(detail)")
    }

    @Test("A computer that asks for a certificate where there is none, by TLS 1.3 after the handshake")
    func missingCertificate() async throws {
        let server = try SelfSigned(name: "pc-1.campus.example")
        let context = try server.serverContext(asking: server)
        let result = try await ScriptedResponder.with(tls: context, answer: { _ in .http(Self.identity) }) {
            responder in
            await identify(port: responder.port, trusting: server.certificatePath, as: "pc-1.campus.example") {
                // Its refusal has come before anything is asked of it.
                await responder.next(.disconnected)
            }
        }
        guard case .failure(.noLogOn(let detail)) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(detail.contains("certificate_required") && detail.contains("certificateFile"), "\(detail)")
    }

    @Test("A port that says nothing, and a file of roots that is not there")
    func noTLS() async throws {
        let certificate = try SelfSigned(name: "pc-1.campus.example")
        let roots = certificate.certificatePath
        try await ScriptedResponder.with(answer: { _ in .silence }) { responder in
            let result = await identify(port: responder.port, trusting: roots, as: "pc-1", connect: .milliseconds(200))
            #expect(result == .failure(.connectTimeout))
        }
        let missing = await identify(port: 1, trusting: roots + ".missing", as: "pc-1")
        #expect(sentence(missing)?.contains(roots + ".missing") == true)
        let empty = roots + ".empty"
        try "".write(toFile: empty, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: empty) }
        #expect(sentence(await identify(port: 1, trusting: empty, as: "pc-1"))?.contains(empty) == true)
    }

    @Test("Cancelling the task ends a handshake that does not")
    func cancelledHandshake() async throws {
        let roots = try SelfSigned(name: "pc-1.campus.example").certificatePath
        try await ScriptedResponder.with(answer: { _ in .silence }) { responder in
            let result = await withTaskGroup(of: Result<String, KMSExchange.ChannelError>.self) { group in
                group.addTask {
                    await identify(port: responder.port, trusting: roots, as: "pc-1", connect: .seconds(300))
                }
                await responder.next(.connected)
                group.cancelAll()
                return await group.next()
            }
            #expect(result == .failure(.cancelled))
            await responder.next(.disconnected)
        }
    }

    @Test("Contexts are shared until the file changes")
    func cache() throws {
        let certificate = try SelfSigned(name: "pc-1.campus.example")
        let cache = TLSContextCache()
        let first = try cache.context(trustRoots: certificate.certificatePath)
        #expect(try cache.context(trustRoots: certificate.certificatePath) === first)
        try SelfSigned(name: "a-much-longer-name-of-a-computer.campus.example").copyCertificate(
            to: certificate.certificatePath
        )
        #expect(try cache.context(trustRoots: certificate.certificatePath) !== first)
    }
}
