/// What stand-ins for Windows computers have; see `windows_shell.py`.
package enum StandIn {
    /// The id of the licence of Windows.
    package static let windowsID = "7c3f9a10-2b4d-4e5f-8a6b-1c2d3e4f5a6b"
    /// The id of the licence of Office.
    package static let officeID = "d450596f-894d-49e0-966a-fd39ed4c4c64"

    /// A volume licence of Windows, in its first weeks; `more` replaces what it says.
    package static func windows(_ more: [String: Any] = [:]) -> [String: Any] {
        [
            "id": windowsID, "name": "Windows(R), Education edition", "key": "AB2CD", "status": 2, "minutes": 43_000,
            "description": "Windows(R) Operating System, VOLUME_KMSCLIENT channel",
        ].merging(more) { $1 }
    }

    /// A volume licence of Office 2016 or, by `version`, of another Office.
    package static func office(_ version: Int = 16, _ more: [String: Any] = [:]) -> [String: Any] {
        let isOld = version == 14
        return [
            "id": officeID, "key": "EF3GH", "status": 2, "minutes": 43_000,
            "name": "Office \(version), Office\(version)ProPlusVL_KMS_Client edition",
            "description": "Office \(version), VOLUME_KMSCLIENT channel",
            "app": isOld ? "59a52881-a989-479d-af46-f275c6370663" : "0ff1ce15-a989-479d-af46-f275c6370663",
            "engine": isOld ? "ospp" : "spp",
        ].merging(more) { $1 }
    }
}
