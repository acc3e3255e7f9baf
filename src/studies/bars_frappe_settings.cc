#include "studies/bars_frappe.h"

namespace interplay::report {
namespace {

constexpr std::string_view board_columns = "user,item,daytime,weekday,isweekend,homework,cost,weather,country,city";
constexpr std::string_view starts =
    "Starts from larger numbers at a higher rate, since from the board's it waits for AUC on a plateau and stops";

// Machines with pairs: the starting values that the board's lead to a plateau from.
Settings pairs(std::string_view start, std::string_view l2, const Settings& more = {}) {
  Settings all = {{"learning_rate", "0.003"},
                  {"init", std::string(start)},
                  {"l2_factors", std::string(l2)},
                  {"l2_linear", std::string(l2)}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Settings network(const Settings& more) {
  Settings all = {{"l2_factors", "0.025"},
                  {"l2_linear", "0"},
                  {"dropout_at", "outputs"},
                  {"batch_norm_momentum", "0.9"},
                  {"batch_norm_epsilon", "1e-5"}};
  for (const auto& [name, value] : more) {
    std::erase_if(all, [&](const auto& known) { return known.first == name; });
    all.emplace_back(name, value);
  }
  return all;
}

std::vector<BoardModel> make_models() {
  return {
      {"lr",
       "logistic",
       "logistic",
       0.9356,
       "b + a weight for each category.",
       "Rate 0.003 instead of 0.001, which only ends sooner",
       {{"learning_rate", "0.003"}, {"l2_factors", "0"}, {"l2_linear", "2.5e-06"}}},
      {"fm", "fm", "fm", 0.9671, "And the products of the vectors of all pairs of categories.", starts,
       pairs("0.2", "2.5e-06", {{"pairs_within_bags", "false"}, {"target_kind", "binary"}})},
      {"",
       "fm, mcmc",
       "fm",
       std::nullopt,
       "The same with a probit link, as the mean of draws of its posterior; nothing is regularised by hand.",
       "Not on the board",
       {{"solver", "mcmc"}, {"rank", "32"}, {"epochs", "120"}, {"burn_in", "20"}, {"draws", "100"}}},
      {"fwfm", "fwfm", "fwfm", 0.9776, "The product of a pair of fields has a weight.", starts,
       pairs("0.2", "2.5e-06", {{"linear_form", "weights"}})},
      {"fmfm", "fmfm", "fmfm", std::nullopt, "A matrix stands between the vectors of a pair of fields.", starts,
       pairs("0.05", "5e-06")},
      {"ffm", "ffm", "ffm", 0.9786, "A category has a vector for each other field.", starts, pairs("0.05", "5e-07")},
      {"deepfm", "deepfm", "deepfm", 0.9842, "fm, and a perceptron 400-400-400 over the same vectors.", "",
       network({{"l2_linear", "0.025"},
                {"head", "sum"},
                {"hidden", "400,400,400"},
                {"dropout", "0.2"},
                {"batch_norm", "true"}})},
      {"ipnn", "ipnn", "ipnn", 0.9841, "A perceptron 400-400-400 over the vectors and their products.", "",
       network({{"hidden", "400,400,400"}, {"dropout", "0.3"}})},
      {"dcnv2", "dcnv2", "dcnv2", 0.9845, "Four layers that multiply by the vectors once more, beside a perceptron.",
       "", network({{"hidden", "400,400,400"}, {"dropout", "0.4"}, {"cross_layers", "4"}})},
      {"finalmlp", "finalmlp", "finalmlp", 0.9861,
       "Perceptrons 400 and 100 behind gates of user and item, joined by a bilinear form of five heads.",
       "With batch normalisation, without which it stops at the AUC of logistic",
       network({{"hidden", "400"},
                {"second_hidden", "100"},
                {"gate_hidden", "400"},
                {"dropout", "0.4"},
                {"batch_norm", "true"},
                {"heads", "5"}})},
      {"finalnet", "finalnet", "finalnet", 0.9857,
       "Two blocks, 400-400 and 400, whose layers multiply the halves of their outputs.", "",
       network({{"l2_factors", "0.05"},
                {"hidden", "400,400"},
                {"second_hidden", "400"},
                {"dropout", "0.1"},
                {"batch_norm", "true"},
                {"factorized", "concat"}})},
  };
}

}  // namespace

const Settings& board_settings() {
  static const Settings settings = {{"target", "label"},
                                    {"user", "user"},
                                    {"item", "item"},
                                    {"fields", std::string(board_columns)},
                                    {"categorical", std::string(board_columns)},
                                    {"batch", "4096"},
                                    {"epochs", "100"},
                                    {"optimizer", "adam"},
                                    {"learning_rate", "0.001"},
                                    {"linear_rate", "1"},
                                    {"epsilon", "1e-8"},
                                    {"global_clip_norm", "10"},
                                    {"schedule", "plateau"},
                                    {"decay", "0.1"},
                                    {"patience", "2"},
                                    {"monitor", "valid auc"},
                                    {"l2_count_power", "0"},
                                    {"l2_scope", "whole"},
                                    {"initializer", "normal"},
                                    {"init", "0.0001"},
                                    {"rank", "10"}};
  return settings;
}

const std::vector<BoardModel>& board_models() {
  static const std::vector<BoardModel> models = make_models();
  return models;
}

Settings settings_of(const BoardModel& model) {
  // Rates, schedules and starting values are those of descent, and logistic regression has no vectors.
  const bool samples = model.recipe.empty(), vectors = model.model != "logistic";
  Settings all;
  for (const auto& [name, value] : board_settings()) {
    const bool of_columns =
        name == "target" || name == "user" || name == "item" || name == "fields" || name == "categorical";
    const bool of_vectors = name == "initializer" || name == "init" || name == "rank";
    if ((!samples || of_columns) && (vectors || !of_vectors)) all.emplace_back(name, value);
  }
  for (const auto& [name, value] : model.settings) {
    std::erase_if(all, [&](const auto& known) { return known.first == name; });
    all.emplace_back(name, value);
  }
  return all;
}

}  // namespace interplay::report
