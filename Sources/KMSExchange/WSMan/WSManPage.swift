/// One page of a query, from the answer to Enumerate or Pull.
struct WSManPage: Sendable, Hashable {
    var items: [CIMInstance]
    /// What to ask for the next page with; nil when this was the last.
    var context: String?

    /// Reads the body of an `EnumerateResponse` or a `PullResponse`.
    ///
    /// The end is where `EndOfSequence` stands, also beside a context, and where there is no context: Windows leaves the
    /// element empty, others leave it out.
    init(_ body: SOAPElement, following previous: String? = nil) throws(ChannelError) {
        guard let response = body.children.first(where: { $0.name == "EnumerateResponse" || $0.name == "PullResponse" })
        else {
            throw .protocolViolation(detail: "The answer to a query has neither EnumerateResponse nor PullResponse.")
        }
        items = (response.child("Items")?.children ?? []).map(CIMInstance.init)
        let isLast = response.child("EndOfSequence") != nil
        let element = response.child("EnumerationContext")
        // A Pull may leave the context out while the old one holds (WS-Enumeration, section 3.2).
        let given = element == nil ? previous : element?.value
        context = isLast || given?.isEmpty != false ? nil : given
    }
}
