internal import ActivationDomain
internal import ActivationPipeline
internal import Foundation
internal import KMSExchange
internal import NetworkDiagnosis

/// Looks at the settings and at the files that they name, as a worker would before its first job.
struct SettingsExamination: Sendable {
    private let installation: Installation
    /// Empty where the register cannot be used, which another line tells.
    private let computers: [RegisteredComputer]
    private var settings: Settings { installation.settings }

    init(_ installation: Installation, computers: [RegisteredComputer]) {
        self.installation = installation
        self.computers = computers
    }

    func findings() async -> [Finding] {
        await [file] + catalogues + networks + exchange() + waits
    }

    /// What an exchange needs: first each by itself, then all of it together, as a worker does.
    private func exchange() async -> [Finding] {
        let parts = await kerberos + trustRoots + credentials()
        guard !parts.contains(where: { $0.state == .failed }) else { return parts }
        do {
            _ = try await ExchangeAssembly(settings)
            return parts
        } catch {
            // What is left to fail.
            let advice =
                "Mend it there; \"ssh -G localhost\" with the same options shows what the client makes of them."
            return parts + [Finding(.settings, .failed, "worker.ssh", error.message.asSentence, advice: advice)]
        }
    }

    private var file: Finding {
        guard let path = settings.file else {
            return Finding(
                .settings,
                .warning,
                "settings",
                "No settings file was read; all is as by default or as variables say.",
                advice:
                    "Name one by --config or ROLLCALL_CONFIG, unless that is meant; config/rollcall.yaml is a model.",
                data: ["outcome": "no-file"]
            )
        }
        return Finding(.settings, .ok, path, "The settings in \(path) can be used.", data: ["outcome": "read"])
    }

    private var catalogues: [Finding] {
        var findings: [Finding] = []
        do {
            _ = try installation.errorCatalogue()
        } catch {
            findings.append(Self.failed("catalogue.errors", error.message))
        }
        do {
            return findings + register(try installation.productCatalogue())
        } catch {
            return findings + [Self.failed("catalogue.products", error.message)]
        }
    }

    private func register(_ products: ProductCatalogue) -> [Finding] {
        let path = settings.worker.register
        do throws(RegisterFileError) {
            let file = try RegisterFile.read(path, products: Set(products.keys))
            let count = file.register.computers.count
            let data = ["computers": "\(count)", "wrongRows": "\(file.wrongRows)"]
            if let first = file.problems.first {
                let rows = file.wrongRows == 1 ? "one wrong row" : "\(file.wrongRows) wrong rows"
                let wrong = Finding(
                    .settings,
                    .failed,
                    path,
                    "The asset register has \(rows), so a worker does not start: \("\(first)".withoutFullStop).",
                    advice: "Mend the row; \"rollcall enroll --dry-run\" names all that are wrong.",
                    data: data
                )
                return [wrong]
            }
            let sentence = "The asset register has \(count) computer\(count == 1 ? "" : "s")."
            return [Finding(.settings, .ok, path, sentence, data: data)] + doubles(file.register, path)
        } catch {
            return [Self.failed("worker.register", error.description)]
        }
    }

    private func doubles(_ register: AssetRegister, _ path: String) -> [Finding] {
        let doubles = register.doubles()
        guard !doubles.isEmpty else { return [] }
        let names = doubles.map { "\($0.second.name) that of \($0.first.name) (line \($0.second.line))" }.listing()
        return [
            Finding(
                .settings,
                .warning,
                path,
                "\(doubles.count == 1 ? "A row" : "\(doubles.count) rows") of the asset register "
                    + "\(doubles.count == 1 ? "has" : "have") the address of another row: \(names).",
                advice:
                    "Mend the addresses, unless one computer has both names: else one is activated in another's place.",
                data: ["outcome": "shared-addresses", "rows": "\(doubles.count)"]
            )
        ]
    }

    private var networks: [Finding] {
        guard settings.worker.allowedNetworks.isEmpty else { return [] }
        return [
            Finding(
                .settings,
                .failed,
                "worker.allowedNetworks",
                "worker.allowedNetworks is empty: a worker refuses every job.",
                advice: "List the networks that your computers are in."
            )
        ]
    }

    private func credentials() async -> [Finding] {
        guard let path = settings.worker.credentialsFile else {
            return [
                Finding(
                    .settings,
                    .warning,
                    "worker.credentialsFile",
                    "worker.credentialsFile is not set: a worker can log on to no computer by WinRM.",
                    advice: "Name a credentials file there; the README says what it holds."
                )
            ]
        }
        return await credentials(path) + coverage(path)
    }

    private func credentials(_ path: String) async -> [Finding] {
        do {
            let book = try await ExchangeAssembly.credentials(settings)
            let count = "\(book.count) credential\(book.count == 1 ? "" : "s")"
            let sound = Finding(
                .settings,
                .ok,
                path,
                "The credentials file has \(count).",
                data: ["count": "\(book.count)"]
            )
            return [sound] + CertificateEnds(book.credentials(for: .winrm)).findings(of: path, at: .now)
        } catch {
            return [Self.failed("worker.credentialsFile", error.message)]
        }
    }

    private func coverage(_ path: String) -> [Finding] {
        guard !computers.isEmpty, let entries = try? CredentialBook.entries(path: path) else { return [] }
        return CredentialCoverage(entries, computers).findings(of: path)
    }

    private var kerberos: [Finding] {
        do {
            try SecurityEnvironment.set(settings)
            return []
        } catch {
            return [Self.failed("worker.winrm.kerberosConfig", error.message)]
        }
    }

    private var trustRoots: [Finding] {
        do {
            try ExchangeAssembly.checkTrustRoots(settings)
            return []
        } catch {
            return [Self.failed("worker.winrm.caFile", error.message)]
        }
    }

    private var waits: [Finding] {
        guard settings.retry.scale < 1 else { return [] }
        return [
            Finding(
                .settings,
                .warning,
                "retry.scale",
                "Waits are shortened to \(settings.retry.scale) of their length by retry.scale.",
                advice: "Remove it, unless this is a demonstration or a test."
            )
        ]
    }

    private static func failed(_ setting: String, _ message: String) -> Finding {
        Finding(
            .settings,
            .failed,
            setting,
            message.asSentence,
            advice: "Mend the file, or name another in \(setting)."
        )
    }
}
