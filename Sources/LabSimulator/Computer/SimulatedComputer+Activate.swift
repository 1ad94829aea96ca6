/// What `Activate` and its companions do to the computer.
extension SimulatedComputer {
    /// Begins a call of `Activate` on a licence.
    mutating func beginActivation(of index: Int, className: String) -> ActivationCall {
        var (fault, result) = products[index].beginCall()
        if let need = products[index].scenario.needs, isMended(need, isOfOffice: products[index].isOfOffice) {
            result = .ok
        }
        let product = products[index]
        return ActivationCall(
            index: index,
            product: product.scenario.product,
            result: result,
            fault: fault,
            shape: product.scenario.shape,
            id: product.id,
            className: className,
            seconds: product.scenario.seconds
        )
    }

    /// Ends a call: the licence and the log become what the script says.
    ///
    /// The ledger's line is written with it.
    mutating func endActivation(_ call: ActivationCall, now: Double) {
        let machine =
            products[call.index].kmsMachine ?? services[products[call.index].isOfOffice ? 1 : 0].kmsMachine ?? kmsHost
        switch call.result {
        case .ok:
            products[call.index].status = 1
            products[call.index].statusReason = call.product == .windows ? 0 : 0x4004_F040
            products[call.index].minutes = 259_200
            products[call.index].discoveredMachine = machine
            products[call.index].discoveredPort = kmsPort
            appendRequestEvent(ResultCode(0), at: clock(now), machine: machine)
        case .lies:
            appendRequestEvent(ResultCode(0), at: clock(now), machine: machine)
        case .code(let code):
            if let inner = Self.inner(code, scenario: products[call.index].scenario) {
                appendRequestEvent(inner, at: clock(now), machine: machine)
            }
        }
    }

    /// The code of event 12288 after a failure: the scenario's; else "the RPC server is unavailable" where no host answered, and
    /// success where one answered with too low a count, for then the request itself went through.
    private static func inner(_ code: ResultCode, scenario: ProductScenario) -> ResultCode? {
        if let inner = scenario.inner { return inner }
        switch code.value {
        case 0xC004_F074, 0xC004_F039: return ResultCode(0x8007_06BA)
        case 0xC004_F038: return ResultCode(0)
        default: return nil
        }
    }
}
