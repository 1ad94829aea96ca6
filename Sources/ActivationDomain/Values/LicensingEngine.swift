/// The service on a Windows computer that holds a product's licence.
///
/// Windows and, from Windows 8 on, Office 2013 and later live in the Software Protection Platform; Office 2010, and
/// every Office on Windows 7, in the Office Software Protection Platform (Microsoft's KB 2870357).
package enum LicensingEngine: String, Sendable, Hashable, CaseIterable {
    /// Software Protection Platform: `sppsvc`, classes `SoftwareLicensing…`.
    case spp
    /// Office Software Protection Platform: `osppsvc`, classes `OfficeSoftwareProtection…`.
    case ospp

    /// The WMI class with one instance a licence, in `root\cimv2`.
    package var productClass: String {
        self == .spp ? "SoftwareLicensingProduct" : "OfficeSoftwareProtectionProduct"
    }

    /// The WMI class of the service itself, one instance, in `root\cimv2`.
    package var serviceClass: String {
        self == .spp ? "SoftwareLicensingService" : "OfficeSoftwareProtectionService"
    }
}
