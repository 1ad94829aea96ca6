/// Answers one request on behalf of a computer, and changes the computer by it.
struct Responder {
    let request: WSManRequest
    let writer: EnvelopeWriter
    let ledger: Ledger
    let now: Double

    /// Answers, a fault included.
    func answer(_ computer: inout SimulatedComputer) -> Answer {
        do {
            return try operation(&computer)
        } catch {
            return .reply(.fault(writer.fault(error, machine: computer.scenario.name)))
        }
    }

    private func operation(_ computer: inout SimulatedComputer) throws(SoapFault) -> Answer {
        guard let action = request.action, request.hasDestination, request.hasReplyTo, request.messageID != nil else {
            throw .headerRequired
        }
        guard let uri = request.resourceURI, uri.lowercased().hasPrefix(Namespace.wmi.lowercased()) else {
            throw .invalidResourceURI
        }
        guard uri.lowercased().hasPrefix(Namespace.cimv2.lowercased()) else { throw .invalidClass }
        let name = String(uri.dropFirst(Namespace.cimv2.count))
        if let namespace = request.selector("__cimnamespace"), namespace.lowercased() != "root/cimv2" {
            throw .invalidClass
        }
        switch action {
        case Namespace.enumeration + "/Enumerate": return .reply(.soap(try enumerate(name, &computer)))
        case Namespace.enumeration + "/Pull": return .reply(.soap(try pull(&computer)))
        case Namespace.enumeration + "/Release": return .reply(.soap(try release(&computer)))
        case Namespace.transfer + "/Get": return .reply(.soap(try get(name, &computer)))
        default:
            guard action.hasPrefix(uri + "/") else { throw .invalidAction }
            return try invoke(String(action.dropFirst(uri.count + 1)), on: name, &computer)
        }
    }

    // MARK: Enumeration

    private func enumerate(_ name: String, _ computer: inout SimulatedComputer) throws(SoapFault) -> String {
        guard request.bodyElement == "Enumerate" else { throw .schema }
        if let mode = request.enumerationMode, mode != "EnumerateObject" { throw .unsupportedFeature }
        let items = try items(name, computer)[...]
        guard request.isOptimized else {
            let context = Self.context()
            computer.enumerations.insert(items, context: context, now: now)
            return writer.contextOnly(context)
        }
        return try page(items, isFirst: true, &computer)
    }

    private func pull(_ computer: inout SimulatedComputer) throws(SoapFault) -> String {
        guard let context = request.enumerationContext else { throw .schema }
        guard let items = computer.enumerations.remove(context: context, now: now) else { throw .invalidContext }
        do {
            return try page(items, isFirst: false, &computer)
        } catch {
            // The client may ask for less.
            computer.enumerations.insert(items, context: context, now: now)
            throw error
        }
    }

    private func release(_ computer: inout SimulatedComputer) throws(SoapFault) -> String {
        guard let context = request.enumerationContext else { throw .schema }
        guard computer.enumerations.remove(context: context, now: now) != nil else { throw .invalidContext }
        return writer.envelope(action: Namespace.enumeration + "/ReleaseResponse", body: "")
    }

    /// A page holds what the client, the scenario and the envelope allow, but at least one item.
    ///
    /// Without `MaxElements` it is one, as
    /// WS-Enumeration says. What is left gets a context of its own, another one each time. A page is not made smaller for
    /// the computer's own limit, which a client cannot know.
    private func page(
        _ items: ArraySlice<String>,
        isFirst: Bool,
        _ computer: inout SimulatedComputer
    ) throws(SoapFault) -> String {
        let limit = min(max(request.maxElements ?? 1, 1), computer.scenario.pageSize ?? 32_000)
        var room = (request.maxEnvelopeSize ?? 153_600) - 2_048
        var count = 0
        for item in items.prefix(limit) {
            room -= item.utf8.count
            if room < 0, count > 0 { break }
            count += 1
        }
        let rest = items.dropFirst(count)
        let context = rest.isEmpty ? nil : Self.context()
        let text = writer.page(items: items.prefix(count), context: context, isFirst: isFirst)
        try checkSize(of: text, computer)
        if let context { computer.enumerations.insert(rest, context: context, now: now) }
        return text
    }

    private func checkSize(of reply: String, _ computer: SimulatedComputer) throws(SoapFault) {
        let limit = computer.scenario.envelopeLimit
        guard reply.utf8.count <= limit else { throw .responseTooLarge(reply.utf8.count, limit: limit) }
    }

    private func items(_ name: String, _ computer: SimulatedComputer) throws(SoapFault) -> [String] {
        guard let filter = request.filter else {
            guard name != "*" else { throw .filterRequired }
            return try instances(name, computer).map(InstanceWriter.typed)
        }
        guard request.filterDialect == Namespace.wqlDialect else { throw .unknownDialect }
        guard name == "*" else { throw .wqlNeedsStar }
        let query: WQLQuery
        do {
            query = try WQLParser.parse(filter)
        } catch {
            throw .invalidQuery(error.message)
        }
        let instances = try instances(query.className, computer)
        guard let schema = WMIClass.named(query.className) else { throw .invalidClass }
        do {
            try query.validate(for: schema)
        } catch {
            throw .invalidQuery(error.message)
        }
        let selected = instances.filter(query.selects)
        guard let properties = query.properties else { return selected.map(InstanceWriter.typed) }
        let indices = Set(properties.compactMap(schema.index(of:))).sorted()
        return selected.map { InstanceWriter.fragment($0, indices: indices) }
    }

    private func instances(_ name: String, _ computer: SimulatedComputer) throws(SoapFault) -> [WMIInstance] {
        guard let schema = WMIClass.named(name), let instances = computer.instances(of: schema, now: now) else {
            throw .invalidClass
        }
        return instances
    }

    private static func context() -> String {
        "uuid:" + MessageID.random()
    }

    // MARK: Get

    private func get(_ name: String, _ computer: inout SimulatedComputer) throws(SoapFault) -> String {
        let instance = try selected(name, computer)
        let text = writer.envelope(action: Namespace.transfer + "/GetResponse", body: InstanceWriter.typed(instance))
        try checkSize(of: text, computer)
        return text
    }

    /// The instance that the selectors name.
    private func selected(_ name: String, _ computer: SimulatedComputer) throws(SoapFault) -> WMIInstance {
        let instances = try instances(name, computer)
        guard let schema = WMIClass.named(name) else { throw .invalidClass }
        let selectors = request.selectors.filter { $0.name.lowercased() != "__cimnamespace" }
        let keys = schema.keys.map { $0.lowercased() }
        guard selectors.allSatisfy({ keys.contains($0.name.lowercased()) }) else { throw .unexpectedSelectors }
        guard selectors.count == keys.count else { throw .needsSelectors }
        let found = instances.first { instance in
            selectors.allSatisfy { selector in
                switch instance[selector.name] {
                case .string(let value): value.lowercased() == selector.value.lowercased()
                case .integer(let value): String(value) == selector.value
                default: false
                }
            }
        }
        guard let found else { throw .notFound }
        return found
    }

    // MARK: Invoke

    private func invoke(
        _ method: String,
        on name: String,
        _ computer: inout SimulatedComputer
    ) throws(SoapFault) -> Answer {
        let instance = try selected(name, computer)
        let schema = instance.schema
        if schema.kind == .windowsService { return .reply(.soap(try control(method, of: instance, &computer))) }
        guard schema.kind == .product || schema.kind == .service else { throw .invalidAction }
        guard request.bodyElement == method + "_INPUT" else { throw .schema }
        var index: Int?
        if schema.kind == .product {
            index = computer.products.firstIndex { instance["ID"] == .string($0.id) }
            guard let index else { throw .notFound }
            if method == "Activate" { return activate(index, schema.name, &computer) }
        } else if method == "RefreshLicenseStatus" {
            ledger.write(.refresh, computer: computer.scenario, product: nil, result: "ok")
            return .reply(.soap(writer.output(method: method, className: schema.name, returnValue: 0)))
        }
        try setKMS(method, index: index, isOfOffice: schema.isOfOffice, &computer)
        return .reply(.soap(writer.output(method: method, className: schema.name, returnValue: 0)))
    }

    private func control(
        _ method: String,
        of instance: WMIInstance,
        _ computer: inout SimulatedComputer
    ) throws(SoapFault) -> String {
        guard request.bodyElement == method + "_INPUT" else { throw .schema }
        guard let index = computer.windowsServices.firstIndex(where: { instance["Name"] == .string($0.name) }) else {
            throw .notFound
        }
        guard let result = computer.control(method, service: index) else { throw .invalidAction }
        ledger.write(
            method == "StopService" ? .stopService : .startService,
            computer: computer.scenario,
            product: nil,
            result: "\(computer.windowsServices[index].name) \(result)"
        )
        return writer.output(method: method, className: instance.schema.name, returnValue: result)
    }

    private func setKMS(
        _ method: String,
        index: Int?,
        isOfOffice: Bool,
        _ computer: inout SimulatedComputer
    ) throws(SoapFault) {
        let service = isOfOffice ? 1 : 0
        let product = index.map { computer.products[$0].scenario.product }
        switch method {
        case "SetKeyManagementServiceMachine", "ClearKeyManagementServiceMachine":
            let isSet = method.hasPrefix("Set")
            let machine = isSet ? request.parameters["MachineName"] : nil
            guard !isSet || machine?.isEmpty == false else { throw .schema }
            if let index {
                computer.products[index].kmsMachine = machine
            } else {
                computer.services[service].kmsMachine = machine
            }
            ledger.write(
                isSet ? .setKMS : .clearKMS,
                computer: computer.scenario,
                product: product,
                result: machine ?? "ok"
            )
        case "SetKeyManagementServicePort", "ClearKeyManagementServicePort":
            let isSet = method.hasPrefix("Set")
            let port = isSet ? request.parameters["PortNumber"].flatMap { UInt16($0) } : 0
            guard let port else { throw .schema }
            if let index {
                computer.products[index].kmsPort = Int(port)
            } else {
                computer.services[service].kmsPort = Int(port)
            }
            ledger.write(
                isSet ? .setKMSPort : .clearKMSPort,
                computer: computer.scenario,
                product: product,
                result: isSet ? String(port) : "ok"
            )
        default: throw .invalidAction
        }
    }

    private func activate(_ index: Int, _ className: String, _ computer: inout SimulatedComputer) -> Answer {
        let call = computer.beginActivation(of: index, className: className)
        switch call.fault {
        case .resetOnActivate: return .reset
        case .quota: return .reply(.fault(writer.quota(shape: call.shape, machine: computer.scenario.name)))
        default: break
        }
        let longest = computer.scenario.operationLimit
        let limit = min(request.operationTimeout ?? longest, longest)
        let isTimedOut = call.fault == .timedOut || call.seconds > limit
        return .activation(call, writer, replySeconds: min(call.seconds, limit), isTimedOut: isTimedOut)
    }
}
