internal import ActivationDomain

/// Scripts for Windows PowerShell that ask the licensing services by CIM.
///
/// They call commands and read properties, but no methods of objects, which a computer in constrained language mode
/// does not allow. Each answers with one object in JSON that has `rollcall` in it, so that anything else that a
/// computer's shell prints is not taken for an answer.
enum PowerShellScript {
    /// The licences of an engine that have a key, or the one with an id.
    static func licences(_ engine: LicensingEngine, id: String? = nil) -> String {
        let condition = id.map { "ID='\($0)'" } ?? "PartialProductKey is not null"
        let columns = LicenceRecord.columns.joined(separator: ",")
        return answering(
            "Get-CimInstance -Query \"select \(columns) from \(engine.productClass) where \(condition)\" "
                + "| Select-Object -Property \(columns)"
        )
    }

    /// The licensing service itself.
    static func service(_ engine: LicensingEngine) -> String {
        answering(
            "Get-CimInstance -ClassName \(engine.serviceClass) "
                + "| Select-Object -Property Version,KeyManagementServiceMachine,KeyManagementServicePort"
        )
    }

    /// Activates a licence.
    static func activation(_ engine: LicensingEngine, id: String) -> String {
        answering("\(product(engine, id)) | \(call("Activate"))")
    }

    /// Sets host and port, of the service or of one licence.
    static func host(_ host: String, port: Int, _ engine: LicensingEngine, id: String?) -> String {
        let holder = id.map { product(engine, $0) } ?? "Get-CimInstance -ClassName \(engine.serviceClass)"
        return answering(
            "\(holder) | \(call("SetKeyManagementServiceMachine", "@{MachineName='\(host)'}"));"
                + "\(holder) | \(call("SetKeyManagementServicePort", "@{PortNumber=[uint32]\(port)}"))"
        )
    }

    /// Makes the service read its licences anew.
    static func refresh(_ engine: LicensingEngine) -> String {
        answering("Get-CimInstance -ClassName \(engine.serviceClass) | \(call("RefreshLicenseStatus"))")
    }

    /// The clock in UTC, and the zone.
    ///
    /// No more than the PowerShell of Windows 7 has: there the scripts do the rest.
    static let clock =
        "$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';"
        + "try{$u=Get-CimInstance -ClassName Win32_UTCTime;$s=Get-CimInstance -ClassName Win32_OperatingSystem}"
        + "catch{$u=Get-WmiObject Win32_UTCTime;$s=Get-WmiObject Win32_OperatingSystem};"
        + "$z=Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation';"
        + "\"rollcall-clock $($u.Year) $($u.Month) $($u.Day) $($u.Hour) $($u.Minute) $($u.Second) "
        + "$($s.CurrentTimeZone) $($z.TimeZoneKeyName)\""

    private static func product(_ engine: LicensingEngine, _ id: String) -> String {
        "Get-CimInstance -Query \"select ID from \(engine.productClass) where ID='\(id)'\""
    }

    private static func call(_ method: String, _ arguments: String? = nil) -> String {
        "Invoke-CimMethod -MethodName \(method)" + (arguments.map { " -Arguments \($0)" } ?? "")
            + " | Select-Object -Property ReturnValue"
    }

    /// Characters beyond ASCII are left out of messages: the console's code page is not known here.
    private static func answering(_ body: String) -> String {
        "$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';"
            + "try{$v=@(\(body));$o=@{rollcall=1;value=$v}}catch{$e=$_;"
            + "$o=@{rollcall=1;error=@{id=[string]$e.FullyQualifiedErrorId;hresult=$e.Exception.HResult;"
            + "message=([string]$e.Exception.Message -replace '[^ -~]','?')}}};"
            + "ConvertTo-Json -InputObject $o -Compress -Depth 4"
    }
}
