import ActivationDomain

/// The answers of KMS hosts that a computer's events tell of, and which failed requests they have overtaken.
struct KMSAnswers {
    private struct Request: Hashable {
        let client: String
        let sku: String?
    }

    /// The last answers that a client has had for a product.
    private struct Last {
        /// Year, month, day, hour, minute, UTC.
        var time: [Int]
        var hosts: Set<String?>
    }

    private var last: [Request: Last] = [:]
    /// The products that a script shows to be in order.
    private let shown: Set<String?>

    init(_ items: [Transcript.Item]) {
        shown = Set(items.lazy.filter { TranscriptReport.isGood($0) && !$0.source.isEvent }.map(\.sku))
        for item in items where item.source == .event12288 && item.result != .failed {
            guard let request = item.request else { continue }
            let key = Request(client: request.client, sku: item.sku)
            if let known = last[key], request.time.lexicographicallyPrecedes(known.time) { continue }
            if last[key]?.time != request.time { last[key] = Last(time: request.time, hosts: []) }
            last[key]?.hosts.insert(item.kmsHost)
        }
    }

    /// Whether a failed event is older than a success of the same client and product, in whatever order a log prints them.
    ///
    /// A client asks one host after the other, so that both may be of the same minute. The time of a clock that is wrong
    /// tells nothing, unless a script shows that it is right by now.
    func overtake(_ item: Transcript.Item) -> Bool {
        guard item.source == .event12288, item.result == .failed, item.sku != nil, let request = item.request,
            let last = last[Request(client: request.client, sku: item.sku)]
        else { return false }
        if item.innerCode == .clockIsOff { return shown.contains(item.sku) }
        return last.time == request.time
            ? last.hosts != [item.kmsHost] : request.time.lexicographicallyPrecedes(last.time)
    }
}
