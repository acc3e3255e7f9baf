#include "interplay/measure.h"
#include "workflow/ranking/segments.h"

namespace interplay {

std::vector<Segmentation> evaluate_by(const Model& model, const Dataset& data, const PairRows& rows,
                                      std::span<const PairRows> seen, std::span<const std::string> names,
                                      std::span<const SegmentedBy> by, int threads, const ListOptions& lists) {
  std::vector<Segmentation> all;
  for (const SegmentedBy each : by) {
    const Parts parts(each, rows, seen);
    Segmentation& segmentation = all.emplace_back();
    segmentation.by = each;
    for (std::size_t part = 0; part < Parts::count; ++part) {
      Segment segment = parts.segment(part, rows);
      if (segment.rows == 0) continue;
      segment.metrics = evaluate(model, data, rows_of(parts, part, rows), names, threads, lists).metrics;
      segmentation.segments.push_back(std::move(segment));
    }
  }
  return all;
}

}  // namespace interplay
