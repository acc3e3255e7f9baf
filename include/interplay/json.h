// Results as JSON text: the shapes that the command line prints with --json, described key by key in docs/cli.md.
// Objects keep the order of their keys. NaN and infinities are null; bytes that are not UTF-8 become the replacement
// character. Numbers have the fewest digits that read back as the same value.
//
// Functions of values: safe to call from any thread, and what they return refers to nothing.
#pragma once

#include <span>
#include <string>

#include "interplay/api.h"
#include "interplay/check.h"
#include "interplay/choose.h"
#include "interplay/evaluate.h"
#include "interplay/explain.h"
#include "interplay/measure.h"
#include "interplay/model.h"
#include "interplay/options.h"
#include "interplay/recommend.h"
#include "interplay/train.h"
#include "interplay/tune.h"

namespace INTERPLAY_API interplay {

// Every option by name, with its type.
std::string to_json(const DataOptions& options);
std::string to_json(const SplitOptions& options);
std::string to_json(const TrainOptions& options);

std::string to_json(const DataSummary& summary);
std::string to_json(const Event& event);
std::string to_json(const MetricValues& values);
std::string to_json(const History& history);
std::string to_json(const Evaluation& evaluation);
std::string to_json(std::span<const Comparison> comparisons);
// {"activity": [{"name", "training_rows": [least, most], "users", "rows", "metrics"}, ...], "popularity": ...}
std::string to_json(std::span<const Segmentation> segmentations);

// {"method", "rows", "spread", "checked_on", "checked_rows", "before", "after"}, with a spread of null for
// probabilities; null for a model that is not calibrated.
std::string calibration_to_json(const Model& model);

// What `describe --json` prints, without the path: parts, tensors, fields, options, history, chains.
std::string to_json(const Model& model);
// An object for a single run, a list of them for an ensemble or several chains.
std::string histories_to_json(const Model& model);
// The L2 coefficients that the first run learned; null for a model whose solver learns none.
std::string l2_to_json(const Model& model);
// The agreement of the chains of solver mcmc; null for other models.
std::string chains_to_json(const Model& model);

// A list of objects; `score` is the key of the scores, `id` that of the ids.
std::string to_json(std::span<const Scored> items, std::string_view score = "score", std::string_view id = "item");
std::string to_json(const Explanation& explanation);

std::string to_json(const Trial& trial);
std::string to_json(const TuneResult& result);
std::string to_json(const Candidate& candidate);
std::string to_json(const Choice& choice);

}  // namespace interplay
