internal import Glibc

/// What every exporter says of its process, under the names that all exporters use.
package enum ProcessMetrics {
    /// Reads them from the system; what it does not tell is left out.
    package static func read() -> [MetricFamily] {
        var families: [MetricFamily] = []
        func add(_ name: String, _ kind: MetricFamily.Kind, _ help: String, _ value: Double?) {
            if let value { families.append(MetricFamily(name, kind, help, value)) }
        }
        add("process_cpu_seconds_total", .counter, "User and system CPU time in seconds.", cpuSeconds())
        add("process_resident_memory_bytes", .gauge, "Resident memory in bytes.", residentBytes())
        add("process_open_fds", .gauge, "Open file descriptors.", openDescriptors())
        add("process_max_fds", .gauge, "File descriptors that may be open at once.", maximumDescriptors())
        add("process_start_time_seconds", .gauge, "Start of the process, in seconds since 1970.", startTime)
        return families
    }

    private static func cpuSeconds() -> Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func residentBytes() -> Double? {
        // Pages: all of the address space, then what of it is in memory (proc(5), statm).
        let fields = text("/proc/self/statm")?.split(separator: " ")
        guard let fields, fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func openDescriptors() -> Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Less `.`, `..` and the descriptor that reads the folder.
        return Double(max(0, count - 3))
    }

    private static func maximumDescriptors() -> Double? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    /// From ticks since the machine started, and the time at which it did.
    private static let startTime: Double? = {
        // The program's name, in parentheses, may hold anything.
        guard let after = text("/proc/self/stat")?.split(separator: ")").last?.split(separator: " "), after.count > 19,
            let ticks = Double(after[19]),
            let boot = text("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let started = Double(boot.dropFirst(6))
        else { return nil }
        return started + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }()

    private static func text(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 131_072)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
