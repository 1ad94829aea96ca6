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
    static func set(_ settings: Settings.WinRM) throws(ProgramFailure) {
        guard let path = settings.kerberosConfig else { return }
        do {
            _ = try TextFile.read(path)
        } catch {
            throw ProgramFailure(.settings, "worker.winrm.kerberosConfig: \(error.description)")
        }
        setenv("KRB5_CONFIG", path, 1)
    }
}
