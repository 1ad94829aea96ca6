internal import CGSSAPI
internal import Synchronization

/// The side of a log-on that is spoken to, through GSSAPI: one for each log-on of a connection.
final class AcceptorContext: Sendable {
    /// What came of a token.
    struct Acceptance: Sendable {
        /// What the client is to be told, if anything.
        var token: [UInt8]?
        /// Who the client is, once that stands.
        var client: Client?
    }

    /// A client that has proved who it is.
    struct Client: Sendable, Equatable {
        /// As the mechanism names it: `LAB\alice`, `alice@REALM`.
        var name: String
        var mechanism: LabMechanism
        /// Whether it has sent the bindings of this connection.
        var isBound: Bool
    }

    /// What C holds; the lock lets one thread at a time have it, as GSSAPI demands.
    struct State: ~Copyable {
        var credential: AcceptorCredential?
        var handle: gss_ctx_id_t?
        /// The mechanism of the log-on that stands.
        var mechanism: LabMechanism?

        deinit {
            var handle = handle
            var minor: OM_uint32 = 0
            gss_delete_sec_context(&minor, &handle, nil)
        }
    }

    private static let count = Atomic(0)
    /// How many there are, for whoever looks for what is never freed.
    static var liveCount: Int { count.load(ordering: .relaxed) }

    let scheme: LogOnScheme
    private let mechanisms: Set<LabMechanism>
    private let bindings: [UInt8]?
    let state = Mutex(State())

    /// Begins a log-on; `bindings` are those of the TLS connection, nil where nobody looks at them.
    init(_ scheme: LogOnScheme, _ mechanisms: Set<LabMechanism>, bindings: [UInt8]?) {
        self.scheme = scheme
        self.mechanisms = mechanisms
        self.bindings = bindings
        Self.count.add(1, ordering: .relaxed)
    }

    deinit { Self.count.subtract(1, ordering: .relaxed) }

    /// Takes a token; reads files, so it belongs on ``AcceptorThreads``.
    func step(_ token: [UInt8]) throws(MechanismFailure) -> Acceptance {
        try state.withLock { (state) throws(MechanismFailure) in
            guard state.mechanism == nil else { throw MechanismFailure("the log-on stands already") }
            if state.credential == nil { state.credential = try AcceptorCredential(scheme, mechanisms) }
            return try accept(token, &state)
        }
    }

    private func accept(_ token: [UInt8], _ state: inout State) throws(MechanismFailure) -> Acceptance {
        var minor: OM_uint32 = 0
        var name: gss_name_t?
        var flags: OM_uint32 = 0
        let credential = state.credential?.handle
        let answer = Self.withVersion(token).lent { token in
            Self.lent(bindings) { bindings in
                AllocatedBytes {
                    gss_accept_sec_context(
                        &minor,
                        &state.handle,
                        credential,
                        token,
                        bindings,
                        &name,
                        nil,
                        $0,
                        &flags,
                        nil,
                        nil
                    )
                }
            }
        }
        defer {
            var minor: OM_uint32 = 0
            gss_release_name(&minor, &name)
        }
        guard rollcall_is_error(answer.status) == 0 else {
            throw MechanismFailure("the token is refused", answer.status, minor)
        }
        let reply = answer.bytes.isEmpty ? nil : answer.bytes
        guard rollcall_needs_more(answer.status) == 0 else { return Acceptance(token: reply, client: nil) }
        let mechanism = try Self.mechanism(of: state.handle)
        state.mechanism = mechanism
        // Nothing more is asked of it.
        state.credential = nil
        let client = Client(
            name: Self.text(of: name),
            mechanism: mechanism,
            isBound: flags & OM_uint32(GSS_C_CHANNEL_BOUND_FLAG) != 0
        )
        return Acceptance(token: reply, client: client)
    }

    /// A first message of bare NTLM from a client that knows no version fields, as curl; Windows takes it (MS-NLMP 2.2.1.1).
    ///
    /// gss-ntlmssp demands the field here, so there are zeros in its place; and again in the last message, unless the client
    /// leaves signatures alone (the highest bit of the flags' second byte), of which such a client knows none anyway.
    private static func withVersion(_ token: [UInt8]) -> [UInt8] {
        let isFirst = token.starts(with: Array("NTLMSSP\0".utf8) + [1, 0, 0, 0])
        guard isFirst, token.count == 32 else { return token }
        var token = token + [UInt8](repeating: 0, count: 8)
        token[13] &= 0x7F
        return token
    }

    /// The mechanism within SPNEGO.
    private static func mechanism(of context: gss_ctx_id_t?) throws(MechanismFailure) -> LabMechanism {
        var minor: OM_uint32 = 0
        var identifier: gss_OID?
        let major = gss_inquire_context(&minor, context, nil, nil, nil, &identifier, nil, nil, nil)
        guard major == 0, let identifier, let mechanism = LabMechanism(identifier) else {
            throw MechanismFailure("the mechanism cannot be told", major, minor)
        }
        return mechanism
    }

    private static func text(of name: gss_name_t?) -> String {
        var minor: OM_uint32 = 0
        let text = AllocatedBytes { gss_display_name(&minor, name, $0, nil) }
        // gss-ntlmssp ends names as C does.
        return String(decoding: text.bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func lent<Result>(_ bindings: [UInt8]?, _ body: (gss_channel_bindings_t?) -> Result) -> Result {
        guard let bindings else { return body(nil) }
        return bindings.lent { data in
            var structure = gss_channel_bindings_struct()
            structure.application_data = data.pointee
            return body(&structure)
        }
    }
}
