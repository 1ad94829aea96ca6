internal import ActivationDomain
internal import BoardProjection

/// A computer's whole story: its licences, its jobs, each attempt.
struct ComputerPage {
    let context: PageContext
    let name: String

    var texts: Texts { context.texts }

    func content() async throws -> PageContent {
        guard let (computer, jobs) = try await context.reader.computer(name) else {
            throw PageFailure.missing("failure.computer", name)
        }
        let lab = PageAddress(["jobs"], ["site": computer.site, "lab": computer.lab])
        let view: View = [
            "notices": try await BoardNotices(context, campaign: nil).view(texts), "name": computer.name,
            "address": computer.address, "assetTag": computer.assetTag, "channel": computer.channel,
            "site": computer.site, "lab": computer.lab, "labHref": lab.text, "heardAt": texts.time(computer.heardAt),
            "hasLicences": !computer.licences.isEmpty, "licences": computer.licences.map(licence),
            "hasJobs": !jobs.isEmpty, "jobs": jobs.map(story),
        ]
        return PageContent(title: computer.name, template: "computer", view: view)
    }

    private func licence(_ licence: LicenceFacts) -> View {
        [
            "product": licence.product, "sign": texts.sign(licence: licence.status),
            "expiresAt": texts.time(licence.expiresAt), "kmsHost": licence.kmsHost,
            "readAt": texts.time(licence.readAt),
        ]
    }

    private func story(_ story: JobStory) -> View {
        let job = story.job
        let needsPerson = StateGroup(job.state) == .needs
        return [
            "id": job.id, "product": job.product, "campaign": job.campaign,
            "round": job.round > 1 ? texts("job.round", count: job.round) : nil, "sign": texts.sign(job.state),
            "nextAt": texts.time(job.nextAt), "superseded": !story.isCurrent, "exhausted": job.isExhausted,
            // What to do stands in front; each attempt says again what it met.
            "advice": needsPerson ? job.error?.advice[texts.language].unlessEmpty : nil,
            "enrolledAt": texts.time(job.enrolledAt), "hasAttempts": !story.attempts.isEmpty,
            "attempts": story.attempts.map { attempt($0, of: job, isAdvised: needsPerson) },
        ]
    }
}
