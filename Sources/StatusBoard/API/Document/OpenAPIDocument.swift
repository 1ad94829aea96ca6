internal import BoardFormats

/// The OpenAPI document, made from the endpoints and from the values that they send, so that it cannot say otherwise.
///
/// `config/contract/openapi.json` is the same text; a test compares them.
enum OpenAPIDocument {
    static let text = node.text() + "\n"

    static var node: JSONNode {
        [
            "openapi": "3.1.1",
            "info": [
                "title": "Rollcall status board",
                "version": "1.0.0",
                "description": .string(description),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .string(APIEndpoint.base)]],
            // None is needed where the board has no users.
            "security": [[:], ["session": []], ["basic": []]],
            "paths": .object(APIEndpoint.all.map { .init(key: $0.path, value: path($0)) }),
            "components": [
                "schemas": .object(schemas.map { .init(key: $0.schemaName, value: $0.schema.node) } + [problem]),
                "parameters": .object(parameters.map { .init(key: $0.name, value: parameter($0)) }),
                "responses": .object(OpenAPIProblems.all.map { .init(key: $0.name, value: $0.node) }),
                "securitySchemes": securitySchemes,
            ],
        ]
    }

    private static let description = """
        How activation stands: campaigns and their jobs, computers and their licences, workers and alarms, as the board has \
        them from the events. Everything can be asked by GET and HEAD alone; nothing is changed here.

        Lists come in parts: where an answer has `next`, the part behind it is asked for by `after`; the header Link has the \
        whole address. Each list is a table too, under the same address with `.csv` behind it, which is sent whole. Names \
        are as in the events (event.schema.json). Times are RFC 3339 in UTC. What cannot be answered is told as problem \
        details (RFC 9457).

        A board without users answers everyone who reaches it; one with users asks for a session of its page, or for name \
        and password (HTTP Basic).
        """

    private static func path(_ endpoint: APIEndpoint) -> JSONNode {
        let refusals = OpenAPIProblems.all.filter {
            $0.status != 404 || endpoint.parameters.contains(where: \.isInPath)
        }
        let problems = refusals.map { problem in
            JSONNode.Member(
                key: String(problem.status),
                value: ["$ref": "#/components/responses/\(problem.name)"]
            )
        }
        let references = endpoint.parameters.map { parameter -> JSONNode in
            isShared(parameter) ? ["$ref": "#/components/parameters/\(parameter.name)"] : self.parameter(parameter)
        }
        return [
            "get": [
                "operationId": .string(endpoint.id),
                "summary": .string(endpoint.summary),
                "parameters": .array(references),
                "responses": JSONNode.object([.init(key: "200", value: success(endpoint))] + problems),
            ]
        ]
    }

    private static func success(_ endpoint: APIEndpoint) -> JSONNode {
        switch endpoint.content {
        case .json(let type):
            let link: JSONNode = [
                "headers": [
                    "Link": [
                        "description": "Where the list goes on, with rel=\"next\"; left out at the end.",
                        "schema": .text,
                    ]
                ]
            ]
            let content: JSONNode = [
                "description": .string(endpoint.summary),
                "content": ["application/json": ["schema": .reference(type)]],
            ]
            return endpoint.parameters.contains { $0.name == APIParameter.after.name } ? content.adding(link) : content
        case .csv:
            return [
                "description":
                    "The table (RFC 4180), in UTF-8 with a byte order mark, the names of its columns in the first line.",
                "headers": ["Content-Disposition": ["description": "What the file is called.", "schema": .text]],
                "content": ["text/csv": ["schema": .text]],
            ]
        case .document:
            return ["description": "This document.", "content": ["application/json": ["schema": ["type": "object"]]]]
        }
    }

    private static func parameter(_ parameter: APIParameter) -> JSONNode {
        let head: JSONNode = [
            "name": .string(parameter.name),
            "in": .string(parameter.isInPath ? "path" : "query"),
            "description": .string(parameter.description),
        ]
        guard !parameter.isRepeatable else {
            return head.adding([
                "style": "form", "explode": true,
                "schema": [
                    "type": "array", "maxItems": .integer(APIParameter.mostRepeats), "items": parameter.schema,
                ],
            ])
        }
        let schema: JSONNode = ["schema": parameter.schema]
        return parameter.isInPath ? head.adding(["required": true]).adding(schema) : head.adding(schema)
    }

    /// One that means the same everywhere.
    private static func isShared(_ parameter: APIParameter) -> Bool { parameter.name != "since" }

    private static var parameters: [APIParameter] {
        var seen: Set<String> = []
        return APIEndpoint.all.flatMap(\.parameters).filter { isShared($0) && seen.insert($0.name).inserted }
    }

    private static let securitySchemes: JSONNode = [
        "session": [
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-rollcall",
            "description":
                "The session of someone who has logged on to the board's page; without TLS the cookie is called rollcall.",
        ],
        "basic": ["type": "http", "scheme": "basic", "description": "Name and password of a user of the board."],
    ]

    /// Every schema that is referred to.
    static let schemas: [any APIValue.Type] = [
        APIText.self, APIError.self, APIStates.self, APICounts.self, APICampaign.self, APICampaigns.self, APIPace.self,
        APICampaignDetail.self, APILab.self, APILabs.self, APIProblemGroup.self, APIProblemGroups.self, APIStretch.self,
        APIDue.self, APIJob.self, APIJobs.self, APILicence.self, APIComputer.self, APIComputers.self,
        APISilentComputers.self, APIExpiry.self, APIExpiries.self, APIEvidence.self, APIAttempt.self, APIStory.self,
        APIComputerStory.self, APIWorker.Connections.self, APIWorker.self, APIWorkers.self, APIAlarm.self,
        APIAlarms.self,
        APIRejection.self, APIRejections.self, APIBroker.self, APIPosition.self, APIBoard.self,
    ]

    private static let problem = JSONNode.Member(key: "Problem", value: OpenAPIProblems.schema)
}
