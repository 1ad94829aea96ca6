internal import BoardFormats

/// What the document says of answers that are none.
struct OpenAPIProblems: Sendable {
    let status: Int
    let name: String
    let description: String
    var header: (name: String, description: String)?

    static let all: [OpenAPIProblems] = [
        OpenAPIProblems(
            status: 400,
            name: "WrongParameter",
            description:
                "A parameter is not known or has a wrong value; `parameter` and `expected` say which, and what may "
                + "stand there."
        ),
        OpenAPIProblems(
            status: 401,
            name: "NotLoggedOn",
            description: "The board has users, and it is not known who asks.",
            header: ("WWW-Authenticate", "How to say who one is.")
        ),
        OpenAPIProblems(status: 403, name: "NotAllowed", description: "The user may not do this."),
        OpenAPIProblems(status: 404, name: "NotFound", description: "There is no campaign or computer of that name."),
        OpenAPIProblems(
            status: 405,
            name: "WrongMethod",
            description: "Only GET and HEAD are answered.",
            header: ("Allow", "GET, HEAD")
        ),
        OpenAPIProblems(
            status: 414,
            name: "TooLong",
            description: "The address has more than 4096 bytes, or too many parameters."
        ),
        OpenAPIProblems(
            status: 429,
            name: "TooMany",
            description: "More was asked than one may ask.",
            header: ("Retry-After", "After how many seconds to ask again.")
        ),
        OpenAPIProblems(status: 500, name: "Fault", description: "The board is at fault; its log says more."),
        OpenAPIProblems(
            status: 503,
            name: "Busy",
            description: "The board has too much to do.",
            header: ("Retry-After", "After how many seconds to ask again.")
        ),
    ]

    var node: JSONNode {
        let content: JSONNode = [
            "description": .string(description),
            "content": [
                "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]
            ],
        ]
        guard let header else { return content }
        return content.adding([
            "headers": .object([
                .init(key: header.name, value: ["description": .string(header.description), "schema": .text])
            ])
        ])
    }

    static let schema: JSONNode = [
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "required": ["type", "title", "status"],
        "properties": [
            "type": [
                "type": "string", "format": "uri-reference",
                "description":
                    .string(
                        "What kind of problem it is: one of urn:rollcall:problem:parameter, :not-found, :method, :fault; or "
                            + "about:blank, where the status says all."
                    ),
            ],
            "title": .text,
            "status": ["type": "integer", "minimum": 400, "maximum": 599],
            "detail": .text,
            "parameter": ["type": "string", "description": "The name of the parameter that is wrong."],
            "expected": ["type": "string", "description": "What may stand there."],
        ],
    ]
}
