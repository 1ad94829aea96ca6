internal import CGSSAPI
internal import Synchronization

/// The side of a security context that begins it, through GSSAPI.
final class GSSContext: SecurityContext {
    /// What C holds; the lock around it lets one thread at a time have it, as GSSAPI demands.
    private struct State: ~Copyable {
        enum Phase { case negotiating, complete, broken }
        let target: GSSName
        let credential: GSSCredential
        var handle: gss_ctx_id_t?
        var phase = Phase.negotiating

        deinit {
            var handle = handle
            var minor: OM_uint32 = 0
            gss_delete_sec_context(&minor, &handle, nil)
        }
    }

    private static let count = Atomic(0)
    /// How many there are, for whoever looks for what is never freed.
    static var liveCount: Int { count.load(ordering: .relaxed) }

    let mechanism: SecurityMechanism
    private let wrapping: SecurityWrapping
    private let bindings: ChannelBindings?
    private let threads: SecurityThreads
    private let onRefusal: @Sendable () -> Void
    private let state: Mutex<State>

    /// Makes a context that has not begun.
    init(
        _ mechanism: SecurityMechanism,
        _ wrapping: SecurityWrapping,
        target: consuming sending GSSName,
        credential: consuming sending GSSCredential,
        bindings: ChannelBindings?,
        threads: SecurityThreads,
        onRefusal: @escaping @Sendable () -> Void = {}
    ) {
        self.mechanism = mechanism
        self.wrapping = wrapping
        self.bindings = bindings
        self.threads = threads
        self.onRefusal = onRefusal
        state = Mutex(State(target: target, credential: credential))
        Self.count.add(1, ordering: .relaxed)
    }

    deinit { Self.count.subtract(1, ordering: .relaxed) }

    func step(
        _ token: [UInt8]?,
        until deadline: ContinuousClock.Instant
    ) async throws(SecurityFailure) -> SecurityStep {
        let late = SecurityFailure(.tooLate, "The log-on did not end in time.")
        return try await threads.run(until: deadline, late: late) { () throws(SecurityFailure) in
            try self.stepNow(token)
        }
    }

    func wasRefused() { onRefusal() }

    func seal(_ plain: [UInt8]) throws(SecurityFailure) -> SealedMessage {
        try withEstablished { (handle) throws(SecurityFailure) in
            switch self.mechanism {
            case .kerberos: try Self.sealByKerberos(handle, plain)
            case .ntlm: try Self.sealByNTLM(handle, plain)
            }
        }
    }

    func unseal(_ sealed: SealedMessage) throws(SecurityFailure) -> [UInt8] {
        try withEstablished { (handle) throws(SecurityFailure) in
            guard !sealed.header.isEmpty else {
                throw SecurityFailure(.notProtected, "A message lacks its signature.")
            }
            return switch self.mechanism {
            case .kerberos: try Self.unsealByKerberos(handle, sealed)
            case .ntlm: try Self.unsealByNTLM(handle, sealed)
            }
        }
    }

    private func stepNow(_ token: [UInt8]?) throws(SecurityFailure) -> SecurityStep {
        try state.withLock { (state) throws(SecurityFailure) in
            guard state.phase == .negotiating else {
                throw SecurityFailure(.badToken, "A token came for a context that is \(state.phase).")
            }
            do throws(SecurityFailure) {
                let step = try self.step(&state, token)
                if step.isComplete {
                    try self.check(&state)
                    state.phase = .complete
                }
                return step
            } catch {
                state.phase = .broken
                throw error
            }
        }
    }

    private func step(_ state: inout State, _ token: [UInt8]?) throws(SecurityFailure) -> SecurityStep {
        let wanted = GSS_C_MUTUAL_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG
        var minor: OM_uint32 = 0
        var answer = GSSBuffer()
        let major = withGSSBuffer(token ?? []) { token in
            Self.withBindings(bindings) { bindings in
                gss_init_sec_context(
                    &minor,
                    state.credential.handle,
                    &state.handle,
                    state.target.handle,
                    mechanism.identifier(wrapping),
                    OM_uint32(wanted),
                    0,
                    bindings,
                    token,
                    nil,
                    &answer.contents,
                    nil,
                    nil
                )
            }
        }
        guard rollcall_is_error(major) == 0 else {
            throw SecurityFailure("The log-on failed", major, minor, mechanism)
        }
        let bytes = answer.bytes
        return SecurityStep(token: bytes.isEmpty ? nil : bytes, isComplete: rollcall_needs_more(major) == 0)
    }

    /// Whether what was agreed on is what was asked for: a middleman must not talk the two sides out of encryption.
    private func check(_ state: inout State) throws(SecurityFailure) {
        var minor: OM_uint32 = 0
        var flags: OM_uint32 = 0
        var agreed: gss_OID?
        let major = gss_inquire_context(&minor, state.handle, nil, nil, nil, &agreed, &flags, nil, nil)
        guard major == 0 else { throw SecurityFailure("The log-on came to nothing", major, minor, mechanism) }
        guard let agreed, gss_oid_equal(agreed, mechanism.identifier) != 0 else {
            throw SecurityFailure(.noMechanism, "The computer did not agree to \(mechanism.rawValue).")
        }
        var needed = OM_uint32(GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG)
        if mechanism == .kerberos { needed |= OM_uint32(GSS_C_MUTUAL_FLAG) }
        guard flags & needed == needed else {
            throw SecurityFailure(.notProtected, "The computer does not encrypt and sign messages.")
        }
    }

    private func withEstablished<Value: Sendable>(
        _ body: (gss_ctx_id_t) throws(SecurityFailure) -> Value
    ) throws(SecurityFailure) -> Value {
        try state.withLock { (state) throws(SecurityFailure) in
            guard state.phase == .complete, let handle = state.handle else {
                throw SecurityFailure(.notProtected, "No message can go over a context that is \(state.phase).")
            }
            do throws(SecurityFailure) {
                return try body(handle)
            } catch {
                state.phase = .broken
                throw error
            }
        }
    }

    private static func withBindings<Result>(
        _ bindings: ChannelBindings?,
        _ body: (gss_channel_bindings_t?) -> Result
    ) -> Result {
        guard let bindings else { return body(nil) }
        return withGSSBuffer(bindings.applicationData) { data in
            // No addresses: both sides compute with what they see, and there may be a translation between them.
            var structure = gss_channel_bindings_struct()
            structure.application_data = data.pointee
            return body(&structure)
        }
    }
}
