import Foundation
import Glibc
import TestSupport

/// A peer on loopback that logs clients in as a broker does, and then says what a test has prepared, however wrong.
///
/// It serves one client at a time, on a thread of its own, and ends with the object.
final class HostilePeer: Sendable {
    let port: Int
    private let listener: Int32
    /// Makes the thread end: readable once it is closed on the other side.
    private let stop: (read: Int32, write: Int32)

    /// Listens; each client that comes gets the next script that `scripts` gives.
    init(script: @escaping @Sendable () -> PeerScript) throws {
        (listener, port) = try Listener.bound(listens: true)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            Glibc.close(listener)
            throw TestSupportError("no pipe: error \(errno)")
        }
        stop = (ends[0], ends[1])
        let (listener, stop) = (listener, ends[0])
        Thread.detachNewThread {
            HostilePeer.serve(listener, stop, script)
            Glibc.close(listener)
            Glibc.close(stop)
        }
    }

    deinit { Glibc.close(stop.write) }

    private static func serve(_ listener: Int32, _ stop: Int32, _ script: () -> PeerScript) {
        while true {
            var descriptors = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&descriptors, 2, -1) > 0, descriptors[1].revents == 0 else { return }
            let client = accept(listener, nil, nil)
            guard client >= 0 else { continue }
            var talk = PeerTalk(client, script())
            talk.run()
            Glibc.close(client)
        }
    }
}

/// What a peer and one client have to say to each other.
private struct PeerTalk {
    private let socket: Int32
    private let script: PeerScript
    private var publishes: UInt64 = 0
    private var isThrough = false

    init(_ socket: Int32, _ script: PeerScript) {
        self.socket = socket
        self.script = script
        // A client that has been led astray says nothing more, and is not waited for; one that is only busy is.
        var limit = script.hangsUp ? timeval(tv_sec: 0, tv_usec: 300_000) : timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var limitOfSends = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limitOfSends, socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    mutating func run() {
        guard receive(8) != nil, say(script.start) else { return }
        while let frame = nextFrame(), answer(frame) {
            if isThrough { break }
        }
        // The rest is read before it is hung up on, since closing would take back what has been said.
        shutdown(socket, Int32(SHUT_WR))
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var count = 0
        while count < 1000, recv(socket, &bytes, bytes.count, 0) > 0 { count += 1 }
    }

    private mutating func answer(_ frame: (channel: UInt16, type: UInt8, payload: [UInt8])) -> Bool {
        let (channel, payload) = (frame.channel, frame.payload)
        guard frame.type == Wire.method, payload.count >= 4 else {
            // The client's messages are of one body frame each.
            return frame.type == Wire.body ? confirm(channel) : true
        }
        let name = MethodName(
            UInt16(payload[0]) << 8 | UInt16(payload[1]),
            UInt16(payload[2]) << 8 | UInt16(payload[3])
        )
        switch name {
        case MethodName(10, 11): return say(script.tune)
        case MethodName(10, 40): return say(script.openOK)
        case .channelOpen: return say(Wire.method(channel, .channelOpenOK) { $0.long([]) })
        case .confirmSelect: return say(Wire.method(channel, .confirmSelectOK))
        case .basicQos: return say(Wire.method(channel, .basicQosOK))
        case .basicConsume: return consume(channel, payload)
        case .connectionClose:
            _ = say(Wire.method(0, .connectionCloseOK))
            return false
        default: return true
        }
    }

    private mutating func confirm(_ channel: UInt16) -> Bool {
        publishes += 1
        let number = publishes
        return say(
            Wire.method(channel, .basicAck) { wire in
                wire.put(number)
                wire.put(UInt8(0))
            }
        )
    }

    private mutating func consume(_ channel: UInt16, _ payload: [UInt8]) -> Bool {
        // Behind the method: a reserved number, the queue's name, the tag.
        let queueLength = Int(payload[6])
        let tag = Array(payload[(7 + queueLength)...].dropFirst().prefix(Int(payload[7 + queueLength])))
        let text = String(decoding: tag, as: UTF8.self)
        guard say(Wire.method(channel, .basicConsumeOK) { $0.short(text) }) else { return false }
        for piece in script.pieces(tag: text) {
            guard say(piece) else { return false }
            // So that the client has a chance to read what is there so far.
            sched_yield()
        }
        isThrough = script.hangsUp
        return true
    }

    // MARK: The socket

    private func say(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private func receive(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[received...])
                return recv(socket, rest.baseAddress, rest.count, 0)
            }
            guard more > 0 else { return nil }
            received += more
        }
        return bytes
    }

    private func nextFrame() -> (channel: UInt16, type: UInt8, payload: [UInt8])? {
        guard let head = receive(7) else { return nil }
        let size = head[3...6].reduce(0) { $0 << 8 | Int($1) }
        guard size <= 1 << 20, let rest = receive(size + 1) else { return nil }
        return (UInt16(head[1]) << 8 | UInt16(head[2]), head[0], rest.dropLast())
    }
}
