#include "serve/models/registry.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "interplay/error.h"
#include "serve/fault.h"

namespace interplay::serve {
namespace {

constexpr int reload_niceness = 15;

std::vector<ServedModel> with_names(std::vector<ServedModel> sources) {
  if (sources.empty()) throw Error(Code::usage, "no model is named", "name a model file");
  std::set<std::pair<std::string, std::string>> met;
  for (ServedModel& source : sources) {
    if (source.name.empty()) source.name = std::filesystem::path(source.path).stem().string();
    if (!(source.weight >= 0))
      throw Error(Code::usage,
                  fmt::format("the weight of model '{}' is {}, expected 0 or more", source.name, source.weight));
    if (!met.emplace(source.name, source.version).second)
      throw Error(Code::usage,
                  fmt::format("two models are named '{}'{}", source.name,
                              source.version.empty() ? "" : fmt::format(" of version '{}'", source.version)),
                  "give each one a version of its own");
  }
  return sources;
}

[[noreturn]] void unknown(std::string_view field, std::string_view wanted, std::span<const std::string_view> known) {
  const std::string near = nearest(wanted, known);
  throw Fault{404, "not_found", std::string(field), fmt::format("there is no {} '{}'", field, wanted.substr(0, 60)),
              near.empty() ? fmt::format("there {} {}", known.size() == 1 ? "is" : "are", fmt::join(known, ", "))
                           : fmt::format("did you mean '{}'?", near)};
}

}  // namespace

const std::shared_ptr<const LoadedModel>& ModelSet::find(std::string_view name, std::string_view version,
                                                         std::string_view key) const {
  if (name.empty()) name = models.front()->name();
  const std::shared_ptr<const LoadedModel>* last = nullptr;
  double weights = 0;
  for (const auto& model : models) {
    if (model->name() != name) continue;
    if (!version.empty() && model->version() == version) return model;
    last = &model;
    weights += model->source().weight;
  }
  if (last == nullptr || !version.empty()) {
    std::vector<std::string_view> known;
    for (const auto& model : models)
      if (last == nullptr || model->name() == name) known.push_back(last == nullptr ? model->name() : model->version());
    unknown(last == nullptr ? "model" : "version", last == nullptr ? name : version, known);
  }
  if (weights == 0) return *last;
  // The same key has the same version for as long as weights stay, whichever server answers.
  const double share =
      static_cast<double>(XXH3_64bits_withSeed(key.data(), key.size(), XXH3_64bits(name.data(), name.size())) >> 11) *
      0x1p-53;
  double sum = 0;
  for (const auto& model : models) {
    if (model->name() != name) continue;
    sum += model->source().weight / weights;
    if (share < sum) return model;
  }
  return *last;
}

Registry::Registry(std::vector<ServedModel> sources, ServeOptions options, Observer observer)
    : sources_(with_names(std::move(sources))), options_(std::move(options)), observer_(std::move(observer)) {
  auto set = std::make_shared<ModelSet>();
  set->models.resize(sources_.size());
  for (std::size_t i = 0; i < sources_.size(); ++i) load(set->models, i);
  current_ = std::move(set);
  generation_ = 1;
}

void Registry::load(std::vector<std::shared_ptr<const LoadedModel>>& models, std::size_t i) {
  models[i] = LoadedModel::load(sources_[i], options_);
  if (observer_)
    observer_({ServerEvent::Kind::loaded, fmt::format("model '{}', version '{}', of {}", models[i]->name(),
                                                      models[i]->version(), sources_[i].path)});
}

std::shared_ptr<const ModelSet> Registry::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::vector<std::string> Registry::load_wanted(ModelSet& set,
                                               const std::function<bool(const std::string& path)>& wanted) {
  std::vector<std::string> errors;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (wanted && !wanted(sources_[i].path)) continue;
    const auto failed = [&](std::string why) {
      ++failures_;
      if (observer_)
        observer_({ServerEvent::Kind::load_failed, fmt::format("{}; the model that was loaded before stays", why)});
      errors.push_back(std::move(why));
    };
    try {
      load(set.models, i);
      ++reloads_;
    } catch (const Fault& fault) {
      failed(fmt::format("{}: {}", sources_[i].path, fault.message));
    } catch (const std::exception& error) {
      failed(error.what());
    }
  }
  return errors;
}

std::vector<std::string> Registry::reload(const std::function<bool(const std::string&)>& wanted) {
  const std::lock_guard one_at_a_time(reloading_);
  free_replaced();
  auto set = std::make_shared<ModelSet>(*current());
  std::vector<std::string> errors;
  // By a thread that gives way to those that answer requests. A thread may not take its priority back, so it ends.
  std::thread([&] {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), reload_niceness);
    errors = load_wanted(*set, wanted);
  }).join();
  {
    std::shared_ptr<const ModelSet> next = std::move(set);
    const std::lock_guard lock(mutex_);
    current_.swap(next);
    for (std::size_t i = 0; i < sources_.size(); ++i)
      if (next->models[i] != current_->models[i]) replaced_.push_back(next->models[i]);
  }
  ++generation_;
  return errors;
}

void Registry::free_replaced() {
  std::vector<std::shared_ptr<const LoadedModel>> unused;  // freed after the lock
  const std::lock_guard lock(mutex_);
  // Nobody else can come to use a model of this list alone.
  std::erase_if(replaced_, [&](std::shared_ptr<const LoadedModel>& model) {
    if (model.use_count() > 1) return false;
    unused.push_back(std::move(model));
    return true;
  });
}

std::vector<std::string> Registry::paths() const {
  std::vector<std::string> paths;
  for (const ServedModel& source : sources_) paths.push_back(source.path);
  return paths;
}

}  // namespace interplay::serve
