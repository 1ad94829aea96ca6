internal import NIOCore
internal import NIOHTTP1

/// Replies on their way out.
extension WSManHandler {
    func send(_ reply: HTTPReply, _ way: Return, _ context: ChannelHandlerContext) {
        let (head, bytes) = written(reply, way, context)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if fault == .slow, bytes.readableBytes > 0 {
            return trickle(bytes, keepsAlive: way.keepsAlive, context)
        }
        if bytes.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil) }
        finish(keepsAlive: way.keepsAlive, context)
    }

    /// Half of the body that the head has promised, then the end of the connection.
    func sendHalf(_ reply: HTTPReply, _ way: Return, _ context: ChannelHandlerContext) {
        var (head, bytes) = written(reply, way, context)
        head.headers.remove(name: "Connection")
        bytes.moveWriterIndex(to: bytes.readerIndex + bytes.readableBytes / 2)
        let channel = context.channel
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: written)
    }

    private func finish(keepsAlive: Bool, _ context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        if !keepsAlive {
            let channel = context.channel
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }

    /// 64 bytes every 20 ms.
    private func trickle(_ bytes: ByteBuffer, keepsAlive: Bool, _ context: ChannelHandlerContext) {
        var rest = bytes
        guard context.channel.isActive else { return }
        guard let part = rest.readSlice(length: min(64, rest.readableBytes)), part.readableBytes > 0 else {
            return finish(keepsAlive: keepsAlive, context)
        }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(part))), promise: nil)
        let remaining = rest
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
            self.trickle(remaining, keepsAlive: keepsAlive, context)
        }
    }

    // MARK: Bytes

    private func written(
        _ reply: HTTPReply,
        _ way: Return,
        _ context: ChannelHandlerContext
    ) -> (HTTPResponseHead, ByteBuffer) {
        var type = reply.contentType
        var bytes = Array(reply.body.utf8)
        if reply.isEnvelope {
            type = computer.scenario.encoding.contentType
            bytes = computer.scenario.encoding.bytes(reply.body)
        }
        if fault == .brokenXML, bytes.count > 60 {
            // Everything from somewhere inside the last elements on is missing, and a tag is left open.
            bytes.removeLast(47)
            bytes.append(UInt8(ascii: "<"))
        }
        var status = reply.status
        if reply.isEnvelope, let sealing = way.sealing, fault != .plainReply {
            do {
                (type, bytes) = try sealed(bytes, by: sealing.context, sealing.messageProtocol)
            } catch {
                (status, type, bytes) = (500, nil, [])
            }
        }
        var headers = HTTPHeaders()
        headers.reserveCapacity(7)
        if let type { headers.add(name: "Content-Type", value: type) }
        headers.add(name: "Server", value: "Microsoft-HTTPAPI/2.0")
        for header in reply.headers + way.headers { headers.add(name: header.name, value: header.value) }
        headers.add(name: "Date", value: computer.date)
        headers.add(name: "Content-Length", value: String(bytes.count))
        if !way.keepsAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: Int(status)),
            headers: headers
        )
        return (head, context.channel.allocator.buffer(bytes: bytes))
    }

    private func sealed(
        _ plain: [UInt8],
        by logOn: AcceptorContext,
        _ messageProtocol: String
    ) throws(MechanismFailure) -> (String, [UInt8]) {
        var sealed = try logOn.seal(plain)
        if fault == .badSignature {
            // Within the checksum of NTLM and within what Kerberos encrypts.
            sealed.header[sealed.header.count - 5] ^= 0xFF
        }
        let message = EncryptedMessage(
            messageProtocol: messageProtocol,
            originalType: computer.scenario.encoding.contentType,
            originalLength: sealed.payload.count,
            header: sealed.header,
            payload: sealed.payload
        )
        return (message.contentType, message.bytes)
    }
}
