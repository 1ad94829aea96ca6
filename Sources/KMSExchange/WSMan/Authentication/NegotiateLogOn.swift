internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NegotiateAuthentication

/// Logs on to a computer over one connection: by `Negotiate` (RFC 4559), or by `Kerberos` where nothing else is offered.
///
/// The legs carry no body, so that nothing is asked of the computer before it knows whom it speaks with, and we whom.
struct NegotiateLogOn: Sendable {
    /// More than any mechanism takes.
    private static let mostLegs = 6

    /// The computer as the register has it.
    let host: String
    let account: SecurityAccount
    let choice: MechanismChoice
    let source: any SecurityContextSource
    let usesTLS: Bool
    let path: String
    /// Those of every request.
    let headers: HTTPHeaders
    /// How long a key distribution centre may take.
    let ticketLimit: Duration

    /// Logs on over the connection that stands, or over a new one; after a failure that is closed.
    func begin(
        over connection: HTTPConnection,
        until deadline: NIODeadline
    ) async throws(ChannelError) -> NegotiateSession {
        let link = try await connection.link()
        var fault: SecurityFailure?
        do throws(ChannelError) {
            let bindings = usesTLS ? EndPointBinding.bindings(certificate: try await link.certificate()) : nil
            let context = try await context(bindings, deadline, insteadOf: &fault)
            let no = try await prove(context, as: .negotiate, over: connection, link, deadline)
            guard let offers = no?.challenges else { return session(on: link, context, .negotiate) }
            guard context.mechanism == .kerberos, offers.contains(where: { $0.isOf("Kerberos") }) else {
                throw Self.notOffered(offers, kerberosHasFailed: fault != nil)
            }
            let bare = try await self.context(.kerberos, .bare, bindings, deadline)
            if let no = try await prove(bare, as: .kerberos, over: connection, link, deadline) {
                throw Self.refusal(.kerberos, at: no.date)
            }
            return session(on: link, bare, .kerberos)
        } catch {
            connection.forget(link)
            throw fault.map(error.insteadOfKerberos) ?? error
        }
    }

    private func session(
        on link: HTTPLink,
        _ context: any SecurityContext,
        _ scheme: EncryptedBody.Scheme
    ) -> NegotiateSession {
        NegotiateSession(on: link, context, scheme, headers: headers, encrypts: !usesTLS)
    }

    // MARK: Contexts

    /// A context by the mechanism of choice, or by the next where that cannot even begin; `fault` is then why.
    private func context(
        _ bindings: ChannelBindings?,
        _ deadline: NIODeadline,
        insteadOf fault: inout SecurityFailure?
    ) async throws(ChannelError) -> any SecurityContext {
        do throws(SecurityFailure) {
            return try await make(choice.first, .negotiate, bindings, deadline)
        } catch {
            guard let next = choice.next(after: choice.first, error.code, hasSent: false) else {
                throw ChannelError(error, choice.first)
            }
            fault = error
            return try await context(next, .negotiate, bindings, deadline)
        }
    }

    private func context(
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        _ bindings: ChannelBindings?,
        _ deadline: NIODeadline
    ) async throws(ChannelError) -> any SecurityContext {
        do throws(SecurityFailure) {
            return try await make(mechanism, wrapping, bindings, deadline)
        } catch {
            throw ChannelError(error, mechanism)
        }
    }

    private func make(
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        _ bindings: ChannelBindings?,
        _ deadline: NIODeadline
    ) async throws(SecurityFailure) -> any SecurityContext {
        try await source.context(
            for: host,
            as: account,
            mechanism,
            wrapping,
            bindings: bindings,
            deadline: min(.now + ticketLimit, ContinuousClock.Instant(deadline))
        )
    }

    // MARK: Legs

    /// Lets both sides speak until both are proved.
    ///
    /// - Returns: nil when they are; the computer's answer, with what it offers, where it does not know the scheme.
    private func prove(
        _ context: any SecurityContext,
        as scheme: EncryptedBody.Scheme,
        over connection: HTTPConnection,
        _ link: HTTPLink,
        _ deadline: NIODeadline
    ) async throws(ChannelError) -> HTTPReply? {
        var heard: [UInt8]?
        for leg in 1...Self.mostLegs {
            let step = try await step(context, heard, leg, deadline)
            guard let token = step.token else { throw Self.unproved }
            let reply = try await ask(scheme, token, over: connection, link, deadline)
            let answer = reply.challenges.first { $0.isOf(scheme.name) }
            guard reply.status == 401 else {
                if !step.isComplete { try await conclude(context, answer, reply, leg, deadline) }
                return nil
            }
            // With its first message NTLM proves nothing yet, so whatever this is, it is no refusal.
            if leg == 1, answer == nil, context.mechanism == .ntlm || !reply.challenges.isEmpty {
                return reply
            }
            guard let next = answer?.token, !next.isEmpty, !step.isComplete else {
                context.wasRefused()
                throw Self.refusal(context.mechanism, at: reply.date)
            }
            heard = next
        }
        throw .protocolViolation(detail: "The log-on comes to no end.")
    }

    /// Hears the computer's own proof, which comes with its consent.
    private func conclude(
        _ context: any SecurityContext,
        _ answer: HTTPChallenge?,
        _ reply: HTTPReply,
        _ leg: Int,
        _ deadline: NIODeadline
    ) async throws(ChannelError) {
        guard let token = answer?.token, !token.isEmpty else { throw WSManReply.withoutLogOn(reply) }
        guard try await step(context, token, leg + 1, deadline).isComplete else { throw Self.unproved }
    }

    private func step(
        _ context: any SecurityContext,
        _ heard: [UInt8]?,
        _ leg: Int,
        _ deadline: NIODeadline
    ) async throws(ChannelError) -> SecurityStep {
        do throws(SecurityFailure) {
            return try await context.step(heard, until: ContinuousClock.Instant(deadline))
        } catch {
            guard error.code == .badToken, leg > 1 else { throw ChannelError(error, context.mechanism) }
            // What the computer said instead of yes. Kerberos tells of clocks and keys so; the account itself is proved.
            if context.mechanism == .kerberos {
                context.wasRefused()
                throw .kerberos(detail: ChannelError.shortened(error.message))
            }
            // With the second leg NTLM has sent its proof.
            throw leg > 2 ? Self.refusal(.ntlm) : ChannelError(error, .ntlm)
        }
    }

    private func ask(
        _ scheme: EncryptedBody.Scheme,
        _ token: [UInt8],
        over connection: HTTPConnection,
        _ link: HTTPLink,
        _ deadline: NIODeadline
    ) async throws(ChannelError) -> HTTPReply {
        var headers = headers
        headers.add(name: "Authorization", value: "\(scheme.name) \(Data(token).base64EncodedString())")
        let reply = try await connection.post(path: path, headers: headers, deadline: deadline, on: link) {
            ByteBuffer()
        }
        guard let reply else { throw .connectionLost(detail: "The connection ended during the log-on.") }
        return reply
    }
}

extension EncryptedBody.Scheme {
    /// The name that HTTP knows it by.
    fileprivate var name: String { self == .negotiate ? "Negotiate" : "Kerberos" }
}

extension ContinuousClock.Instant {
    /// The same moment on the clock of tasks.
    fileprivate init(_ deadline: NIODeadline) {
        // No limit of an exchange is longer than a day, and none must overflow.
        self = .now + min(Duration(deadline - .now()), .seconds(86_400))
    }
}
