//! What every route answers with: the table from which the `OpenAPI` document takes its schemas.
//!
//! The table is kept by hand beside the routes, in the notation of `notation`; a test asks every route of a running service
//! and holds each answer against its entry, so a field that is missing here, or no longer there, does not pass.

/// What an answer carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// JSON of this shape.
    Json(&'static str),
    /// Something else, of this media type.
    Other(&'static str),
    /// Nothing.
    Nothing,
}

/// An answer of a route when all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Method.
    pub method: &'static str,
    /// Address, as in the table of routes.
    pub path: &'static str,
    /// Status.
    pub status: u16,
    /// What it carries.
    pub body: Body,
}

const fn get(path: &'static str, shape: &'static str) -> Answer {
    Answer { method: "GET", path, status: 200, body: Body::Json(shape) }
}

const fn post(path: &'static str, status: u16, shape: &'static str) -> Answer {
    Answer { method: "POST", path, status, body: Body::Json(shape) }
}

const fn bare(method: &'static str, path: &'static str, status: u16, body: Body) -> Answer {
    Answer { method, path, status, body }
}

/// Shapes with a name of their own.
#[rustfmt::skip]
pub const SHAPES: &[(&str, &str)] = &[
    // ---- what several answers hold
    ("Point", "{lon: int, lat: int}"),
    ("Drill", "{case?: int, contact?: int, person?: int, tube?: int, grid?: int, order?: int, gate?: int, post?: int, round?: int, site?: int, lab?: int, vehicle?: int, group?: int, zone?: int, task?: int, problem?: int, unit?: text, gaps?: text, stage?: text, cases?: text, contacts?: text, register?: text, page?: text}"),
    ("Figure", "{key: text, value: int, change: int?, latest: time?, source: text, drill: Drill}"),
    ("RingFigure", "{ring: text, traced: int, counted: int, isolated: int, waiting: int, elsewhere: int, drill: Drill}"),
    ("Figures", "{as_of: int, at: time, community: Figure, controlled: Figure, unknown_source: Figure, active: Figure, cumulative: Figure, rings: [RingFigure]}"),
    ("Stamps", "{event: time, device: time?, received: time, decided: time}"),
    ("Clock", "{stage: text, opened: Stamps, done: Stamps?, cancelled: bool}"),
    ("Recorded", "{seq: int?, facts: [any]}"),
    ("ProblemBody", "{type: text, title: text, status: int, detail: text, next: text}"),
    // ---- panels
    ("StageQueue", "{stage: text, in_work: int, in_rounds: int, round_tubes: int, done_24h: int, oldest_since: time?, oldest_minutes: int?, p50_minutes: int?, p90_minutes: int?, per_hour: num, rate_hours: int, clears_minutes: int?, target: {minutes: int, confirmed: bool, source: text}, late: int, owner: {actor: int, title: text, unit: text}?, bottleneck: bool, drill: Drill}"),
    ("Funnel", "{as_of: int, at: time, rate_hours: int, stages: [StageQueue], bottleneck: text?}"),
    ("CurveDay", "{date: day, community: int, controlled: int, late: bool}"),
    ("Curve", "{as_of: int, at: time, by: text, days: [CurveDay], by_onset: [CurveDay], by_report: [CurveDay], marks: [{at: time, label: text}], late_days: int, late_rule: text}"),
    ("Chain", "{as_of: int, at: time, day0: day?, nodes: [{id: int, case: int?, label: text, generation: int, day: num, row: int, kind: text, href: text, n: int}], edges: [{from: int, to: int, certain: bool}], generations: int, cases: int, unlinked: [int], degrees: [{case: int, external: text?, infected: int, possible: int}], clusters: [{first: int, cases: int, generations: int, from: day, until: day}]}"),
    ("GapLine", "{kind: text, harm: text, gaps: int, count: int, since: time?, oldest_minutes: int?, allowed_minutes: int?, units: [[any]], unit_count: int, subject: text?, drill: Drill}"),
    ("GapCard", "{kind: text, harm: text, gaps: int, count: int, since: time?, oldest_minutes: int?, allowed_minutes: int?, units: [[any]], unit_count: int, subject: text?, drill: Drill, title: text, detail: text, href: text}"),
    ("Gap", "{key: text, kind: text, harm: text, unit: text?, subject: text, count: int, since: time?, age_minutes: int?, allowed_minutes: int?, stage: text?, drill: Drill}"),
    ("Gauge", "{key: text, label: text, used: int, total: int, full_minutes: int?, queue: int, detail: text, drill: Drill}"),
    ("ZonePanel", "{boundaries_version: int?, stated: [any]?, registered: [int], rows: [{kind: text, zones: int, grids: int, households: int, people: int, earliest_lift: day?, drill: Drill}]}"),
    ("ProblemTotals", "{total: int, solved: int, open: int, overdue: int}"),
    ("BulletinVersion", "{version: int, frozen_at: time, as_of: int, reason: text, corrects: [text]}"),
    ("NewCases", "{area: text, count: int, country: text?}"),
    // ---- lines of lists
    ("CaseLine", "{case: int, person: int, external: text?, outbreak: int, class: text, severity: text?, detection: text, community: bool, origin: any, area: text, area_name: text, sex: text?, age: int?, onset_on: day?, sampled_on: day?, reported_at: time, outcome: text?, traced_at: time?, contacts: int, infected: int}"),
    ("ContactLine", "{contact: int, person: int, case: int, via: int?, ring: text, setting: text, certainty: text, area: text, area_name: text, last_exposure_at: time, identified_at: time, standing: text, waiting_since: time?, room: [int]?, until: day?, next_test: day?, withdrawn: bool}"),
    ("TubeLine", "{tube: int, code: text, kind: any, people: int, purpose: text, site: int?, site_name: text?, collected_at: time, received_at: time?, tested_at: time?, outcome: text?, minutes: int, allowed_minutes: int, late: bool, repeats: int, corrected: int}"),
    ("ReceiptCounts", "{total: int, done: int, accepted: int, read: int, delivered: int, sent: int, declined: int, late: int, reached: int, taken_on: int}"),
    ("OrderLine", "{order: int, kind: text, title: text, issuer: text, issuer_name: text, issued_at: time, accept_by: time, done_by: time, superseded_by: int?, receipts: ReceiptCounts, late: [[text]]}"),
    ("TaskLine", "{task: int, kind: text, subject: any, owner: text, owner_name: text, assignee: int?, opened_at: time, due_at: time, text: text, result: text?, ended_at: time?, overdue: bool}"),
    ("ProblemLine", "{problem: int, register: text, kind: text, unit: text, unit_name: text, owner: text, owner_name: text, recorded_at: time, due_at: time, solved_at: time?, evidence: text?, overdue: bool}"),
    ("Receipt", "{delivered: time?, read: time?, accepted: time?, done: time?, declined: time?, remark: text, escalated: [[text]]}"),
    ("Stay", "{site: int, room: int, from: time, since: time, until: day, basis: text, released_at: time?}"),
    ("KnownPerson", "{registered: [any]?, case: int?, contacts: [int], exposures: [int], tubes: [int], hold: int?, retest: [any]?, group: int?, stay: Stay?, clocks: [Clock], external: [[text]], erased: bool, trail: [int]}"),
    // ---- imports: what a file says of people is never in them
    ("Fault", "{column: int?, reason: any, suggestion: any}"),
    ("ImportPlan", "{plan: int, file_name: text, kind: text, mapping: {kind: text, columns: [any]}, account: {read: int, accepted: int, merged: int, rejected: int}, dates: [{column: int, header: text, finding: any}], warnings: [{row: int?, column: int?, words: any}], rejected: [{row: int, faults: [Fault]}], links: [{row: int, of: any, from: any}], outlook: {new_cases: int, known_cases: int, known_people: int, stated_exposures: int, proposed_exposures: int}}"),
];

/// What every route answers with.
#[rustfmt::skip]
pub const ANSWERS: &[Answer] = &[
    get("/healthz", "{status: text, entry: int, version: text}"),
    bare("GET", "/assets/{*path}", 200, Body::Other("*/*")),
    bare("GET", "/api/openapi.json", 200, Body::Json("any")),
    bare("GET", "/events", 200, Body::Other("text/event-stream")),
    bare("GET", "/boundaries.geojson", 200, Body::Other("application/geo+json")),

    post("/api/v1/session", 201, "{actor: int}"),
    get("/api/v1/session", "{actor: int, handle: text, title: text, role: text, unit: text, may: [{action: text, reach: text}]}"),
    bare("DELETE", "/api/v1/session", 204, Body::Nothing),
    bare("POST", "/api/v1/password", 204, Body::Nothing),
    post("/api/v1/purpose", 200, "{purpose: text, subject: any, until: time}"),
    get("/api/v1/people/{person}/details", "{person: int, entry: int, name: text?, id_number: text?, phone: text?, address: text?, notes: any}"),
    post("/api/v1/people/{person}/erase", 200, "{person: int, entry: int}"),

    post("/api/v1/commands", 201, "Recorded"),
    post("/api/v1/commands", 200, "Recorded"),
    post("/api/v1/tubes", 201, "Recorded"),
    post("/api/v1/tubes", 200, "Recorded"),
    post("/api/v1/results", 201, "Recorded"),
    post("/api/v1/results", 200, "{seq?: int?, facts?: [any], results?: [{code: text, seq?: int?, problem?: ProblemBody}]}"),
    get("/api/v1/screen", "{as_of: int, at: time, lang: text, level: {area: text?, area_name: text, level: text, label: text, since: time?, minutes: int?, basis: text}, figures: Figures, curve: Curve, chain: Chain, chain_summary: {generations: int, unlinked: int, oldest_minutes: int?}, zones: ZonePanel, orders: {open: int, late: int, orders: [OrderLine], others: int, others_late: int}, overdue: [{unit: text, name: text, harm: text, count: int, oldest_minutes: int, drill: Drill}], capacity: {rooms: Gauge, lab: Gauge, seats: Gauge, tracers: Gauge}, gaps: [GapCard], alerts: int, funnel: Funnel, ticker: [{about: text, event_at: time, time: text, text: text, drill: Drill, href: text}], feeds: [{key: text, heard_at: time?, age_minutes: int?, every_minutes: int, state: text}]}"),
    get("/api/v1/figures", "Figures"),
    get("/api/v1/gaps", "{as_of: int, at: time, lines: [{line: GapLine, what: text, next: text}], gaps: [Gap]}"),
    get("/api/v1/funnel", "Funnel"),
    get("/api/v1/flow", "{as_of: int, at: time, hours: [time], stages: [{stage: text, entered: [int], left: [int]}]}"),
    get("/api/v1/curve", "Curve"),
    get("/api/v1/map", "{as_of: int, at: time, preset: text, grids: [{id: int, name: text, zone: text?, silent: bool, colour: int, cases: int, people: int, owner: text?, href: text}], points: [{kind: text, id: text, lon: num, lat: num, label: text, href: text, n: int, of: int?, state: text}], lines: [{kind: text, coords: [[num]], label: text, href: text}]}"),
    get("/api/v1/rounds", "{as_of: int, at: time, rounds: [{round: int, name: text, starts_at: time, due_at: time, closed_at: time?, people: int, households: int, households_seen: int, sampled: int, tubes: int, resulted: int, tubes_resulted: int, not_negative: int, grids: int, grids_reported: int, day: day, drill: Drill}]}"),
    get("/api/v1/registers", "{as_of: int, at: time, totals: ProblemTotals, visits: int, registers: [{register: text, visits: int, totals: ProblemTotals, owners: [[any]], kinds: [[any]], drill: Drill}]}"),
    get("/api/v1/bulletin", "{bulletin: {as_of: int, at: time, version: int?, versions: [BulletinVersion], frozen: bool, figures: {area: text, date: day, confirmed: [NewCases], asymptomatic: [NewCases], converted: int, cumulative_confirmed: int, cumulative_imported: int, close_contacts: int, close_contacts_isolated: int}, lang: text, title: text, paragraphs: [text], notes: [text], table: {head: [text], rows: [[text]]}}, days: [{area: text, date: day, versions: int, frozen_at: time?, counts: [int]?}]}"),
    get("/api/v1/chain", "Chain"),
    get("/api/v1/cases", "{as_of: int, at: time, rows: [CaseLine], next: text?, total: int}"),
    get("/api/v1/cases/{case}", "{line: CaseLine, classes: [[text]], infected: [{exposure: int, record: any}], trail: [int]?}"),
    get("/api/v1/contacts", "{as_of: int, at: time, rows: [ContactLine], next: text?, total: int}"),
    get("/api/v1/contacts/{contact}", "{line: ContactLine, record: {person: int, case: int, via: int?, ring: text, setting: text, last_exposure_at: time, area: text, certainty: text, evidence: any, protocol: text, identified_at: time, recorded: int, withdrawn: bool}}"),
    get("/api/v1/tubes", "{as_of: int, at: time, rows: [TubeLine], next: text?, total: int}"),
    get("/api/v1/people/{person}", "{person: int, area: text, grid: int?, known: KnownPerson?}"),
    get("/api/v1/orders", "{as_of: int, at: time, rows: [OrderLine], next: text?, total: int}"),
    get("/api/v1/orders/{order}", "{line: OrderLine, record: {kind: text, title: text, text: text, issuer: text, by: int, issued_at: time, accept_by: time, done_by: time, basis: text, supersedes: int?, superseded_by: int?, receipts: {*: Receipt}, trail: [int]}}"),
    get("/api/v1/orders/{order}/receipts", "{as_of: int, order: int, receipts: [{unit: text, step: text?, late: text?, receipt: Receipt}]}"),
    get("/api/v1/tasks", "{as_of: int, at: time, rows: [TaskLine], next: text?, total: int}"),
    get("/api/v1/problems", "{as_of: int, at: time, rows: [ProblemLine], next: text?, total: int}"),
    get("/api/v1/places", "{as_of: int, areas: [[any]], grids: [{grid: int, name: text, area: text, point: Point, households: int, people: int}], sites: [{site: int, kind: text, name: text, area: text, point: Point, rooms: int, free: int}], laboratories: [[any]], vehicles: [[any]], posts: [[any]], gates: [[any]]}"),
    get("/api/v1/audit", "{as_of: int, total: int, rows: [{at: time, by: int, person: int, purpose: text}]}"),
    get("/api/v1/imports/progress", "{progress: {step: text, done: int, of: int}?}"),
    post("/api/v1/imports", 201, "ImportPlan"),
    get("/api/v1/imports/{plan}", "ImportPlan"),
    bare("DELETE", "/api/v1/imports/{plan}", 204, Body::Nothing),
    post("/api/v1/imports/{plan}/mapping", 201, "ImportPlan"),
    post("/api/v1/imports/{plan}/commit", 201, "{seq: int?, import: int, accepted: int, merged: int, rejected: int, details_stored: int}"),
    bare("GET", "/api/v1/imports/{plan}/rejected.xlsx", 200, Body::Other("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    get("/api/v1/imports", "{as_of: int, rows: [{import: int, record: {kind: text, sender: text, batch: {kind: text, rows: int, blake3: text}, outbreak: int, read: int, accepted: int, merged: int, rejected: int, at: time, by: int}}]}"),
    get("/api/v1/entries/{seq}", "{seq: int, at: time, received: time, device: time?, by: int, facts: [any]}"),
];

/// Returns the answers of a route.
pub fn answers_of(method: &str, path: &str) -> impl Iterator<Item = &'static Answer> {
    ANSWERS.iter().filter(move |answer| answer.method == method && answer.path == path)
}
