#include "interplay/json.h"
#include "report/json/values.h"

namespace interplay {

using json::Value;
using json::value_of;

std::string to_json(std::span<const Segmentation> segmentations) {
  Value all = Value::object();
  for (const Segmentation& segmentation : segmentations) {
    Value segments = Value::array();
    for (const Segment& segment : segmentation.segments)
      segments.push_back({{"name", segment.name},
                          {"training_rows", {segment.least, segment.most}},
                          {"users", segment.users},
                          {"rows", segment.rows},
                          {"metrics", value_of(segment.metrics)}});
    all[std::string(name(segmentation.by))] = std::move(segments);
  }
  return json::text_of(all);
}

}  // namespace interplay
