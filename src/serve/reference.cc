// The table of routes as a page.
#include <string>

#include <fmt/format.h>

#include "interplay/serve.h"
#include "serve/route.h"

namespace interplay {
namespace {

using serve::FieldSpec;
using serve::Route;

void append_fields(std::string& page, std::string_view heading, std::span<const FieldSpec> fields, bool requests) {
  if (fields.empty()) return;
  page += fmt::format("\n| {} | takes | meaning |\n|---|---|---|\n", heading);
  for (const FieldSpec& field : fields) {
    page += fmt::format("| `{}`{} | {} | {} |\n", field.name, field.required ? " (required)" : "",
                        requests ? serve::expected_of(field) : "", field.help);
    for (const FieldSpec& inner : field.fields)
      page += fmt::format("| `{}[].{}`{} | {} | {} |\n", field.name, inner.name, inner.required ? " (required)" : "",
                          serve::expected_of(inner), inner.help);
  }
}

std::string_view access_text(serve::Access access) {
  switch (access) {
    case serve::Access::open:
      return " Needs no key.";
    case serve::Access::admin:
      return " Needs a key with the word `admin`.";
    default:
      return "";
  }
}

void append_route(std::string& page, const Route& route) {
  page += fmt::format("\n### {} {}\n\n{}.{}{}{}\n", route.method, route.paths.front(), route.summary,
                      route.help.empty() ? "" : " " + std::string(route.help), route.batched ? " Takes batches." : "",
                      access_text(route.access));
  for (std::size_t i = 1; i < route.paths.size(); ++i) page += fmt::format("\nAlso `{}`.\n", route.paths[i]);
  append_fields(page, "field", route.request, true);
  if (!route.answer.empty()) {
    page += "\n| answer | meaning |\n|---|---|\n";
    for (const FieldSpec& field : route.answer) page += fmt::format("| `{}` | {} |\n", field.name, field.help);
  }
  if (!route.example.empty())
    page += fmt::format("\n```\ncurl -s localhost:8080{} -d '{}'\n```\n", route.paths.front(), route.example);
}

}  // namespace

std::string routes_reference() {
  std::string page =
      "# Routes\n\nWhat `interplay serve` answers, printed from the table of routes that also dispatches requests and "
      "makes\n"
      "`/openapi.json`. [Serving](server.md) tells how a server is run.\n\n"
      "Requests and answers are JSON. Ids are texts or numbers, as in the data. A route that takes batches answers\n"
      "`{\"requests\": [...]}` by `{\"results\": [...]}` in the same order, where a request that cannot be met has an "
      "`error`\n"
      "in its place. An error is `{\"error\": {\"code\", \"field\", \"message\", \"remedy\"}}`, with the status of its "
      "kind: 400 for\n"
      "what is wrong in the request, 404 for what is not there, 422 for what the model cannot do, 429 for a key beyond "
      "its rate, 503 for a server "
      "that\n"
      "is too busy.\n";
  for (const Route* route : serve::route_table()) append_route(page, *route);
  return page;
}

}  // namespace interplay
