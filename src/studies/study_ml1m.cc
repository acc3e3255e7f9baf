#include "studies/study_ml1m.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/words.h"

namespace interplay::report {
namespace {

// Genres that the notebooks keep; padding is one more.
constexpr std::uint64_t kept_genres = 14;

// The largest id of an entity that has a row: what the notebooks size their tables by.
std::uint64_t largest_id(const Dataset& data, Role role) {
  const auto field = data.schema.find(role);
  const Vocabulary& keys = data.entities[data.schema.fields[*field].table - 1].keys;
  return keys.integers() && !keys.empty() ? static_cast<std::uint64_t>(keys.sorted_integers().back()) : keys.size();
}

// Why occupation, genres and tables differ from what one would choose.
void explain_features(Study& study, const Model& model, std::span<const Layer> layers) {
  std::uint64_t notebook = 0;
  for (const Layer& layer : layers) notebook += layer.parameters;
  study.say(
      fmt::format("The notebook has {} parameters: its tables reach to the largest id, although not every number below "
                  "it is one. Ours hold the ids that the files name, {} parameters, of which {} are of rows for what "
                  "was never met.",
                  grouped(notebook), grouped(model.parameter_count()), grouped(unseen_parameters(model))));
  study.say(
      "Two accidents are kept where a row says \"as in the notebook\" or \"the same\": the code of an occupation is "
      "read "
      "as a number, as if occupation 20 were twice occupation 10, and the mean over three slots of genres includes the "
      "padding's own vector, of films with fewer genres.");
}

}  // namespace

Dataset show_movielens_1m(Study& study) {
  study.heading("Data");
  DataOptions all;
  all.fields = {"user", "item", "gender", "age", "occupation", "zip", "title", "genres"};
  Dataset data = study.read(all);
  constexpr std::string_view ratings[] = {"user", "item", "rating"}, movies[] = {"item", "title", "genres"},
                             users[] = {"user", "gender", "age", "occupation", "zip"},
                             joined[] = {"user",       "item", "rating", "gender", "age",
                                         "occupation", "zip",  "title",  "genres"};
  study.table(head_of(data, "The first ratings", ratings));
  study.table(entity_head(data, "The first movies", "item", movies));
  study.table(entity_head(data, "The first users", "user", users));
  study.table(head_of(data, "Joined", joined));
  study.counts(data);
  return data;
}

std::vector<Layer> factorization_layers(const Dataset& data, std::uint64_t rank) {
  const std::uint64_t users = largest_id(data, Role::user) + 1, items = largest_id(data, Role::item) + 1,
                      genres = kept_genres + 1;
  const auto shape = [](std::uint64_t columns) { return fmt::format("n × {}", columns); };
  std::vector<Layer> layers;
  for (const std::uint64_t k : {std::uint64_t{1}, rank}) {
    const std::string_view order = k == 1 ? "first order" : "second order";
    layers.push_back({fmt::format("{}: occupation, dense", order), shape(k), 2 * k});
    layers.push_back({fmt::format("{}: user", order), shape(k), users * k});
    layers.push_back({fmt::format("{}: item", order), shape(k), items * k});
    layers.push_back({fmt::format("{}: genres, mean of 3", order), shape(k), genres * k});
  }
  return layers;
}

void show_model(Study& study, const Model& model, std::span<const Layer> layers, std::string_view name) {
  study.heading("The model");
  study.table(layers_table("The notebook's layers with parameters", layers));
  explain_features(study, model, layers);
  study.summary(model, name);
}

}  // namespace interplay::report
