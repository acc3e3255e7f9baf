// POST /v2/models/{model}/infer: predictions of rows that come as tensors (Open Inference Protocol).
#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "serve/service.h"
#include "serve/tensors.h"

namespace interplay::serve {

const Route& v2_infer_route();

namespace {

using simdjson::dom::element;

constexpr FieldSpec tensor[] = {
    {"name", FieldKind::text, "user, item, or a column of the row", true},
    {"shape", FieldKind::anything, "[N]: N rows", true},
    {"datatype", FieldKind::text, "BYTES, INT32, INT64, UINT32, FP32 or FP64", true},
    {"data", FieldKind::anything, "N values; none where parameters.binary_data_size says that they follow the JSON"},
    {"parameters", FieldKind::anything, "binary_data_size"},
};
constexpr FieldSpec wanted[] = {
    {"name", FieldKind::text, "score or cold", true},
    {"parameters", FieldKind::anything, "binary_data"},
};
constexpr FieldSpec v2_infer_request[] = {
    {"id", FieldKind::text, "Given back with the answer"},
    {"parameters", FieldKind::anything, "binary_data_output: whether outputs follow the JSON as bytes"},
    {"inputs", FieldKind::objects, "The columns of the rows", true, 0, 0, {}, tensor},
    {"outputs", FieldKind::objects, "The wanted outputs; both unless given", false, 0, 0, {}, wanted},
};
constexpr FieldSpec v2_infer_answer[] = {
    {"model_name", FieldKind::text, "Of the model that answered"},
    {"model_version", FieldKind::text, "Its version"},
    {"id", FieldKind::text, "As it was given"},
    {"outputs", FieldKind::objects, "score (FP32) and cold (BOOL): name, shape, datatype, data"},
};

struct Rows {
  std::vector<float> scores;
  std::vector<std::uint8_t> cold;
};

// The JSON, and the bytes behind it.
std::size_t json_size(const Request& sent) {
  const std::string& header = sent.inference_header_length;
  if (header.empty()) return sent.body.size();
  std::size_t size = 0;
  const auto [end, failed] = std::from_chars(header.data(), header.data() + header.size(), size);
  if (failed != std::errc() || end != header.data() + header.size() || size > sent.body.size())
    throw Fault{400, "bad_request", "Inference-Header-Content-Length",
                fmt::format("the header is '{}', expected at most the {} bytes of the body", header.substr(0, 40),
                            sent.body.size()),
                ""};
  return size;
}

Rows scores_of(Call& call, Sessions& sessions, const std::vector<Tensor>& tensors) {
  constexpr std::size_t rows_between_looks = 256;
  Rows rows;
  auto& values = call.worker.values;
  for (std::size_t row = 0; row < tensors.front().rows.size(); ++row) {
    if (row % rows_between_looks == 0) call.check_deadline();
    values.clear();
    bool cold = false;
    for (const Tensor& input : tensors) {
      const std::string_view value = input.rows[row];
      if (value.empty()) continue;  // missing
      values.emplace_back(input.name, value);
      for (const Role role : {Role::user, Role::item})
        if (input.name == name(role)) cold = cold || !sessions.model->seen_in_training(role, value);
    }
    rows.scores.push_back(sessions.scoring.predict(values));
    rows.cold.push_back(cold);
  }
  return rows;
}

// An output that is asked for, and how.
struct Output {
  bool score = false, binary = false;
};

std::vector<Output> outputs_of(const element& document) {
  bool all_binary = false;
  if (document["parameters"]["binary_data_output"].get(all_binary) != simdjson::SUCCESS) all_binary = false;
  simdjson::dom::array asked;
  if (document["outputs"].get(asked) != simdjson::SUCCESS || asked.size() == 0)
    return {{true, all_binary}, {false, all_binary}};
  std::vector<Output> outputs;
  for (const element output : asked) {
    std::string_view name;
    if (output["name"].get(name) != simdjson::SUCCESS || (name != "score" && name != "cold"))
      throw Fault{400, "bad_request", "outputs", "an output has another name than score or cold", "name one of these"};
    bool binary = all_binary;
    if (output["parameters"]["binary_data"].get(binary) != simdjson::SUCCESS) binary = all_binary;
    outputs.push_back({name == "score", binary});
  }
  return outputs;
}

void append_output(JsonText& json, const Output& output, const Rows& rows, std::string& bytes) {
  json.begin_object();
  json.key("name").text(output.score ? "score" : "cold");
  json.key("datatype").text(output.score ? "FP32" : "BOOL");
  json.key("shape").begin_list().unsigned_integer(rows.scores.size()).end_list();
  if (output.binary) {
    const std::size_t size = rows.scores.size() * (output.score ? sizeof(float) : 1);
    json.key("parameters").begin_object().key("binary_data_size").unsigned_integer(size).end_object();
    const void* from = output.score ? static_cast<const void*>(rows.scores.data()) : rows.cold.data();
    bytes.append(static_cast<const char*>(from), size);
  } else {
    json.key("data").begin_list();
    for (std::size_t row = 0; row < rows.scores.size(); ++row)
      output.score ? json.number(static_cast<double>(rows.scores[row])) : json.boolean(rows.cold[row] != 0);
    json.end_list();
  }
  json.end_object();
}

void answer_v2_infer(Call& call) {
  Worker& worker = call.worker;
  Sessions& sessions = worker.sessions(worker.models().find(call.match.variables[0], call.match.variables[1], ""));
  const std::size_t of_json = json_size(call.request);
  // The bytes move to a place of their own, as the parser reads to the end of the text and beyond.
  const std::string behind = call.request.body.substr(of_json);
  call.request.body.resize(of_json);
  const element document = parse_body(worker.parser, call.request.body);
  simdjson::dom::array inputs;
  if (document["inputs"].get(inputs) != simdjson::SUCCESS || inputs.size() == 0)
    throw Fault{400, "bad_request", "inputs", "'inputs' is missing, expected a list of tensors", "send user and item"};
  const auto most = static_cast<std::size_t>(call.service.options.max_items);
  std::vector<Tensor> tensors;
  std::string_view bytes = behind;
  for (const element input : inputs) {
    const std::string place = fmt::format("inputs[{}]", tensors.size());
    tensors.push_back(read_tensor(input, bytes, worker.arena, most, place));
    if (tensors.back().rows.size() != tensors.front().rows.size())
      throw Fault{400, "bad_request", place, "the inputs have different numbers of rows", ""};
  }
  const std::vector<Output> outputs = outputs_of(document);
  const Rows rows = scores_of(call, sessions, tensors);
  std::string binary;
  JsonText json(call.out);
  json.begin_object();
  json.key("model_name").text(sessions.model->name());
  json.key("model_version").text(sessions.model->version());
  if (std::string_view id; document["id"].get(id) == simdjson::SUCCESS) json.key("id").text(id);
  json.key("outputs").begin_list();
  for (const Output& output : outputs) append_output(json, output, rows, binary);
  json.end_list().end_object();
  if (binary.empty()) return;
  call.response.headers += fmt::format("Inference-Header-Content-Length: {}\r\n", call.out.size());
  call.response.content_type = "application/octet-stream";
  call.out += binary;
}

bool v2_infer_takes_long(Call& call) {
  constexpr std::size_t quick_bytes = 16384;
  return call.request.body.size() > quick_bytes;
}

}  // namespace

const Route& v2_infer_route() {
  static const Route route = {
      .name = "v2_infer",
      .method = "POST",
      .paths = {"/v2/models/{model}/infer", "/v2/models/{model}/versions/{version}/infer"},
      .summary = "Predicts rows that come as tensors (Open Inference Protocol)",
      .help =
          "Tensors may follow the JSON as bytes (the extension binary_tensor_data). An empty text is a missing value.",
      .request = v2_infer_request,
      .answer = v2_infer_answer,
      .example =
          R"({"inputs": [{"name": "user", "shape": [2], "datatype": "BYTES", "data": ["196", "7"]}, {"name": "item", "shape": [2], "datatype": "BYTES", "data": ["242", "50"]}]})",
      .raw_body = true,
      .takes_long = v2_infer_takes_long,
      .answer_call = answer_v2_infer,
  };
  return route;
}

}  // namespace interplay::serve
