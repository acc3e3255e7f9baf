// Matrix factorization on MovieLens 100K: plain, non-negative, with biases, and by a perceptron.
#include <fmt/format.h>

#include "report/study.h"
#include "report/words.h"

namespace interplay::report {
namespace {

// One of the notebook's models: its layers by the notebook's rules, and its run.
struct Variant {
  std::string_view model, title;
  std::vector<Layer> layers;
  Settings settings;
};

std::vector<Layer> embedding_layers(std::uint64_t users, std::uint64_t items, std::uint64_t rank, bool biases) {
  std::vector<Layer> layers = {{"item vectors", fmt::format("n × {}", rank), items * rank},
                               {"user vectors", fmt::format("n × {}", rank), users * rank}};
  if (biases) {
    layers.push_back({"user biases", "n × 1", users});
    layers.push_back({"item biases", "n × 1", items});
  }
  return layers;
}

std::vector<Variant> variants(std::uint64_t users, std::uint64_t items) {
  // Divided before training and encoded before that, with the last fifth of the (shuffled) training rows as validation.
  const Settings shuffled = {{"split", "random"}, {"test", "0.2"}, {"valid", "0.16"}, {"vocabulary", "all"},
                             {"restore_best", "no"}};
  const auto with = [&](const Settings& more) {
    Settings all = shuffled;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  const Settings keras = {{"rank", "40"},      {"initializer", "uniform"}, {"init", "0.05"},       {"optimizer", "adam"},
                          {"batch", "128"},    {"epochs", "5"},            {"schedule", "constant"}, {"learning_rate", "0.001"},
                          {"linear_rate", "1"}, {"l2", "1e-6"},            {"l2_linear", "0"},     {"l2_factors", "0"},
                          {"l2_count_power", "0"}, {"l2_scope", "whole"},  {"clip", "no"}};
  std::vector<Layer> perceptron = embedding_layers(users, items, 2, true);
  perceptron.push_back({"dropout, dense", "n × 32", 4 * 32 + 32});
  perceptron.push_back({"dropout, dense", "n × 1", 33});
  return {{"mf", "Plain factors", embedding_layers(users, items, 40, false), with({{"clip", "no"}})},
          {"nmf", "Non-negative factors", embedding_layers(users, items, 40, false), with({{"clip", "no"}})},
          {"biased_mf", "Biases and a sigmoid over the range of ratings", embedding_layers(users, items, 40, true), with(keras)},
          {"concat_mf", "A perceptron in place of the dot product", std::move(perceptron),
           {{"split", "user"}, {"test", "0"}, {"valid", "0.2"}, {"vocabulary", "all"}, {"restore_best", "no"}, {"clip", "no"}}}};
}

Run show(Study& study, const Dataset& data, const Variant& variant) {
  study.heading(std::string(variant.title));
  study.table(layers_table("The notebook's layers with parameters", variant.layers));
  Run run = study.run(data, protocol(fmt::format("as in the notebook"), variant.model, variant.settings));
  const std::uint64_t ours = parameters_of(run.model), unseen = unseen_parameters(run.model);
  study.say(fmt::format("Ours has {} parameters: {} of them are of rows for ids never met, one in each table, which the "
                        "notebook does not have; without these {}.",
                        grouped(ours), grouped(unseen), grouped(ours - unseen)));
  study.summary(run.model, variant.model);
  study.log(run, variant.model);
  return run;
}

// What the notebook fitted in place of the perceptron: plain factors, trained before on other rows, for three more
// epochs on the perceptron's division.
Run mistaken(Study& study, const Dataset& data, std::span<const Run> runs) {
  SplitOptions by_user;
  by_user.split = "user";
  by_user.valid = 0.2;
  const std::uint64_t other_seed = static_cast<std::uint64_t>(study.options().seed) + 1;
  return study.continue_run(runs.front(), "as in the notebook: factors trained before, in place of concat_mf",
                            {{"batch", "128"}, {"epochs", "3"}}, split(data, by_user, other_seed));
}

void fill(Study& study) {
  study.heading("Data");
  const Dataset data = study.read({});
  constexpr std::string_view columns[] = {"user", "item", "rating", "time"};
  study.table(head_of(data, "The first ratings", columns));
  study.counts(data);
  const DataSummary counted = summarize(data);
  std::vector<Run> runs;
  for (const Variant& variant : variants(counted.users, counted.items)) runs.push_back(show(study, data, variant));
  runs.push_back(mistaken(study, data, runs));
  runs.push_back(study.run(data, protocol("our default recipe, validated apart", "biased_mf",
                                          {{"test", "0.2"}, {"valid", "0.1"}})));

  study.heading("Error");
  study.protocols(runs, {{"mf, epoch 10", 1.9026}, {"biased_mf, epoch 5", 0.8917}, {"concat_mf, epoch 3: in truth mf", 0.8572}});
  study.say("Plain factors start near zero and must build the mean rating of 3.5 out of products alone; rare users and films "
            "never get there in ten epochs, hence a validation loss near 1.9. Biases and the sigmoid start in the middle of the "
            "range.");
  study.say("What the notebook prints for the perceptron belongs to another model: it calls fit on the variable of the plain "
            "factors, which were trained before, on rows that the new division puts into validation. So its losses of 0.593 to "
            "0.536 and 0.849 to 0.857 are those of plain factors that had seen most of the rows that they are validated on. "
            "The first row of concat_mf here is the perceptron itself, trained from its start; the row after it repeats the mistake, and its "
            "figure with it.");

  study.heading("Similar items");
  DataOptions with_titles;
  with_titles.fields = {"user", "item", "title"};
  const Dataset titles = study.read(with_titles);
  const std::string first = cell(titles, *titles.schema.find(Role::item), 1);
  const std::string_view items[] = {first};
  study.say("Nearest vectors by cosine among all items, from the plain factors and from the recipe of our own. After ten epochs "
            "plain factors mostly tell how often an item was rated.");
  study.table(similar_table(runs.front(), titles, items, 5));
  study.table(similar_table(runs.back(), titles, items, 5));
}

}  // namespace

const StudyDefinition& matrix_factorization_study() {
  static const StudyDefinition definition{
      {"matrix-factorization", "Matrix factorization four ways, with the items most similar to one.", "ml-100k"}, fill};
  return definition;
}

}  // namespace interplay::report
