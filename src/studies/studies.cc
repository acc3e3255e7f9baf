// The studies by name.
#include <fmt/format.h>

#include <array>

#include "interplay/error.h"
#include "interplay/synthetic.h"
#include "studies/study.h"

namespace interplay {
namespace {

const std::array<const report::StudyDefinition*, 5>& definitions() {
  static const std::array<const report::StudyDefinition*, 5> all = {
      &report::keras_libfm_study(), &report::fm_ml1m_study(), &report::deepfm_study(),
      &report::matrix_factorization_study(), &report::bars_frappe_study()};
  return all;
}

const report::StudyDefinition& definition_of(std::string_view name) {
  std::vector<std::string_view> names;
  for (const report::StudyDefinition* study : definitions()) {
    if (study->info.name == name) return *study;
    names.push_back(study->info.name);
  }
  const std::string near = nearest(name, names);
  throw Error(Code::usage, fmt::format("there is no study '{}'", name),
              near.empty() ? "interplay reproduce lists the studies" : fmt::format("did you mean {}?", near));
}

}  // namespace

std::span<const StudyInfo> studies() {
  static const std::vector<StudyInfo> infos = [] {
    std::vector<StudyInfo> all;
    for (const report::StudyDefinition* study : definitions()) all.push_back(study->info);
    return all;
  }();
  return infos;
}

const StudyInfo& find_study(std::string_view name) { return definition_of(name).info; }

void make_up_data(std::string_view study, const std::filesystem::path& folder) {
  const report::StudyDefinition& definition = definition_of(study);
  if (definition.make_up != nullptr) return definition.make_up(folder);
  SyntheticOptions options;
  options.like = definition.info.dataset;
  options.rows = 12000;
  options.users = 300;
  options.items = 400;
  synthesize(folder, options);
}

Report reproduce(std::string_view study, const StudyOptions& options, Observer& observer) {
  const report::StudyDefinition& definition = definition_of(study);
  Report result;
  result.title = fmt::format("Study {}", definition.info.name);
  report::Study work(options, observer, result);
  work.say(fmt::format("{} Data: {}.", definition.info.summary,
                       options.synthetic ? fmt::format("synthetic, in the layout of {}; published figures stand "
                                                       "beside it for their place alone",
                                                       definition.info.dataset)
                                         : std::string(definition.info.dataset)));
  definition.fill(work);
  return result;
}

}  // namespace interplay
