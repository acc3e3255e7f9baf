#include "workflow/tune/tune_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "base/files.h"
#include "interplay/error.h"

namespace interplay {
namespace {

constexpr std::string_view format_name = "interplay-tune";

Json to_json(const Trial& trial) {
  Json values = Json::array(), metrics = Json::array();
  for (const auto& [name, value] : trial.values) values.push_back({name, value});
  for (const auto& [name, value] : trial.metrics) metrics.push_back({name, value});
  return {{"number", trial.number},     {"rung", trial.rung},
          {"epochs", trial.epochs},     {"values", values},
          {"diverged", trial.diverged}, {"error", trial.diverged ? Json() : Json(trial.error)},
          {"metrics", metrics},         {"best_epoch", trial.best_epoch}};
}

Trial trial_from_json(const Json& json) {
  Trial trial;
  trial.number = json.at("number").get<std::int64_t>();
  trial.rung = json.at("rung").get<std::int64_t>();
  trial.epochs = json.at("epochs").get<std::int64_t>();
  for (const Json& pair : json.at("values"))
    trial.values.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  for (const Json& pair : json.at("metrics"))
    trial.metrics.emplace_back(pair.at(0).get<std::string>(), number_or_nan(pair.at(1)));
  trial.diverged = json.at("diverged").get<bool>();
  trial.error = number_or_nan(json.at("error"));
  trial.best_epoch = json.at("best_epoch").get<std::int64_t>();
  return trial;
}

// The first thing in which two requests differ.
std::string difference(const Json& found, const Json& wanted) {
  for (const auto& [key, value] : wanted.items())
    if (!found.contains(key) || found.at(key) != value) return key;
  return "request";
}

}  // namespace

std::vector<Trial> read_results(const std::filesystem::path& path, const Json& request) {
  if (path.empty() || !std::filesystem::exists(path)) return {};
  std::vector<Trial> trials;
  Json known;
  try {
    const Json json = parse_json(MappedFile::open(path)->bytes());
    if (json.at("format") != format_name) throw std::runtime_error("another format");
    known = json.at("request");
    for (const Json& trial : json.at("trials")) trials.push_back(trial_from_json(trial));
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    throw Error(Code::bad_data, at(path.string()), "exists, and does not hold the results of a search",
                "name another file, or remove this one");
  }
  if (known != request)
    throw Error(Code::usage, at(path.string()),
                fmt::format("holds the results of another search: its '{}' differs", difference(known, request)),
                "name another file, or repeat the request that made it");
  return trials;
}

void write_results(const std::filesystem::path& path, const Json& request, std::vector<Trial> trials) {
  if (path.empty()) return;
  std::sort(trials.begin(), trials.end(),
            [](const Trial& a, const Trial& b) { return std::tie(a.rung, a.number) < std::tie(b.rung, b.number); });
  Json list = Json::array();
  for (const Trial& trial : trials) list.push_back(to_json(trial));
  const Json whole = {{"format", format_name}, {"request", request}, {"trials", std::move(list)}};
  write_file(path, whole.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace interplay
