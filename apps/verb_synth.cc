// interplay synth: ratings or clicks with a structure that is known, for trials and tests.
#include <fmt/format.h>

#include "interplay/synthetic.h"
#include "json_output.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

int run_synth(const Arguments& arguments, Console& console) {
  SyntheticOptions options;
  apply(arguments, options);
  PlantedTruth truth;
  const auto files = synthesize(arguments.operands.front(), options, &truth);
  if (console.json) {
    Json paths = Json::array();
    for (const auto& file : files) paths.push_back(file.string());
    Json line = {{"paths", std::move(paths)}};
    if (truth.rows > 0) {
      line["rows"] = truth.rows;
      line["positives"] = truth.positives;
      line["planted"] = {{"expected_logloss", truth.entropy}, {"logloss", truth.logloss}};
    }
    console.result(line_of(line));
    return 0;
  }
  for (const auto& file : files) console.result(file.string() + "\n");
  if (truth.rows > 0)
    console.note(
        fmt::format("{} rows, {:.1f}% of them clicks; the planted probabilities have logloss {:.5f} on them ({:.5f} "
                    "expected), and no model can do better but by chance",
                    truth.rows, 100 * truth.positives, truth.logloss, truth.entropy));
  console.next(fmt::format("interplay train {} --test 0.2 --out model.safetensors{}",
                           quoted_for_shell(arguments.operands.front()),
                           truth.rows > 0 ? " --model deepfm --target-kind binary" : ""));
  return 0;
}

std::vector<Flag> synth_flags(std::string_view) { return joined(flags_of(SyntheticOptions{}), output_flags()); }

}  // namespace

const Verb& synth_verb() {
  static const Verb verb = {
      .name = "synth",
      .summary = "Writes synthetic ratings or clicks with known structure into a new folder: same options, same bytes.",
      .operands = {{.name = "FOLDER", .completes = Flag::Completes::folder}},
      .examples = {"interplay synth out/ --like ml-100k --seed 7", "interplay synth big/ --like ml-1m --noise 0.5",
                   "interplay synth small/ --rows 5000 --users 100 --items 200",
                   "interplay synth clicks.csv --like criteo --rows 1000000"},
      .elsewhere = {{"out output",
                     "the folder, or the file of clicks, is named without a flag: interplay synth FOLDER"},
                    {"n nratings ratings size", "--rows says how many ratings"}},
      .flags = synth_flags,
      .run = run_synth,
  };
  return verb;
}

}  // namespace interplay::cli
