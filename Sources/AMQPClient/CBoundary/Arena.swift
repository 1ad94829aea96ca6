internal import CRabbitMQ

/// Memory for the C strings and tables of one call, taken in chunks that are used again for the next.
struct Arena: ~Copyable {
    private static let chunkSize = 16 * 1024
    private var chunks: [UnsafeMutableRawBufferPointer] = []
    private var large: [UnsafeMutableRawBufferPointer] = []
    private var chunk = 0
    private var used = 0

    init() {}

    deinit {
        for buffer in chunks { buffer.deallocate() }
        for buffer in large { buffer.deallocate() }
    }

    /// Makes the memory free for the next call; pointers from before are no longer valid.
    mutating func reset() {
        chunk = 0
        used = 0
        if !large.isEmpty {
            for buffer in large { buffer.deallocate() }
            large = []
        }
    }

    /// Room for `count` values of a trivial C type.
    ///
    /// - Warning: Do not use the pointer after ``reset()``.
    mutating func room<T>(for type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
        let size = max(count, 1) * MemoryLayout<T>.stride
        return allocate(size).baseAddressAssuming(T.self, count: max(count, 1))
    }

    /// A copy of a text as the library takes it.
    mutating func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { utf8 in
            let target = allocate(max(utf8.count, 1))
            target.copyMemory(from: UnsafeRawBufferPointer(utf8))
            return amqp_bytes_t(len: utf8.count, bytes: target.baseAddress)
        }
    }

    /// A copy of bytes as the library takes them.
    mutating func bytes(_ bytes: [UInt8]) -> amqp_bytes_t {
        let target = allocate(max(bytes.count, 1))
        bytes.withUnsafeBytes { target.copyMemory(from: $0) }
        return amqp_bytes_t(len: bytes.count, bytes: target.baseAddress)
    }

    private mutating func allocate(_ size: Int) -> UnsafeMutableRawBufferPointer {
        let aligned = (size + 15) & ~15
        guard aligned <= Arena.chunkSize else {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: aligned, alignment: 16)
            large.append(buffer)
            return buffer
        }
        if chunk < chunks.count, used + aligned > Arena.chunkSize {
            chunk += 1
            used = 0
        }
        if chunk == chunks.count {
            chunks.append(.allocate(byteCount: Arena.chunkSize, alignment: 16))
            used = 0
        }
        defer { used += aligned }
        return UnsafeMutableRawBufferPointer(rebasing: chunks[chunk][used..<(used + aligned)])
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The memory as values of a C type; the arena never hands out an empty buffer.
    fileprivate func baseAddressAssuming<T>(_ type: T.Type, count: Int) -> UnsafeMutablePointer<T> {
        guard let base = bindMemory(to: T.self).baseAddress else {
            preconditionFailure("the arena handed out an empty buffer")
        }
        return base
    }
}
