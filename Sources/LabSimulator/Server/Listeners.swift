internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// Opens the listeners.
struct Listeners: Sendable {
    let group: MultiThreadedEventLoopGroup
    let security: ConnectionSecurity

    /// With port 0 the first address decides; another address may have that port taken, so it is tried again this often.
    static let attempts = 10
    /// So many addresses are bound at a time.
    static let batch = 256

    /// Opens a listener for each computer that listens at all.
    /// - Returns: the port.
    func open(_ computers: [LabComputer], port: Int) async throws -> Int {
        var attempt = 1
        while true {
            do {
                return try await openOnce(computers, port: port)
            } catch let error as LabError where error.code == .addressInUse && port == 0 && attempt < Self.attempts {
                attempt += 1
            }
        }
    }

    private func openOnce(_ computers: [LabComputer], port: Int) async throws -> Int {
        var channels: [any Channel] = []
        do {
            var port = port
            let present = computers.filter { !$0.scenario.isAbsent }
            var rest = present[...]
            if port == 0 {
                // A computer that does not listen cannot choose; then the loopback's own address does, and closes again.
                let address = rest.first?.scenario.address ?? "127.0.0.1"
                let first = try await bind(rest.first, address: address, port: 0)
                guard let chosen = first.localAddress?.port else {
                    throw LabError(
                        code: .unavailable,
                        message: "the system chose no port on \(address); give one with --port"
                    )
                }
                port = chosen
                if rest.isEmpty { try await first.close() } else { channels.append(first) }
                rest = rest.dropFirst()
            }
            while !rest.isEmpty {
                let futures = rest.prefix(Self.batch).map {
                    ($0, bootstrap($0).bind(host: $0.scenario.address, port: port))
                }
                rest = rest.dropFirst(Self.batch)
                var failure: (any Error)?
                for (computer, future) in futures {
                    do {
                        channels.append(try await future.get())
                    } catch {
                        failure = failure ?? Self.translated(error, address: computer.scenario.address, port: port)
                    }
                }
                if let failure { throw failure }
            }
            scheduleLate(computers, port: port)
            return port
        } catch {
            for channel in channels { try? await channel.close() }
            throw error
        }
    }

    /// Brings the computers up that are down at first only.
    private func scheduleLate(_ computers: [LabComputer], port: Int) {
        for computer in computers {
            guard let seconds = computer.scenario.faultSeconds else { continue }
            let address = computer.scenario.address
            _ = group.next().flatScheduleTask(in: .milliseconds(Int64(seconds * 1_000))) {
                self.bootstrap(computer).bind(host: address, port: port)
            }
        }
    }

    private func bind(_ computer: LabComputer?, address: String, port: Int) async throws -> any Channel {
        do {
            guard let computer else {
                return try await ServerBootstrap(group: group).bind(host: address, port: port).get()
            }
            return try await bootstrap(computer).bind(host: address, port: port).get()
        } catch {
            throw Self.translated(error, address: address, port: port)
        }
    }

    private func bootstrap(_ computer: LabComputer) -> ServerBootstrap {
        let security = security
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                let fault = computer.connect()
                if fault == .refused {
                    ConnectionReset.reset(channel)
                    return channel.eventLoop.makeSucceededVoidFuture()
                }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let certificates = security.certificates {
                        try pipeline.addHandler(NIOSSLServerHandler(context: certificates.context))
                    }
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: true, withErrorHandling: true)
                    try pipeline.addHandler(WSManHandler(computer: computer, fault: fault, security: security))
                }
            }
    }

    private static func translated(_ error: any Error, address: String, port: Int) -> LabError {
        if let error = error as? IOError, error.errnoCode == EADDRINUSE {
            return LabError(
                code: .addressInUse,
                message:
                    "port \(port) on \(address) is taken; choose another with --port or end the program that has it"
            )
        }
        return LabError(
            code: .unavailable,
            message: "\(address) port \(port) cannot be opened (\(error)); choose another port"
        )
    }
}

extension ComputerScenario {
    /// Whether nothing listens, for ever or at first.
    var isAbsent: Bool {
        fault == .refused && faultTimes == nil
    }
}
