internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A DNS server on loopback, by UDP and by TCP on the same port, that answers what a test says.
package final class DNSStub: Sendable {
    /// A question as it came.
    package struct Question: Sendable, Equatable {
        package var name: String
        package var type: UInt16
        package var isByTCP: Bool

        package init(name: String, type: UInt16, isByTCP: Bool) {
            self.name = name
            self.type = type
            self.isByTCP = isByTCP
        }
    }

    /// What to do with a question.
    package enum Answer: Sendable {
        case records([Record])
        /// The bit for "there is more" is set, and these are all that fit.
        case truncated([Record])
        /// An error by its code, such as 3 for no such name.
        case error(UInt8)
        case silence
        /// Any bytes, behind the question's number.
        case bytes([UInt8])
    }

    /// A record that belongs to the name asked for.
    package struct Record: Sendable {
        package var type: UInt16
        package var data: [UInt8]

        package init(type: UInt16, data: [UInt8]) {
            self.type = type
            self.data = data
        }

        package static func service(_ priority: UInt16, _ weight: UInt16, _ port: UInt16, _ target: String) -> Record {
            let numbers = [priority, weight, port].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            return Record(type: 33, data: numbers + DNSStub.name(target))
        }

        package static func address(_ bytes: [UInt8]) -> Record { Record(type: bytes.count == 4 ? 1 : 28, data: bytes) }
        package static func alias(_ target: String) -> Record { Record(type: 5, data: DNSStub.name(target)) }
    }

    private let answer: @Sendable (Question) -> Answer
    private let log = Mutex<[Question]>([])

    private init(answer: @escaping @Sendable (Question) -> Answer) {
        self.answer = answer
    }

    package var questions: [Question] { log.withLock { $0 } }

    /// Runs `body` beside a server, with its port.
    package static func with<Value>(
        answer: @escaping @Sendable (Question) -> Answer,
        body: (DNSStub, UInt16) async throws -> Value
    ) async throws -> Value {
        let stub = DNSStub(answer: answer)
        let (stream, datagrams) = try await stub.listen()
        let port = UInt16(stream.localAddress?.port ?? 0)
        do {
            let value = try await body(stub, port)
            try await stream.close().get()
            try await datagrams.close().get()
            return value
        } catch {
            try await stream.close().get()
            try await datagrams.close().get()
            throw error
        }
    }

    /// Somebody else may have the UDP port that belongs to the TCP port which the system gives.
    private func listen() async throws -> (any Channel, any Channel) {
        for _ in 0..<20 {
            let stream = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(StreamHandler(self))
                    }
                }
                .bind(host: "127.0.0.1", port: 0).get()
            let datagrams = try? await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(DatagramHandler(self))
                    }
                }
                .bind(host: "127.0.0.1", port: stream.localAddress?.port ?? 0).get()
            if let datagrams { return (stream, datagrams) }
            try await stream.close().get()
        }
        throw TestSupportError("no port is free by TCP and UDP")
    }

    /// The answer to a message; nil for silence.
    fileprivate func reply(to message: [UInt8], isByTCP: Bool) -> [UInt8]? {
        guard message.count > 12, let end = message[12...].firstIndex(of: 0), message.count >= end + 5 else {
            return nil
        }
        let section = Array(message[12..<end + 5])
        var labels: [String] = []
        var place = 12
        while place < end {
            labels.append(String(decoding: message[(place + 1)...(place + Int(message[place]))], as: UTF8.self))
            place += 1 + Int(message[place])
        }
        let type = UInt16(message[end + 1]) << 8 | UInt16(message[end + 2])
        let question = Question(name: labels.joined(separator: "."), type: type, isByTCP: isByTCP)
        log.withLock { $0.append(question) }
        func whole(_ flags: UInt8, _ code: UInt8, _ records: [Record]) -> [UInt8] {
            let head = Array(message[..<2]) + [flags, 0x80 | code, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0]
            return head + section + records.flatMap(Self.bytes)
        }
        return switch answer(question) {
        case .silence: nil
        case .bytes(let bytes): Array(message[..<2]) + bytes
        case .error(let code): whole(0x81, code, [])
        case .records(let records): whole(0x81, 0, records)
        case .truncated(let records): whole(0x83, 0, records)
        }
    }

    /// The owner is a pointer to the question's name.
    private static func bytes(of record: Record) -> [UInt8] {
        let length = record.data.count
        let head: [UInt8] = [0xC0, 12, UInt8(record.type >> 8), UInt8(record.type & 0xFF), 0, 1, 0, 0, 0, 60]
        return head + [UInt8(length >> 8), UInt8(length & 0xFF)] + record.data
    }

    /// A name in labels; `.` is the root.
    package static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    private final class DatagramHandler: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let stub: DNSStub

        init(_ stub: DNSStub) {
            self.stub = stub
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            guard let reply = stub.reply(to: Array(buffer: envelope.data), isByTCP: false) else { return }
            let answer = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: reply))
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }
    }

    private final class StreamHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let stub: DNSStub
        private var received: [UInt8] = []

        init(_ stub: DNSStub) {
            self.stub = stub
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received += Array(buffer: unwrapInboundIn(data))
            guard received.count > 2, received.count - 2 >= Int(received[0]) << 8 | Int(received[1]) else { return }
            guard let reply = stub.reply(to: Array(received[2...]), isByTCP: true) else { return }
            let framed = [UInt8(reply.count >> 8), UInt8(reply.count & 0xFF)] + reply
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: framed)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
