#include "serve/models/loaded_model.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstring>

#include <fmt/format.h>
#include <xxhash.h>

#include "interplay/error.h"
#include "interplay/read.h"
#include "serve/explorer/segments.h"
#include "serve/fault.h"
#include "serve/json/json_text.h"

namespace interplay::serve {
namespace {

constexpr std::size_t rules_remembered = 256;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  operator int() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void refuse(const std::string& path, std::string_view what) {
  const int reason = errno;
  throw Error(reason == ENOENT ? Code::not_found : Code::io, at(path),
              fmt::format("{}: {}", what, std::strerror(reason)), "name a model file that interplay train has written");
}

// Copies the file into memory and returns its checksum.
std::uint64_t copy_into(int memory, const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file < 0) refuse(path, "cannot be opened");
  const auto hash = std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)>(XXH3_createState(), XXH3_freeState);
  XXH3_64bits_reset(hash.get());
  std::vector<char> block(std::size_t{1} << 20);
  while (true) {
    const ssize_t got = ::read(file, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(path, "cannot be read");
    if (got == 0) break;
    XXH3_64bits_update(hash.get(), block.data(), static_cast<std::size_t>(got));
    for (ssize_t written = 0; written < got;) {
      const ssize_t put = ::write(memory, block.data() + written, static_cast<std::size_t>(got - written));
      if (put < 0) refuse(path, "cannot be copied into memory");
      written += put;
    }
  }
  return XXH3_64bits_digest(hash.get());
}

struct Copy {
  Model model;
  std::string version;
};

Copy copy_of(const std::string& path) {
  const Descriptor memory(::memfd_create("interplay model", MFD_CLOEXEC));
  if (memory < 0) refuse(path, "no memory for the model");
  const std::uint64_t checksum = copy_into(memory, path);
  try {
    return {Model::load(fmt::format("/proc/self/fd/{}", static_cast<int>(memory)), true),
            fmt::format("{:016x}", checksum).substr(0, 12)};
  } catch (const Error& error) {
    throw Error(error.code(), at(path, error.location().line, error.location().column), error.message(),
                error.remedy());
  }
}

}  // namespace

std::shared_ptr<const LoadedModel> LoadedModel::load(const ServedModel& source, const ServeOptions& options) {
  Copy copy = copy_of(source.path);
  std::shared_ptr<LoadedModel> loaded(new LoadedModel(source, options, std::move(copy.model), std::move(copy.version)));
  loaded->test();
  return loaded;
}

LoadedModel::LoadedModel(const ServedModel& source, const ServeOptions& options, Model model, std::string version)
    : source_(source),
      version_(source.version.empty() ? std::move(version) : source.version),
      model_(std::move(model)),
      recommender_(model_.schema().find(Role::user) && model_.schema().find(Role::item)
                       ? std::optional<Recommender>(model_)
                       : std::nullopt),
      scoring_(recommender_ ? recommender_->index().session() : ScoringSession(model_)),
      users_(ids_of(Role::user)),
      items_(ids_of(Role::item)),
      seen_(options.seen) {
  seen_.insert(seen_.end(), source.seen.begin(), source.seen.end());
  if (!seen_.empty()) histories_.emplace(recommender(), read_for(model_, seen_, DataOptions{}));
  if (recommender_) write_items();
  if (!options.held_out.empty()) segments_ = segments_json(model_, options.held_out, seen_);
}

const Explored& LoadedModel::explored() const {
  std::call_once(explored_once_, [&] { explored_.emplace(model_, seen_); });
  return *explored_;
}

LoadedModel::Ids LoadedModel::ids_of(Role role) const {
  const Star& star = model_.star();
  const auto field = star.schema.find(role);
  if (!field || star.schema.fields[*field].table == 0) return {};
  return {&star.entities[star.schema.fields[*field].table - 1].keys,
          std::get<CategoricalColumn>(star.columns[*field]).codes};
}

bool LoadedModel::knows(Role role, std::string_view id) const {
  const Ids& ids = role == Role::user ? users_ : items_;
  return ids.keys != nullptr && ids.keys->code(id) > 0;
}

bool LoadedModel::seen_in_training(Role role, std::string_view id) const {
  const Ids& ids = role == Role::user ? users_ : items_;
  if (ids.keys == nullptr) return false;
  const std::uint32_t row = ids.keys->code(id);
  return row > 0 && row < ids.codes.size() && ids.codes[row] > 0;
}

const Recommender& LoadedModel::recommender() const {
  if (!recommender_)
    throw Fault{422, "unsupported", "model",
                fmt::format("model '{}' has no users and items, so it lists nothing", name()),
                "ask /v1/score for predictions of single rows"};
  return *recommender_;
}

void LoadedModel::write_items() {
  const ItemIndex& index = recommender_->index();
  for (std::uint32_t position = 0; position < index.size(); ++position) {
    const std::string id = index.id(position), title = recommender_->title(id);
    items_text_ += "{\"item\":";
    append_json_string(items_text_, id);
    items_text_ += ",\"score\":";
    const std::uint64_t middle = items_text_.size();
    if (!title.empty()) {
      items_text_ += ",\"title\":";
      append_json_string(items_text_, title);
    }
    items_text_ += '}';
    item_ends_.emplace_back(middle, items_text_.size());
  }
  items_text_.shrink_to_fit();
}

std::pair<std::string_view, std::string_view> LoadedModel::item_json(std::uint32_t position) const {
  const std::uint64_t begin = position == 0 ? 0 : item_ends_[position - 1].second;
  const auto [middle, end] = item_ends_[position];
  const std::string_view text = items_text_;
  return {text.substr(begin, middle - begin), text.substr(middle, end - middle)};
}

// One answer of each kind: what is damaged shows before anybody asks, and the pages that answers need are in memory.
void LoadedModel::test() const {
  ScoringSession session = scoring();
  if (!recommender_) return;
  const std::vector<std::string> users = recommender_->users();
  if (recommender_->size() == 0 || users.empty()) return;
  const std::string item = recommender_->index().id(0);
  static_cast<void>(session.predict(users.front(), item));
  static_cast<void>(recommender_->index().top(std::string_view(users.front()), 10));
  try {
    static_cast<void>(recommender_->similar(item, 1));
  } catch (const Error& error) {
    if (error.code() != Code::unsupported) throw;  // models without vectors
  }
}

std::shared_ptr<const ItemSet> LoadedModel::remembered(std::string_view rules) const {
  const std::lock_guard lock(mutex_);
  const auto found = rules_by_key_.find(rules);
  if (found == rules_by_key_.end()) return nullptr;
  rules_.splice(rules_.begin(), rules_, found->second);
  return found->second->second;
}

std::shared_ptr<const ItemSet> LoadedModel::items(std::string_view key, const ItemRules& rules) const {
  if (auto known = remembered(key)) return known;
  auto items = std::make_shared<const ItemSet>(recommender().items(rules));
  const std::lock_guard lock(mutex_);
  if (rules_by_key_.contains(key)) return items;
  rules_.emplace_front(std::string(key), items);
  rules_by_key_.emplace(rules_.front().first, rules_.begin());
  if (rules_.size() > rules_remembered) {
    rules_by_key_.erase(rules_.back().first);
    rules_.pop_back();
  }
  return items;
}

Sessions::Sessions(std::shared_ptr<const LoadedModel> of, std::size_t place)
    : model(std::move(of)), number(place), scoring(model->scoring()) {
  if (model->lists()) listing.emplace(model->recommender().index());
}

}  // namespace interplay::serve
