/// Where to begin reading the status stream: at its first event, or an age back.
package struct StreamOffset: Sendable, Hashable {
    /// The oldest age that may be asked for; the stream keeps its events for 400 days.
    private static let mostYears = 100

    // Of RabbitMQ's `x-stream-offset` (guide "Streams"); a month has 30 days there, a year 365.
    private static let seconds: [Character: Int] = [
        "Y": 31_536_000, "M": 2_592_000, "D": 86_400, "h": 3600, "m": 60, "s": 1,
    ]

    /// As the broker takes it.
    package let text: String

    /// At the first event.
    package static let first = StreamOffset(text: "first")

    private init(text: String) {
        self.text = text
    }

    /// Reads `first`, or an age such as `7D`, `12h` or `1Y`; nil for anything else, and for more than a hundred years.
    package init?(_ text: String) {
        if text != Self.first.text {
            let digits = text.dropLast()
            guard let unit = text.last.flatMap({ Self.seconds[$0] }), digits.allSatisfy({ ("0"..."9").contains($0) }),
                let count = Int(digits), (1...Self.mostYears * 31_536_000 / unit).contains(count)
            else { return nil }
        }
        self.init(text: text)
    }
}
