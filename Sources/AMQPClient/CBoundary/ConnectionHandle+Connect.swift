internal import CRabbitMQ
internal import Glibc

extension ConnectionHandle {
    /// Connects, logs on and gives the library's state, which the caller owns, and OpenSSL's connection in it.
    ///
    /// Blocks for at most the connect limit until the connection stands, and for at most that again until the log-on is
    /// through.
    static func connect(
        _ configuration: AMQPConfiguration,
        to address: AMQPAddress,
        resolver: NameResolver
    ) throws(AMQPError) -> (state: amqp_connection_state_t, tls: OpaquePointer?) {
        let deadline = ContinuousClock.now + configuration.connectTimeout
        let setting = configuration.setting(of: address)
        let numeric: [String]
        do throws(AMQPError) {
            numeric = try resolver.addresses(of: address.host, until: deadline)
        } catch {
            // One that asks already is in doubt about something else.
            guard !error.message.hasSuffix("?") else { throw error }
            throw AMQPError(error.code, error.message + "; is \(setting) right?")
        }
        guard let state = amqp_new_connection() else {
            throw AMQPError(.unreachable, "there is no memory for a connection to the broker")
        }
        do throws(AMQPError) {
            let socket = try BrokerSocket(state, configuration, address)
            try openSocket(socket, numeric, address, setting, until: deadline)
            try logOn(state, configuration, address, socket)
            return (state, socket.tlsConnection)
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
    }

    /// Tries a name's addresses in turn; each has its share of the time that is left, so that one which swallows what
    /// is sent to it does not take the others' time.
    private static func openSocket(
        _ socket: BrokerSocket,
        _ numeric: [String],
        _ address: AMQPAddress,
        _ setting: String,
        until deadline: ContinuousClock.Instant
    ) throws(AMQPError) {
        var failures: [ConnectFailure] = []
        for (index, target) in numeric.enumerated() {
            let left = max(.zero, deadline - .now) / (numeric.count - index)
            guard let failure = socket.open(target, port: address.port, within: left) else { return }
            failures.append(failure)
        }
        throw ConnectFailure.error(of: failures, address, setting: setting)
    }
}
