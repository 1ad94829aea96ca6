internal import ActivationDomain
internal import NetworkDiagnosis

/// Compares this computer's clock: Kerberos and a KMS host both refuse a computer whose clock is off, and so do logs.
struct ClockExamination: Sendable {
    private let settings: Settings.Doctor
    private let surroundings: Doctor.Surroundings

    init(_ settings: Settings.Doctor, _ surroundings: Doctor.Surroundings) {
        self.settings = settings
        self.surroundings = surroundings
    }

    func findings() async -> [Finding] {
        guard let server = settings.timeServer else {
            return [
                Finding(
                    .clock,
                    .warning,
                    "clock",
                    "This computer's clock was compared with nothing, since doctor.timeServer is not set.",
                    advice: "Name your time server there: beyond five minutes Kerberos fails.",
                    data: ["outcome": "not-compared"]
                )
            ]
        }
        let probe = SNTPProbe(limit: surroundings.step)
        if let address = IPAddress(server) {
            return [await probe.finding(address: address, port: surroundings.timePort)]
        }
        let lookup = ServiceRecordLookup(server: surroundings.dns, limit: surroundings.step)
        switch await lookup.addresses(of: server) {
        case .success(let addresses):
            // There is at least one; one answer is enough, and a server wants no more questions than that.
            guard let first = addresses.first else { return [] }
            return [await probe.finding(host: server, address: first, port: surroundings.timePort)]
        case .failure:
            return [
                Finding(
                    .clock,
                    .warning,
                    server,
                    "This computer's clock was compared with nothing: DNS gives no address of the time server \(server).",
                    advice: "Check doctor.timeServer, and the servers in /etc/resolv.conf.",
                    data: ["outcome": "no-address"]
                )
            ]
        }
    }
}
