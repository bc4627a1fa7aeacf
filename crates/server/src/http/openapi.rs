//! The `OpenAPI` document, made from the table of routes.

use super::{
    Guard, ROUTES,
    answers::{Answer, Body, SHAPES, answers_of},
    notation,
    routes::Route,
};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::{
    Components, HttpMethod, Info, OpenApi, OpenApiBuilder, Paths, PathsBuilder, RefOr, Required,
    content::ContentBuilder,
    path::{OperationBuilder, ParameterBuilder, ParameterIn, PathItemBuilder},
    response::ResponseBuilder,
    schema::{ObjectBuilder, Ref, Schema, Type},
    security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
};

/// Answers with the document.
pub(super) async fn document() -> Response {
    axum::Json(openapi()).into_response()
}

/// Returns the document.
pub fn openapi() -> OpenApi {
    let paths = ROUTES.iter().fold(PathsBuilder::new(), |paths, route| {
        route.methods.iter().fold(paths, |paths, method| {
            let item = PathItemBuilder::new().operation(http_method(method), operation(route, method));
            paths.path(route.path, item.build())
        })
    });
    let paths: Paths = paths.build();
    let mut components = Components::new();
    components.schemas.insert("Problem".to_owned(), problem_schema().into());
    for (name, shape) in SHAPES {
        components.schemas.insert((*name).to_owned(), schema_of(shape));
    }
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("haitang")));
    components.security_schemes.insert("session".to_owned(), cookie.into());
    OpenApiBuilder::new()
        .info(Info::new("Haitang", env!("CARGO_PKG_VERSION")))
        .paths(paths)
        .components(Some(components))
        .build()
}

fn http_method(method: &str) -> HttpMethod {
    match method {
        "POST" => HttpMethod::Post,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

/// Returns the schema of a shape of the table.
fn schema_of(shape: &str) -> RefOr<Schema> {
    notation::read(shape).expect("a test reads every shape of the table")
}

fn answer_response(answer: &Answer) -> utoipa::openapi::Response {
    let response = ResponseBuilder::new().description(match answer.status {
        201 => "it was recorded",
        204 => "it was done; there is nothing to say",
        _ => "what was asked for",
    });
    let response = match answer.body {
        Body::Json(shape) => {
            let content = ContentBuilder::new().schema(Some(schema_of(shape))).build();
            response.content("application/json", content)
        }
        Body::Other(kind) => response.content(kind, ContentBuilder::new().build()),
        Body::Nothing => response,
    };
    response.build()
}

fn operation(route: &Route, method: &str) -> OperationBuilder {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = in_path.map(|name| {
        let name = name.trim_start_matches('*');
        ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True)
    });
    let in_query = route.query.iter().map(|(name, meaning)| {
        ParameterBuilder::new().name(*name).parameter_in(ParameterIn::Query).description(Some(*meaning))
    });
    let mut operation =
        OperationBuilder::new().summary(Some(route.summary)).response("default", problem_response());
    for answer in answers_of(method, route.path) {
        operation = operation.response(answer.status.to_string(), answer_response(answer));
    }
    for parameter in in_path.chain(in_query) {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        operation = operation.parameter(parameter.schema(Some(Schema::Object(text))));
    }
    match route.guard {
        Guard::Open => operation,
        Guard::SignedIn | Guard::May(_) => {
            operation.security(SecurityRequirement::new("session", Vec::<String>::new()))
        }
    }
}

fn problem_response() -> utoipa::openapi::Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description("why it was not done (RFC 9457)")
        .content("application/problem+json", content)
        .build()
}

fn problem_schema() -> Schema {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    Schema::Object(
        ObjectBuilder::new()
            .property("type", text().description(Some("a stable reference, /problems/<code>")))
            .property("title", text())
            .property("status", ObjectBuilder::new().schema_type(Type::Integer))
            .property("detail", text())
            .property("next", text().description(Some("what to do about it")))
            .required("type")
            .required("status")
            .build(),
    )
}
