// POST /v1/explain: every term of one prediction.
#include "interplay/explain.h"

#include "interplay/encode.h"
#include "interplay/json.h"
#include "serve/lists.h"
#include "serve/route_fields.h"

namespace interplay::serve {

const Route& explain_route();

namespace {

constexpr std::string_view details[] = {"feature", "field"};
constexpr FieldSpec explain_request[] = {
    {"user", FieldKind::id, "Id of the user"},
    {"item", FieldKind::id, "Id or title of the item"},
    {"by", FieldKind::text,
     "How finely to divide: each feature (every genre of a film) or each field; feature unless given", false, 0, 0,
     details},
    context_field,
    attributes_field,
    model_field,
    version_field,
    key_field,
};
constexpr FieldSpec explain_answer[] = {
    {"inputs", FieldKind::objects, "What the model read: field, value, unseen, missing"},
    {"entries", FieldKind::objects,
     "The terms, which sum to the score: name, kind, column, value, weight, contribution"},
    {"columns", FieldKind::objects, "The columns of the head: name, value, weight, contribution"},
    {"factors", FieldKind::objects, "The vectors behind the pairs"},
    {"sums", FieldKind::objects, "Their sums by table"},
    {"score", FieldKind::number, "The sum of all terms"},
    {"link", FieldKind::anything,
     "How the prediction follows from the score: name, and low, high, shift, transform where there are any"},
    {"linked", FieldKind::number, "The link of the score"},
    {"clipped", FieldKind::boolean, "Whether that lies outside the range of the training targets"},
    {"calibration", FieldKind::text, "The method by which probabilities are calibrated, or null"},
    {"prediction", FieldKind::number, "What /v1/score gives"},
    model_answer,
    version_answer,
};

std::string item_named(const LoadedModel& model, std::string_view text) {
  if (!model.lists() || model.knows(Role::item, text)) return std::string(text);
  try {
    return model.recommender().find_item(text);
  } catch (const Error& error) {
    if (error.code() == Code::usage) throw;  // the title of several items
    return std::string(text);
  }
}

void answer_explain(Call& call) {
  Sessions& sessions = call.sessions();
  const LoadedModel& model = *sessions.model;
  auto& values = call.worker.values;
  values.clear();
  call.fields.append_values("context", values);
  call.fields.append_values("attributes", values);
  std::vector<std::pair<std::string, std::string>> row(values.begin(), values.end());
  if (call.fields.has("user")) row.emplace_back("user", call.fields.text("user"));
  if (call.fields.has("item")) row.emplace_back("item", item_named(model, call.fields.text("item")));
  if (model.lists() && !call.fields.has("item"))
    throw Fault{400, "bad_request", call.fields.path("item"), "'item' is missing, expected an id: a text or a number",
                "name the item to explain"};
  const Dataset data = encode_row(model.model().star(), row);
  const Explanation explanation =
      explain(model.model(), data, 0, call.fields.text("by") == "field" ? Detail::fields : Detail::features);
  std::string text = to_json(explanation);
  text.pop_back();  // its brace: the model follows
  call.out += text;
  call.out += ',';
  std::string of_model;
  JsonText json(of_model);
  append_model(json, model);
  call.out += of_model;
  call.out += '}';
}

}  // namespace

const Route& explain_route() {
  static const Route route = {
      .name = "explain",
      .method = "POST",
      .paths = {"/v1/explain"},
      .summary = "Divides one prediction into its terms, which sum to it",
      .request = explain_request,
      .answer = explain_answer,
      .example = R"({"user": "196", "item": "242"})",
      .batched = true,
      .lane = Lane::worker,
      .answer_call = answer_explain,
  };
  return route;
}

}  // namespace interplay::serve
