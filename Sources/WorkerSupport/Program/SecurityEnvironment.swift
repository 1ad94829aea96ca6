internal import NegotiateAuthentication

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// What libraries of C read from the environment, and from nowhere else.
enum SecurityEnvironment {
    /// Has libkrb5 read the configuration that the settings name.
    ///
    /// To be called before there are threads that may read the environment at the same time.
    static func set(_ settings: Settings) throws(ProgramFailure) {
        guard let path = settings.worker.winrm.kerberosConfig else { return }
        let name = "worker.winrm.kerberosConfig"
        do throws(FileReadError) {
            _ = try TextFile.read(path)
        } catch {
            throw settings.problem(name, "cannot be used: \(error.description)")
        }
        do throws(SecurityFailure) {
            _ = try KerberosConfiguration.read(realms: [], from: path)
        } catch {
            throw settings.problem(name, "cannot be used: \(error.clause)")
        }
        setenv("KRB5_CONFIG", path, 1)
    }
}
