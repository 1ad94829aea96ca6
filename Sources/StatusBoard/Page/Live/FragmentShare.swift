internal import BoardProjection

/// Makes what several open pages show once for all of them.
actor FragmentShare {
    private struct Key: Hashable {
        var address: PageAddress
        var visitor: PageVisitor
    }

    private struct Entry {
        var fragment: PageRenderer.Fragment
        /// How far the projection was when it was begun.
        var generation: Int
        var begun: ContinuousClock.Instant
    }

    private let renderer: PageRenderer
    private var entries: [Key: Entry] = [:]
    private var inWork: Set<Key> = []
    private var waiting: [Key: [CheckedContinuation<Void, Never>]] = [:]

    init(_ renderer: PageRenderer) {
        self.renderer = renderer
    }

    /// The fragment as it is now, or was when the projection was as far as it is now.
    func fragment(of address: PageAddress, for visitor: PageVisitor) async throws -> PageRenderer.Fragment {
        var visitor = visitor
        // Colours are the stylesheet's matter.
        visitor.theme = nil
        let key = Key(address: address, visitor: visitor)
        let wanted = renderer.source.progress.generation
        while true {
            if let entry = entries[key], entry.generation >= wanted, isFresh(entry) { return entry.fragment }
            guard inWork.contains(key) else { break }
            // Whoever makes it resumes all; should that fail, one of them makes it.
            await withCheckedContinuation { waiting[key, default: []].append($0) }
        }
        inWork.insert(key)
        defer {
            inWork.remove(key)
            for continuation in waiting.removeValue(forKey: key) ?? [] { continuation.resume() }
        }
        let (generation, begun) = (renderer.source.progress.generation, ContinuousClock.now)
        let fragment = try await made(key)
        entries = entries.filter { isFresh($0.value) }
        entries[key] = Entry(fragment: fragment, generation: generation, begun: begun)
        return fragment
    }

    /// A page of which the subject has gone says so, as it would if it were loaded again.
    private func made(_ key: Key) async throws -> PageRenderer.Fragment {
        do {
            return try await renderer.fragment(key.address, for: key.visitor)
        } catch PageFailure.missing(let text, let name) {
            return try renderer.failure(text, ["name": name], for: key.visitor)
        }
    }

    private func isFresh(_ entry: Entry) -> Bool { ContinuousClock.now - entry.begun < EventStreams.pause }
}
