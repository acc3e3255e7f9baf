// The models that are served, by name and version. A set of them never changes; a reload swaps the set.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/serve.h"
#include "serve/models/loaded_model.h"

namespace interplay::serve {

struct ModelSet {
  std::vector<std::shared_ptr<const LoadedModel>> models;  // in the order in which they were named

  // The one that a request is for. Empty names: the first model; without a version, that which the stable hash of `key`
  // chooses by the weights or, where there are none, the last one of the name. Throws Fault(404), naming the nearest.
  const std::shared_ptr<const LoadedModel>& find(std::string_view name, std::string_view version,
                                                 std::string_view key) const;
};

class Registry {
 public:
  using Observer = std::function<void(const ServerEvent&)>;

  // Throws what LoadedModel::load throws.
  Registry(std::vector<ServedModel> sources, ServeOptions options, Observer observer);

  // Changes with every swap, so that threads see whether the set that they hold is the current one.
  std::uint64_t generation() const { return generation_; }
  std::shared_ptr<const ModelSet> current() const;

  // Loads those whose path `wanted` holds for (all if it is null) and swaps them in; one reload at a time. A failure
  // keeps the old model. Returns the errors, one for each failure.
  std::vector<std::string> reload(const std::function<bool(const std::string& path)>& wanted = nullptr);

  // Frees models that were replaced and that nobody uses any more. For threads that keep nobody waiting, as it unmaps
  // and frees what may be gigabytes.
  void free_replaced();

  std::uint64_t reloads() const { return reloads_; }
  std::uint64_t failures() const { return failures_; }
  std::vector<std::string> paths() const;
  // As they were named; current() has a model for each, in this order.
  const std::vector<ServedModel>& sources() const { return sources_; }

 private:
  void load(std::vector<std::shared_ptr<const LoadedModel>>& models, std::size_t i);
  std::vector<std::string> load_wanted(ModelSet& set, const std::function<bool(const std::string& path)>& wanted);

  const std::vector<ServedModel> sources_;
  const ServeOptions options_;
  const Observer observer_;
  std::mutex reloading_;
  mutable std::mutex mutex_;
  std::shared_ptr<const ModelSet> current_;
  std::vector<std::shared_ptr<const LoadedModel>> replaced_;
  std::atomic<std::uint64_t> generation_ = 0, reloads_ = 0, failures_ = 0;
};

}  // namespace interplay::serve
