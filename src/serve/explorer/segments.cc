#include "serve/explorer/segments.h"

#include <array>

#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/json.h"
#include "interplay/measure.h"
#include "interplay/read.h"

namespace interplay::serve {
namespace {

constexpr std::array by = {SegmentedBy::activity, SegmentedBy::popularity};

Measured measure_rows(const Model& model, const std::vector<std::string>& held_out, const PairRows& seen) {
  Dataset as_read;
  const Dataset data = read_for(model, held_out, DataOptions{}, 0, &as_read);
  if (!data.has_target())
    throw Error(Code::bad_data, at(held_out.front()), "has no column of targets to compare predictions with",
                "name rows that have one by --held-out");
  PairRows rows{pair_ids(as_read), std::vector<std::uint32_t>(data.rows)};
  for (std::uint32_t row = 0; row < data.rows; ++row) rows.rows[row] = row;
  Measured measured;
  measured.evaluation = evaluate(model, data, rows.rows, {}, 0);
  measured.segments = evaluate_by(model, data, rows, {&seen, 1}, {}, by);
  return measured;
}

Measured measure_lists(const Model& model, const std::vector<std::string>& held_out, const PairRows& seen) {
  const std::vector<std::string> metrics = {"ndcg@10", "recall@20"};
  std::vector<std::string> notes;
  return measure_users(model, pair_rows(model, held_out, DataOptions{}, 0, notes), {&seen, 1}, metrics, {}, by);
}

}  // namespace

std::string segments_json(const Model& model, const std::vector<std::string>& held_out,
                          const std::vector<std::string>& seen) {
  if (seen.empty())
    throw Error(Code::usage, "--held-out is given without --seen: activity and popularity are numbers of training rows",
                "name the training files by --seen, or leave --held-out out");
  std::vector<std::string> notes;
  const PairRows known = pair_rows(model, seen, DataOptions{}, 0, notes);
  const Measured measured =
      model.data_options().implicit ? measure_lists(model, held_out, known) : measure_rows(model, held_out, known);
  return fmt::format("{{\"rows\":{},\"metrics\":{},\"segments\":{}}}", measured.evaluation.rows,
                     to_json(measured.evaluation.metrics), to_json(std::span<const Segmentation>(measured.segments)));
}

}  // namespace interplay::serve
