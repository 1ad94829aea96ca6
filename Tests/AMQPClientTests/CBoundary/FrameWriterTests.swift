import Testing

@testable import AMQPClient

@Suite("Frames are written as the protocol says")
struct FrameWriterTests {
    /// As `#expect`, which takes nothing apart that cannot be copied.
    private func expect(_ holds: Bool, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(holds, sourceLocation: sourceLocation)
    }

    private func written(_ write: (inout FrameWriter, inout Arena) -> Void) -> [UInt8] {
        var writer = FrameWriter(frameMaximum: 4096)
        var arena = Arena()
        write(&writer, &arena)
        return Array(writer.bytes)
    }

    @Test("A method: type, channel, size, class and method, arguments, end")
    func method() {
        let bytes = written { writer, arena in
            expect(writer.isEmpty)
            expect(arena.write(.ack(deliveryTag: 0x0102, multiple: true), on: 0x0A0B, to: &writer) == 0)
        }
        #expect(bytes == [1, 0x0A, 0x0B, 0, 0, 0, 13, 0, 60, 0, 80, 0, 0, 0, 0, 0, 0, 1, 2, 1, 0xCE])
    }

    @Test("A header: class, weight, the body's size, flags and properties")
    func header() {
        let bytes = written { writer, arena in
            var properties = MessageProperties()
            properties.contentType = "a/b"
            properties.isPersistent = true
            var raw = arena.properties(properties)
            expect(writer.appendHeader(&raw, bodySize: 0x0203, on: 1) == 0)
        }
        let payload: [UInt8] = [0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 0x90, 0, 3] + Array("a/b".utf8) + [2]
        #expect(bytes == [2, 0, 1, 0, 0, 0, UInt8(payload.count)] + payload + [0xCE])
    }

    @Test("A body goes into as many frames as it needs, none larger than agreed")
    func body() {
        let body = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = written { writer, _ in
            var sent = 0
            while sent < body.count {
                sent += body.withUnsafeBytes { writer.appendBody($0[sent...], on: 2) }
            }
            #expect(sent == body.count)
        }
        #expect(bytes.count == 5000 + 2 * 8)
        #expect(bytes[..<7] == [3, 0, 2, 0, 0, 0x0F, 0xF8])
        #expect(bytes[4095] == 0xCE)
        #expect(bytes[4096..<4103] == [3, 0, 2, 0, 0, 0x03, 0x90])
        #expect(bytes.last == 0xCE)
        #expect(Array(bytes[7..<4095] + bytes[4103..<5015]) == body)
    }

    @Test("Frames stand one behind another until they are taken; what cannot be encoded leaves nothing")
    func several() {
        var writer = FrameWriter(frameMaximum: 4096)
        var arena = Arena()
        expect(arena.write(.channelOpen, on: 1, to: &writer) == 0)
        let one = writer.bytes.count
        let tooLarge = AMQPQueue("q", arguments: ["x": .string(String(repeating: "a", count: 5000))])
        expect(arena.write(.declareQueue(tooLarge, passive: false), on: 1, to: &writer) < 0)
        expect(writer.bytes.count == one)
        expect(arena.write(.channelOpen, on: 2, to: &writer) == 0)
        expect(writer.bytes.count == 2 * one)
        writer.removeAll()
        expect(writer.isEmpty)
    }

    @Test("Until it is full it has room for a frame of any size")
    func full() {
        var writer = FrameWriter(frameMaximum: 131_072)
        var arena = Arena()
        while writer.bytes.count < FrameWriter.threshold - 21 {
            expect(arena.write(.ack(deliveryTag: 1, multiple: false), on: 1, to: &writer) == 0)
        }
        expect(!writer.isFull)
        let body = [UInt8](repeating: 7, count: 200_000)
        expect(body.withUnsafeBytes { writer.appendBody($0[...], on: 1) } == 131_064)
        expect(writer.isFull)
    }
}
