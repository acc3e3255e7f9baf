#include "interplay/json.h"
#include "report/json/values.h"

namespace interplay {

std::string to_json(std::span<const Segmentation> segmentations) {
  json::Value all = json::Value::object();
  for (const Segmentation& segmentation : segmentations) {
    json::Value segments = json::Value::array();
    for (const Segment& segment : segmentation.segments)
      segments.push_back({{"name", segment.name},
                          {"training_rows", {segment.least, segment.most}},
                          {"users", segment.users},
                          {"rows", segment.rows},
                          {"metrics", json::value_of(segment.metrics)}});
    all[std::string(name(segmentation.by))] = std::move(segments);
  }
  return json::text_of(all);
}

}  // namespace interplay
