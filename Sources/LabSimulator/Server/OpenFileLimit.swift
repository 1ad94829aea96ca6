internal import Foundation

/// The number of files that this process may have open.
enum OpenFileLimit {
    /// Raises the soft limit to the hard one and checks that it carries a listener for each computer and connections besides.
    ///
    /// - Parameter listeners: how many computers listen.
    /// - Throws: ``LabError`` when even the hard limit is too low.
    static func raise(listeners: Int) throws(LabError) {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            _ = setrlimit(resource, &limit)
            _ = getrlimit(resource, &limit)
        }
        let needed = rlim_t(listeners + 256)
        guard limit.rlim_cur >= needed else {
            throw LabError(
                code: .unavailable,
                message:
                    "\(listeners) computers need at least \(needed) open files, but the limit is \(limit.rlim_cur); "
                    + "raise it with 'ulimit -Hn' or make the lab smaller"
            )
        }
    }
}
