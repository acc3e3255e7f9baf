#include "serve/explorer/explored.h"

#include <algorithm>

#include "interplay/read.h"

namespace interplay::serve {
namespace {

// Goes with the models: what was kept of one that is served no longer is dropped at the next request.
class Cache {
 public:
  std::shared_ptr<const Explored> of(const std::shared_ptr<const LoadedModel>& model, const ServeOptions& options) {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [](const Entry& entry) { return entry.model.expired(); });
    const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.model.lock() == model; });
    if (found != entries_.end()) return found->explored;
    std::vector<std::string> seen = options.seen;
    seen.insert(seen.end(), model->source().seen.begin(), model->source().seen.end());
    entries_.push_back({model, std::make_shared<const Explored>(model->model(), std::move(seen))});
    return entries_.back().explored;
  }

 private:
  struct Entry {
    std::weak_ptr<const LoadedModel> model;
    std::shared_ptr<const Explored> explored;
  };
  std::mutex mutex_;
  std::vector<Entry> entries_;  // a few: one for each model that somebody looks at
};

}  // namespace

const Past* Explored::past() const {
  std::call_once(read_, [&] {
    if (!seen_.empty()) past_.emplace(model_, read_for(model_, seen_, DataOptions{}));
  });
  return past_ ? &*past_ : nullptr;
}

std::shared_ptr<const Explored> explored(const std::shared_ptr<const LoadedModel>& model, const ServeOptions& options) {
  static Cache cache;
  return cache.of(model, options);
}

}  // namespace interplay::serve
