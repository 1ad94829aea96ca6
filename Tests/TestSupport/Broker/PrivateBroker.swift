package import AMQPClient
internal import Foundation
internal import Glibc

/// A broker of a test's own, for what would disturb others: ending it, closing its connections, setting alarms off.
package struct PrivateBroker: Sendable {
    /// AMQP URI.
    package let url: String
    let script: BrokerScript

    /// Where its log lies.
    package var logFile: String { script.directory + "/log/broker.log" }

    /// The name of its Erlang node.
    package func nodeName() throws -> String {
        let lines = try String(contentsOfFile: script.directory + "/broker", encoding: .utf8).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("node=") }) else {
            throw TestSupportError("\(script.directory)/broker names no node")
        }
        return String(line.dropFirst(5))
    }

    fileprivate init(url: String, script: BrokerScript) {
        self.url = url
        self.script = script
    }

    /// How to connect to it.
    package func configuration() throws -> AMQPConfiguration {
        try AMQPConfiguration(uri: url)
    }

    /// AMQP URI of its TLS listener, if it was started with one.
    package func tlsURL() async throws -> String { try await script.run("tls-url") }

    /// Runs rabbitmqctl on it and gives what that printed.
    @discardableResult
    package func control(_ arguments: String...) async throws -> String {
        try await control(arguments)
    }

    /// Runs rabbitmqctl on it and gives what that printed.
    @discardableResult
    package func control(_ arguments: [String]) async throws -> String {
        try await script.control(arguments)
    }

    /// The process id of the Erlang machine.
    package func processID() async throws -> Int32 {
        let text = try await script.run("pid")
        guard let id = Int32(text) else { throw TestSupportError("scripts/broker pid printed \"\(text)\"") }
        return id
    }

    /// Halts it as a machine that hangs would: its sockets stay open and say nothing; ``resume()`` wakes it.
    ///
    /// A signal stops a process's threads one after another, and one that runs may still answer for a moment: so this
    /// returns only when all of them stand still.
    package func suspend() async throws {
        let id = try await processID()
        guard Glibc.kill(id, SIGSTOP) == 0 else { throw TestSupportError("broker \(id) cannot be suspended") }
        try await eventually("all threads of broker \(id) stand still") {
            let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task")
            return tasks.allSatisfy { task in
                // The state follows the name, which stands in brackets (proc(5)); one that has ended is still, too.
                guard let line = try? String(contentsOfFile: "/proc/\(id)/task/\(task)/stat", encoding: .utf8) else {
                    return true
                }
                return line[(line.lastIndex(of: ")") ?? line.startIndex)...].dropFirst(2).first == "T"
            }
        }
    }

    /// Wakes it after ``suspend()``; harmless when it runs.
    package func resume() async throws {
        _ = Glibc.kill(try await processID(), SIGCONT)
    }

    /// Starts it again on the same port, after ``kill()`` or ``stop()``.
    package func start() async throws { try await script.run("start") }
    /// Stops it in order.
    package func stop() async throws { try await script.run("stop") }
    /// Stops it in order and starts it again on the same port.
    package func restart() async throws { try await script.run("restart") }
    /// Ends it as a crash would.
    package func kill() async throws { try await script.run("kill") }

    /// Has it write its tables, and the log of changes to them, to disk, which it does by itself within seconds.
    ///
    /// For a test that may kill it just after making queues: RabbitMQ 3.10 does not find the log of a quorum queue whose
    /// name was not yet written, begins a new one and never elects a leader for it; nor does it find its coordinator of
    /// streams, and then no stream comes back.
    package func flush() async throws {
        try await control("eval", "mnesia:sync_log(), [dets:sync(T) || T <- dets:all()], ok.")
    }
}

/// Starts a broker for `body` alone, and stops it and removes its files whatever comes of that; `options` are those of
/// `scripts/broker start`.
package func withPrivateBroker<Result>(
    _ options: [String] = [],
    _ body: (PrivateBroker) async throws -> Result
) async throws -> Result {
    let directory = try TestEnvironment.runFolder() + "/" + TestBroker.uniqueName("private")
    let script = BrokerScript(directory: directory)
    do {
        let result = try await body(PrivateBroker(url: try await script.run("start", options), script: script))
        try await remove(script)
        return result
    } catch {
        // The test's own failure is what matters.
        try? await remove(script)
        throw error
    }
}

/// Starts a cluster of so many brokers for `body` alone, and stops them and removes their files whatever comes of that.
///
/// The first is the one that the others joined; its port mapper serves all of them.
package func withPrivateCluster<Result>(
    nodes: Int,
    _ body: ([PrivateBroker]) async throws -> Result
) async throws -> Result {
    let name = try TestEnvironment.runFolder() + "/" + TestBroker.uniqueName("cluster")
    let scripts = (1...nodes).map { BrokerScript(directory: "\(name)-\($0)") }
    do {
        var brokers: [PrivateBroker] = []
        for (index, script) in scripts.enumerated() {
            let url = try await script.run("start", index == 0 ? [] : ["--join", scripts[0].directory])
            brokers.append(PrivateBroker(url: url, script: script))
        }
        let result = try await body(brokers)
        for script in scripts.reversed() { try await remove(script) }
        return result
    } catch {
        for script in scripts.reversed() { try? await remove(script) }
        throw error
    }
}

private func remove(_ script: BrokerScript) async throws {
    try await cleaningUp {
        try await script.run("stop")
        try FileManager.default.removeItem(atPath: script.directory)
    }
}
