#include "workflow/together.h"

#include <gnu/libc-version.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "interplay/cluster.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "kernels/instruction_set.h"
#include "model/implementation.h"
#include "model/json.h"
#include "workflow/fingerprint.h"

namespace interplay {
namespace {

// What may differ from process to process, or concerns process 0 alone.
constexpr std::array own_options = {"threads", "checkpoint", "checkpoint_every"};

template <class Struct>
void add_options(const Struct& values, Json& facts) {
  for (const auto& option : options<Struct>())
    if (std::ranges::find(own_options, option.name) == own_options.end())
      facts.push_back({"option " + std::string(option.name), get_option(values, option.name)});
}

// Pairs of what a process must have in common with the others and what it has, the telling ones first.
Json facts_of(const Model* start, const Dataset& data, const Split& split, const TrainOptions& options,
              const DataOptions& data_options) {
  Json facts = Json::array();
  facts.push_back({"version", std::string(library_version())});
  facts.push_back({"instruction set of the processor", kernels::instruction_set()});
  facts.push_back({"C library", std::string("glibc ") + ::gnu_get_libc_version()});
  add_options(options, facts);
  add_options(data_options, facts);
  facts.push_back({"checkpoint", options.checkpoint.empty() ? "none" : "one"});
  facts.push_back({"number of rows", std::to_string(data.rows)});
  facts.push_back({"number of training rows", std::to_string(split.train.size())});
  facts.push_back({"model to go on from", start == nullptr ? "none" : "one"});
  // The last member stands for all of them.
  const std::shared_ptr<const Parameters> parameters =
      start == nullptr ? nullptr : implementation_of(*start).members.at(implementation_of(*start).members.size() - 1);
  facts.push_back({"data of checksum", fmt::format("{:016x}", fingerprint(data, split, parameters.get()))});
  return facts;
}

}  // namespace

void prove_agreement(Cluster& cluster, const Model* start, const Dataset& data, const Split& split,
                     const TrainOptions& options, const DataOptions& data_options) {
  if (!cluster.several()) return;
  const Phase phase(cluster, "agreement");
  const std::vector<std::string> texts =
      cluster.allgather_text(json_text(facts_of(start, data, split, options, data_options)));
  const Json first = parse_json(texts.front());
  for (std::size_t p = 1; p < texts.size(); ++p) {
    const Json other = parse_json(texts[p]);
    for (std::size_t i = 0; i < std::min(first.size(), other.size()); ++i) {
      if (first[i] == other[i]) continue;
      throw Error(Code::usage,
                  fmt::format("{} has {} '{}' where {} has {} '{}'", cluster.describe(p),
                              other[i][0].get<std::string>(), other[i][1].get<std::string>(), cluster.describe(0),
                              first[i][0].get<std::string>(), first[i][1].get<std::string>()),
                  "give all processes the same command, the same files and processors of one kind");
    }
  }
}

void AgreedObserver::on(const Event& event) {
  if (cluster_.leads()) observer_.on(event);
}

bool AgreedObserver::stop_requested() {
  const Phase phase(cluster_, "whether to stop");
  std::uint8_t stop = cluster_.leads() && observer_.stop_requested() ? 1 : 0;
  cluster_.broadcast(std::span(&stop, 1));
  return stop != 0;
}

SharedCheckpoint::SharedCheckpoint(Cluster& cluster, CheckpointPlan plan) : plan_(std::move(plan)) {
  if (!cluster.several() || plan_.path.empty()) return;
  plan_.writes = cluster.leads();
  if (!plan_.resume) return;
  const Phase phase(cluster, "checkpoint");
  std::string bytes;
  std::error_code ignored;
  if (cluster.leads() && std::filesystem::exists(plan_.path, ignored)) bytes = MappedFile::open(plan_.path)->bytes();
  std::uint64_t size = bytes.size();
  cluster.broadcast(std::span(&size, 1));
  bytes.resize(size);
  cluster.broadcast(std::span<char>(bytes));
  if (cluster.leads()) return;
  folder_ = std::make_unique<TemporaryFolder>();
  plan_.path = folder_->path() / "checkpoint";
  if (size > 0) write_file(plan_.path, bytes);
}

RowsAside::RowsAside(const std::shared_ptr<Spool>& spool, Split* split, std::span<const std::uint32_t> rows)
    : rows_(rows) {
  if (spool == nullptr || split == nullptr) return;
  RowValues<std::uint32_t> copy(spool, rows.size());
  std::ranges::copy(rows, copy.begin());
  in_file_ = std::move(copy).take();
  rows_ = in_file_;
  split_ = split;
  split_->train = {};
}

void RowsAside::put_back() {
  if (split_ != nullptr) split_->train.assign(in_file_.begin(), in_file_.end());
}

}  // namespace interplay
