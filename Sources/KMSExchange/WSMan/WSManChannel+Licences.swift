package import ActivationDomain
internal import NIOCore

extension WSManChannel {
    package func licences(in engine: LicensingEngine) async throws(ChannelError) -> [LicenceRecord] {
        let wql =
            "select \(LicenceRecord.columns.joined(separator: ",")) from \(engine.productClass) "
            + "where PartialProductKey is not null"
        let result: WSManQueryResult
        do {
            result = try await query(wql, deadline: stepDeadline)
        } catch .hresult(let code, _) where Self.saysNoSuchClass(code, engine: engine) {
            return []
        }
        var licences: [LicenceRecord] = []
        for item in result.items { licences.append(try LicenceRecord(item)) }
        return licences
    }

    package func licence(id: String, in engine: LicensingEngine) async throws(ChannelError) -> LicenceRecord {
        let request = WSManRequest.get(engine.productClass, key: .init(name: "ID", value: id))
        let body = try await call(request, deadline: stepDeadline)
        guard let element = body.children.first else {
            throw .protocolViolation(detail: "The answer to Get holds no \(engine.productClass).")
        }
        return try LicenceRecord(CIMInstance(element))
    }

    package func activate(id: String, in engine: LicensingEngine) async throws(ChannelError) {
        try await invoke(
            .invoke("Activate", of: engine.productClass, key: .init(name: "ID", value: id)),
            method: "Activate",
            deadline: .now() + TimeAmount(limits.activate)
        )
    }

    package func newestActivationEvent() async throws(ChannelError) -> ActivationEventRecord? {
        let items = try await firstItems(of: ActivationEventRecord.query, maximumElements: 8, deadline: stepDeadline)
        return items.compactMap(ActivationEventRecord.init).max { $0.recordNumber < $1.recordNumber }
    }

    /// When a step that begins now must have ended.
    var stepDeadline: NIODeadline { .now() + TimeAmount(limits.step) }

    /// Calls a method and checks what it returned.
    func invoke(_ request: WSManRequest, method: String, deadline: NIODeadline) async throws(ChannelError) {
        try WSManMethodResult.check(try await call(request, deadline: deadline), method: method)
    }

    /// Whether a code says that the computer does not have the engine's class: WBEM_E_INVALID_CLASS.
    ///
    /// For OSPP, which is there only with an Office of its time, WinRM's own "no such resource" says the same; for SPP,
    /// which every Windows has, it would hide that something else is wrong.
    private static func saysNoSuchClass(_ code: UInt32, engine: LicensingEngine) -> Bool {
        code == 0x8004_1010 || (engine == .ospp && code == 0x8033_8000)
    }
}
