// The table of routes as OpenAPI.
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "interplay/model.h"
#include "interplay/serve.h"
#include "serve/route.h"

namespace interplay {
namespace {

using serve::FieldKind;
using serve::FieldSpec;
using serve::Route;
using Json = nlohmann::ordered_json;

Json schema_of(const FieldSpec& field);

Json object_schema(std::span<const FieldSpec> fields) {
  Json properties = Json::object(), required = Json::array();
  for (const FieldSpec& field : fields) {
    properties[std::string(field.name)] = schema_of(field);
    if (field.required) required.push_back(std::string(field.name));
  }
  Json schema = {{"type", "object"}, {"properties", properties}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

Json type_of(const FieldSpec& field) {
  const Json id = {{"type", {"string", "number"}}};
  switch (field.kind) {
    case FieldKind::id:
      return id;
    case FieldKind::ids:
      return {{"type", "array"}, {"items", id}};
    case FieldKind::text:
      return {{"type", "string"}};
    case FieldKind::texts:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
    case FieldKind::integer:
      return {{"type", "integer"}};
    case FieldKind::number:
      return {{"type", "number"}};
    case FieldKind::boolean:
      return {{"type", "boolean"}};
    case FieldKind::values:
      return {{"type", "object"}, {"additionalProperties", {{"type", {"string", "number", "boolean", "null"}}}}};
    case FieldKind::objects:
      return {{"type", "array"},
              {"items", field.fields.empty() ? Json{{"type", "object"}} : object_schema(field.fields)}};
    case FieldKind::anything:
      return Json::object();
  }
  return Json::object();
}

Json schema_of(const FieldSpec& field) {
  Json schema = type_of(field);
  schema["description"] = std::string(field.help);
  if (field.low != 0 || field.high != 0) {
    if (field.low > -1e300) schema["minimum"] = field.low;
    if (field.high < 1e300) schema["maximum"] = field.high;
  }
  if (!field.choices.empty()) schema["enum"] = std::vector<std::string>(field.choices.begin(), field.choices.end());
  return schema;
}

Json body_schema(const Route& route) {
  Json one = object_schema(route.request);
  one["additionalProperties"] = false;
  if (!route.batched) return one;
  Json batch = {{"type", "object"},
                {"properties", {{"requests", {{"type", "array"}, {"items", one}, {"minItems", 1}}}}},
                {"required", {"requests"}},
                {"additionalProperties", false}};
  return {{"oneOf", {one, batch}}};
}

Json answer_schema(const Route& route) {
  const Json one = object_schema(route.answer);
  if (!route.batched) return one;
  const Json results = {{"type", "object"},
                        {"properties", {{"results", {{"type", "array"}, {"items", {{"type", "object"}}}}}}},
                        {"required", {"results"}}};
  return {{"anyOf", {one, results}}};
}

// The variables of a path, such as {model}.
Json parameters_of(std::string_view path) {
  Json parameters = Json::array();
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    const std::string name(path.substr(open + 1, path.find('}', open) - open - 1));
    parameters.push_back({{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
  }
  return parameters;
}

Json operation_of(const Route& route, std::size_t path) {
  const std::string media(route.content_type.substr(0, route.content_type.find(';')));
  Json operation = {{"operationId", std::string(route.name) + (path == 0 ? "" : "_" + std::to_string(path + 1))},
                    {"summary", std::string(route.summary)}};
  if (!route.help.empty()) operation["description"] = std::string(route.help);
  if (const Json parameters = parameters_of(route.paths[path]); !parameters.empty())
    operation["parameters"] = parameters;
  if (!route.request.empty()) {
    Json content = {{"schema", body_schema(route)}};
    if (!route.example.empty()) content["example"] = Json::parse(route.example);
    operation["requestBody"] = {{"required", true}, {"content", {{"application/json", content}}}};
  }
  Json content = Json::object();
  content[media] =
      media == "application/json" ? Json{{"schema", answer_schema(route)}} : Json{{"schema", {{"type", "string"}}}};
  operation["responses"] = {{"200", {{"description", "The answer"}, {"content", content}}},
                            {"default", {{"$ref", "#/components/responses/error"}}}};
  if (route.access == serve::Access::open)
    operation["security"] = Json::array();
  else
    operation["security"] = Json::array({{{"key", Json::array()}}});
  return operation;
}

Json error_schema() {
  const FieldSpec fields[] = {
      {"code", FieldKind::text, "What kind of failure it is, for programs"},
      {"field", FieldKind::anything, "The part of the request that it is about, or null"},
      {"message", FieldKind::text, "What was found and what was expected"},
      {"remedy", FieldKind::text, "What to do about it"},
  };
  return {{"type", "object"}, {"properties", {{"error", object_schema(fields)}}}, {"required", {"error"}}};
}

}  // namespace

std::string openapi_text() {
  Json paths = Json::object();
  for (const Route* route : serve::route_table()) {
    const std::string method = route->method == "GET" ? "get" : "post";
    for (std::size_t path = 0; path < route->paths.size(); ++path)
      paths[std::string(route->paths[path])][method] = operation_of(*route, path);
  }
  const Json document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Interplay"},
        {"version", std::string(library_version())},
        {"summary", "Predictions, lists with reasons, and similar items of factorization models"},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", {{{"url", "/"}}}},
      {"paths", paths},
      {"components",
       {{"securitySchemes", {{"key", {{"type", "http"}, {"scheme", "bearer"}}}}},
        {"schemas", {{"error", error_schema()}}},
        {"responses",
         {{"error",
           {{"description", "Why the request cannot be met"},
            {"content", {{"application/json", {{"schema", {{"$ref", "#/components/schemas/error"}}}}}}}}}}}}},
  };
  return document.dump(1);
}

}  // namespace interplay
