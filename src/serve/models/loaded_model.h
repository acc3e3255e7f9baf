// A model as it is served: loaded, indexed, touched and tested, with all that answers need. It never changes.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "interplay/item_index.h"
#include "interplay/model.h"
#include "interplay/recommend.h"
#include "interplay/score.h"
#include "interplay/serve.h"
#include "serve/explorer/explored.h"

namespace interplay::serve {

class LoadedModel {
 public:
  // Reads the file into memory of its own, so that a file that is written over in place harms nobody. Throws what
  // Model::load throws, with the file's path.
  static std::shared_ptr<const LoadedModel> load(const ServedModel& source, const ServeOptions& options);

  const ServedModel& source() const { return source_; }
  const std::string& name() const { return source_.name; }
  const std::string& version() const { return version_; }
  const Model& model() const { return model_; }
  // Throws Fault(422) for a model that has no users and items.
  const Recommender& recommender() const;
  bool lists() const { return recommender_.has_value(); }
  // What users had according to the files of ServedModel::seen; null without files.
  const Histories* histories() const { return histories_ ? &*histories_ : nullptr; }

  // What the explorer shows, which is made at the first call.
  const Explored& explored() const;

  // What segments_json says of the files of ServeOptions::held_out; empty without files.
  const std::string& segments() const { return segments_; }

  // Whether the model has a row for the id; of models without such a field false.
  bool knows(Role role, std::string_view id) const;
  // Whether the id was seen in training.
  bool seen_in_training(Role role, std::string_view id) const;

  // The JSON of an item of a list, but for the score between the two: {"item":"50","score": and ,"title":"..."}
  std::pair<std::string_view, std::string_view> item_json(std::uint32_t position) const;

  ScoringSession scoring() const { return scoring_; }

  // The items that rules let pass. They are read once and remembered, the rules used last at most.
  std::shared_ptr<const ItemSet> remembered(std::string_view rules) const;  // null: not remembered
  std::shared_ptr<const ItemSet> items(std::string_view key, const ItemRules& rules) const;

 private:
  LoadedModel(const ServedModel& source, const ServeOptions& options, Model model, std::string version);
  void write_items();
  void test() const;

  ServedModel source_;
  std::string version_;
  Model model_;
  std::optional<Recommender> recommender_;
  std::optional<Histories> histories_;
  ScoringSession scoring_;
  struct Ids {
    const Vocabulary* keys = nullptr;
    std::span<const std::uint32_t> codes;  // of every row of the table; 0: not seen in training
  };
  Ids ids_of(Role role) const;
  Ids users_, items_;
  std::string items_text_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> item_ends_;  // of the part before the score, and of the rest

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Remembered = std::list<std::pair<std::string, std::shared_ptr<const ItemSet>>>;  // the latest in front
  std::vector<std::string> seen_;
  std::string segments_;
  mutable std::once_flag explored_once_;
  mutable std::optional<Explored> explored_;
  mutable std::mutex mutex_;
  mutable Remembered rules_;
  mutable std::unordered_map<std::string_view, Remembered::iterator, Hash, std::equal_to<>> rules_by_key_;
};

// Of one thread: what scores and lists need beside the model.
struct Sessions {
  Sessions(std::shared_ptr<const LoadedModel> of, std::size_t place);

  std::shared_ptr<const LoadedModel> model;
  std::size_t number;  // among the models that are served
  ScoringSession scoring;
  std::optional<ListingSession> listing;   // where the model lists items
  std::vector<std::uint64_t> bits, named;  // of items: those that may be listed, those that were named
};

}  // namespace interplay::serve
