internal import NIOCore

/// Tells a port that answers a plain request by TLS, which to a parser of HTTP is any rubbish.
final class TLSRecordSniffer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What goes behind a sentence on a connection that may have been meant for TLS.
    static let question = "Is it the HTTPS port (5986)? See worker.winrm.scheme."

    /// Nil until the first two bytes have come.
    private var isTLS: Bool?
    private var first: ByteBuffer?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch isTLS {
        case true?: return
        case false?: return context.fireChannelRead(data)
        case nil: break
        }
        var bytes = unwrapInboundIn(data)
        if var first {
            first.writeBuffer(&bytes)
            bytes = first
        }
        // An alert or a handshake message, of the major version that all have had.
        guard let kind = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) else { return }
        guard kind == 0x15 || kind == 0x16 else { return pass(bytes, context) }
        guard let version = bytes.getInteger(at: bytes.readerIndex + 1, as: UInt8.self) else { return first = bytes }
        guard version == 3 else { return pass(bytes, context) }
        isTLS = true
        first = nil
        context.fireErrorCaught(ChannelError.protocolViolation(detail: "The answer is TLS, not HTTP. \(Self.question)"))
    }

    private func pass(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        isTLS = false
        first = nil
        context.fireChannelRead(wrapInboundOut(bytes))
    }
}
