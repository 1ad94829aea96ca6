internal import ActivationDomain
internal import NIOCore

/// What a query brought.
struct WSManQueryResult: Sendable {
    var items: [CIMInstance] = []
    /// The worker's time half-way through the request that brought the first item.
    var readAt = Timestamp(microseconds: 0)
}

extension WSManChannel {
    /// Bounds of one query: a licensing service reports some dozens of keys at most.
    private static let maximumPages = 100
    private static let maximumItems = 20_000
    private static let pageSize = 32_000

    /// How much to ask for where a page was larger than an envelope may be (`EncodingLimit`): soon less than a licensing
    /// service has, then half each time.
    private static func smaller(_ size: Int) -> Int { size > 64 ? 32 : size / 2 }

    /// Runs a WQL query to its end.
    ///
    /// The first page may hold one item whatever was asked for, so pages are pulled until the computer says that the
    /// sequence has ended, by the newest context each time.
    func query(_ wql: String, deadline: NIODeadline) async throws(ChannelError) -> WSManQueryResult {
        var result = WSManQueryResult()
        var size = Self.pageSize
        var request = WSManRequest.enumerate(wql, maximumElements: size)
        var context: String?
        for _ in 0..<Self.maximumPages {
            let sent = Timestamp.now
            let page: WSManPage
            do {
                page = try WSManPage(try await call(request, deadline: deadline), following: context)
            } catch .tooLarge where size > 1 {
                if let context { try await release(context, deadline: deadline) }
                size = Self.smaller(size)
                (result, context) = (WSManQueryResult(), nil)
                request = .enumerate(wql, maximumElements: size)
                continue
            }
            if result.items.isEmpty { result.readAt = sent.advanced(by: Timestamp.now.since(sent) / 2) }
            result.items += page.items
            context = page.context
            guard let next = page.context else { return result }
            if result.items.count > Self.maximumItems { break }
            request = .pull(context: next, maximumElements: size)
        }
        if let context { try await release(context, deadline: deadline) }
        throw .protocolViolation(
            detail: "A query does not end within \(Self.maximumPages) pages or \(Self.maximumItems) items."
        )
    }

    /// Runs a WQL query as far as its first item or items, `maximumElements` at most wanted.
    func firstItems(
        of wql: String,
        maximumElements: Int,
        deadline: NIODeadline
    ) async throws(ChannelError)
        -> [CIMInstance]
    {
        var size = maximumElements
        while true {
            do {
                return try await firstPage(of: wql, size, deadline)
            } catch .tooLarge where size > 1 {
                size = Self.smaller(size)
            }
        }
    }

    private func firstPage(
        of wql: String,
        _ size: Int,
        _ deadline: NIODeadline
    ) async throws(ChannelError)
        -> [CIMInstance]
    {
        var page = try WSManPage(
            try await call(.enumerate(wql, maximumElements: size), deadline: deadline)
        )
        // An answer may bring the context alone and keep the items for the first Pull.
        if page.items.isEmpty, let context = page.context {
            let next = try await call(.pull(context: context, maximumElements: size), deadline: deadline)
            page = try WSManPage(next, following: context)
        }
        if let context = page.context { try await release(context, deadline: deadline) }
        return page.items
    }

    private func release(_ context: String, deadline: NIODeadline) async throws(ChannelError) {
        do {
            _ = try await call(.release(context: context), deadline: deadline)
        } catch .cancelled {
            throw .cancelled
        } catch {
            // What was wanted is here; a context that is left over expires by itself.
        }
    }
}
