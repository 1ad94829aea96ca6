internal import NIOCore

extension WSManChannel {
    /// How long a service may take to stop, and to run again.
    private static let patience = TimeAmount.seconds(30)

    package func restart(_ service: ManagedService) async throws(ChannelError) {
        let deadline = NIODeadline.now() + Self.patience
        // Stopped, a disabled one could not be started again.
        guard try await state(of: service, deadline).mode != "Disabled" else {
            throw .hresult(0x8007_0422, detail: "The service \(service.rawValue) is disabled.")
        }
        let stop = try await control("StopService", service, deadline)
        guard
            [ServiceReturn.success, ServiceReturn.cannotAcceptControl, ServiceReturn.notActive].contains(stop.value)
        else { throw stop.error("StopService", of: service) }
        try await wait(for: "Stopped", service, deadline)
        let start = try await control("StartService", service, deadline)
        guard [ServiceReturn.success, ServiceReturn.alreadyRunning].contains(start.value) else {
            throw start.error("StartService", of: service)
        }
        try await wait(for: "Running", service, deadline)
    }

    private func control(
        _ method: String,
        _ service: ManagedService,
        _ deadline: NIODeadline
    ) async throws(ChannelError) -> ServiceReturn {
        let body = try await call(.invoke(method, of: "Win32_Service", key: Self.key(service)), deadline: deadline)
        return try ServiceReturn(body, method: method)
    }

    private func wait(for state: String, _ service: ManagedService, _ deadline: NIODeadline) async throws(ChannelError)
    {
        while try await self.state(of: service, deadline).state != state {
            guard NIODeadline.now() < deadline else {
                throw .hresult(0x8007_041D, detail: "The service \(service.rawValue) is not \(state) in time.")
            }
            do {
                try await Task.sleep(for: .milliseconds(500))
            } catch {
                throw .cancelled
            }
        }
    }

    private func state(
        of service: ManagedService,
        _ deadline: NIODeadline
    ) async throws(ChannelError) -> (state: String?, mode: String?) {
        let body = try await call(.get("Win32_Service", key: Self.key(service)), deadline: deadline)
        guard let element = body.children.first else {
            throw .protocolViolation(detail: "The answer to Get holds no Win32_Service.")
        }
        let instance = CIMInstance(element)
        return (instance.string("State"), instance.string("StartMode"))
    }

    private static func key(_ service: ManagedService) -> WSManRequest.Selector {
        .init(name: "Name", value: service.rawValue)
    }
}
