internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Telemetry

/// Keeps open pages up to date, by server-sent events (WHATWG HTML, section 9.2).
///
/// `/events?of=ADDRESS` sends the main part of the page at that address when it has changed (`page`), and says so when it
/// has not (`same`), so that the reader knows how old it is; `over` ends it, and the page asks anew.
struct EventStreams: Sendable {
    /// How often one page is told of changes at most, and how often it hears from the board at least.
    static let pause = Duration.seconds(1)
    static let heartbeat = Duration.seconds(15)

    private let renderer: PageRenderer
    private let fragments: FragmentShare
    private let places: EventPlaces

    init(_ renderer: PageRenderer) {
        self.renderer = renderer
        fragments = FragmentShare(renderer)
        places = EventPlaces(most: renderer.source.configuration.mostEventStreams)
    }

    func answer(_ request: Request, _ identity: BoardIdentity?) async throws -> Response {
        let asked = PageAddress(text: request.uri.string) ?? PageAddress()
        guard let address = asked["of"].flatMap(PageAddress.init(text:)) else { throw HTTPError(.badRequest) }
        let visitor = PageVisitor(request, asked, identity)
        guard let place = places.take() else {
            throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "30"])
        }
        let body = ResponseBody { writer in
            let open = renderer.source.metrics.liveConnections
            open.add(1)
            defer {
                open.add(-1)
                place.giveBack()
            }
            let (signals, signal) = AsyncStream.makeStream(of: EventSignal.self, bufferingPolicy: .bufferingNewest(2))
            try await request.body.consumeWithInboundCloseHandler { _ in
                try await EventSignal.sending(of: renderer.source.progress, to: signal) {
                    try await send(address, visitor, at: signals, to: &writer)
                }
            } onInboundClosed: {
                signal.finish()
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: body
        )
    }

    @concurrent private func send(
        _ address: PageAddress,
        _ visitor: PageVisitor,
        at signals: AsyncStream<EventSignal>,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
        let end = ContinuousClock.now + renderer.source.configuration.eventStreamLife
        var last: PageRenderer.Fragment?
        for await signal in signals {
            guard ContinuousClock.now < end else {
                return try await writer.write(ByteBuffer(string: EventText(name: "over", lines: "").text))
            }
            if signal == .heartbeat { try await writer.write(ByteBuffer(string: ": heartbeat\n\n")) }
            let fragment = try await fragments.fragment(of: address, for: visitor)
            let event =
                fragment == last
                ? EventText(name: "same", lines: "") : EventText(name: "page", lines: fragment.document)
            try await writer.write(ByteBuffer(string: event.text))
            last = fragment
        }
    }
}

/// An event as it goes over the wire.
struct EventText {
    let name: String
    let lines: String

    var text: String {
        var text = "event: \(name)\n"
        // By bytes: a carriage return with a line feed behind it is one character, and either ends a line there.
        for line in lines.utf8.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 10 || $0 == 13 }) {
            text += "data: " + String(decoding: line, as: UTF8.self) + "\n"
        }
        return text + "\n"
    }
}
